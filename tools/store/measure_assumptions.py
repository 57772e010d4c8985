"""Store the verdicts on Theorems 4.1 to 4.4 with each of their assumptions broken.

`python tools/store/measure_assumptions.py FILE.json [PROCESSES]`, 200 seconds on one core.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fc import claims
from fc.boards.assumptions import BREAKS, THEOREMS, UNBROKEN, table_of
from fc.boards.stored import rounded
from fc.files import provenance, write_rows

SCALE, SEED = "smoke", 0


def assumptions(processes: int | None = None) -> list[dict[str, Any]]:
    """The theorems as they are, then with each of `BREAKS`."""
    ideal = claims(*THEOREMS, scale=SCALE)
    return table_of(ideal, (UNBROKEN, *BREAKS), SEED, processes)


def save_rows(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """JSON with one line a row, its numbers rounded as those of stored records."""
    for claim in (claim for row in rows for claim in row["claims"]):
        claim |= {name: rounded(claim[name]) for name in ("estimate", "low", "high")}
    write_rows(path, {"scale": SCALE, "seed": SEED} | provenance(), "rows", rows)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists, and perhaps the processes.")
    processes = int(sys.argv[2]) if len(sys.argv) == 3 else None
    save_rows(assumptions(processes), Path(sys.argv[1]))
