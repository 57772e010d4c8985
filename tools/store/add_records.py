"""Add the records of claims that were verified anew to those of a board.

python -m fc verify numerical --scale quick --records new.json
python tools/store/add_records.py book/data/beyond.json new.json
"""

import sys
from pathlib import Path

from fc.boards.stored import added, load, rows_of
from fc.files import write_rows


def main(board: str, new: str) -> None:
    """Write the board's file again, with the new runs and when they were made."""
    provenance, records = added(load(board), load(new))
    write_rows(Path(board), provenance, "jobs", rows_of(records))


if __name__ == "__main__":
    main(*sys.argv[1:])
