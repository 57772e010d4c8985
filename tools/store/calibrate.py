"""Verify under many seeds and store how many boards raise a false alarm: ``calibrate.py FILE``.

The runs are kept in the folder `STORE`, so that it can be interrupted and goes on.
"""

import sys
from pathlib import Path

from fc import verify
from fc.boards.calibration import save_tallies, tally

BOARDS = {"smoke": 200, "quick": 20}
STORE = "_sweeps"


def boards(scale):
    """Verdicts of one board after the other."""
    for seed in range(BOARDS[scale]):
        print(f"{scale}: board {seed + 1} of {BOARDS[scale]}", file=sys.stderr)
        yield verify(scale=scale, seed=seed, store=STORE).verdicts


if __name__ == "__main__":
    save_tallies([tally(scale, boards(scale)) for scale in BOARDS], Path(sys.argv[1]))
