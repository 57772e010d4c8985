"""Store the verdicts under broken assumptions.

`python tools/store/measure_assumptions.py FILE.json [PROCESSES]`
"""

import json
import sys
from pathlib import Path

from fc.boards.assumptions import Row, assumptions
from fc.boards.stored import rounded
from fc.files import provenance, write_atomically

SCALE, SEED = "smoke", 0


def as_text(rows: list[Row]) -> str:
    """JSON with one line a row, its numbers rounded as those of stored records."""
    made_by = {"scale": SCALE, "seed": SEED} | provenance()

    lines = []
    for row in rows:
        claims = [
            {k: x if isinstance(x, str) else rounded(x) for k, x in one._asdict().items()}
            for one in row.claims
        ]
        lines.append(json.dumps(row._asdict() | {"claims": claims}, allow_nan=False))
    body = ",\n".join(lines)
    return f'{{"provenance": {json.dumps(made_by)},\n"rows": [\n{body}\n]}}\n'


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists, and perhaps the processes.")
    processes = int(sys.argv[2]) if len(sys.argv) == 3 else None
    rows = assumptions(SCALE, SEED, processes)
    write_atomically(Path(sys.argv[1]), as_text(rows))
