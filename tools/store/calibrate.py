"""Verify under many seeds, and store how often boards and tests err: ``calibrate.py FILE``.

The runs are kept in the folder `STORE`, so that it can be interrupted and goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import levels

from fc import verify
from fc.boards.calibration import OUTCOMES, Tally
from fc.files import provenance, write_atomically
from fc.verdicts.judge import Verdict

BOARDS = {"smoke": 200}
STORE = "_sweeps"


def boards(scale: str) -> Iterator[list[Verdict]]:
    """Verdicts of one board after the other."""
    for seed in range(BOARDS[scale]):
        print(f"{scale}: board {seed + 1} of {BOARDS[scale]}", file=sys.stderr)
        yield verify(scale=scale, seed=seed, store=STORE).verdicts


def tally(scale: str, boards: Iterable[Sequence[Verdict]]) -> Tally:
    """Count what the boards of seeds 0, 1, ... show."""
    seeds: dict[str, dict[str, list[int]]] = {outcome: {} for outcome in OUTCOMES}
    nearest: dict[str, float] = {}
    count = size = 0
    for seed, verdicts in enumerate(boards):
        count, size = count + 1, len(verdicts)
        for verdict in verdicts:
            name = verdict.claim.id
            p = verdict.outcome.p_supported if verdict.outcome else 1.0
            nearest[name] = max(nearest.get(name, 0.0), p)
            of_control = "" if verdict.control_failed else "control did not fail"
            for outcome in (verdict.decision, of_control):
                if outcome in OUTCOMES:
                    seeds[outcome].setdefault(name, []).append(seed)
    return Tally(scale, count, size, seeds, nearest)


def save_tallies(tallies: Iterable[Tally], path: Path, **more: Any) -> None:
    """Store tallies, and what else was measured, as JSON with their provenance."""
    content = {"provenance": provenance(), "tallies": [vars(one) for one in tallies], **more}
    write_atomically(path, json.dumps(content, indent=1) + "\n")


def calibrate(made: dict[str, list[list[Verdict]]], path: Path) -> None:
    """Store what the boards of each scale show, and the rates on the runs of the first."""
    first = next(iter(made.values()))
    more = {
        "rates": levels.table(first),
        "fresh": levels.fresh(first),
        "single": {"support": levels.SUPPORT, "control": levels.CONTROL},
    }
    save_tallies([tally(scale, found) for scale, found in made.items()], path, **more)


if __name__ == "__main__":
    calibrate({scale: list(boards(scale)) for scale in BOARDS}, Path(sys.argv[1]))
