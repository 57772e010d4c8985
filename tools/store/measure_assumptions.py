"""Store the verdicts on Theorems 4.1 to 4.4 with each of their assumptions broken.

`python tools/store/measure_assumptions.py FILE.json [PROCESSES]`, 200 seconds on one core.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fc import claims
from fc.boards.assumptions import CONDITIONS, THEOREMS, UNBROKEN, Row, table_of
from fc.boards.stored import rounded
from fc.files import provenance, write_rows

SCALE, SEED = "smoke", 0


def assumptions(processes: int | None = None) -> list[Row]:
    """The theorems as they are, then with each of `CONDITIONS` broken."""
    ideal = claims(*THEOREMS, scale=SCALE)
    return table_of(ideal, (UNBROKEN, *CONDITIONS), SEED, processes)


def save_rows(rows: Iterable[Row], path: Path) -> None:
    """JSON with one line a row, its numbers rounded as those of stored records."""

    def plain(row: Row) -> dict:
        claims = [
            {k: x if isinstance(x, str) else rounded(x) for k, x in one._asdict().items()}
            for one in row.claims
        ]
        return row._asdict() | {"claims": claims}

    write_rows(path, {"scale": SCALE, "seed": SEED} | provenance(), "rows", map(plain, rows))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists, and perhaps the processes.")
    processes = int(sys.argv[2]) if len(sys.argv) == 3 else None
    save_rows(assumptions(processes), Path(sys.argv[1]))
