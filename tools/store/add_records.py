"""Add the records of claims that were verified anew to those of a board.

python -m fc verify remedies --scale quick --seed 1 --records new.json
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
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} BOARD.json NEW.json")
    try:
        main(*sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
