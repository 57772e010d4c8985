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
from fc.boards.tables import cost_text
from fc.files import provenance, write_atomically
from fc.runs.records import Store
from fc.verdicts.judge import Verdict

BOARDS = {"theorems": 200, "beyond": 20}
# On the seeds below the tests and their levels were chosen.
FIRST = 1000
STORE = "_sweeps"


def boards(board: str) -> Iterator[list[Verdict]]:
    """Verdicts under one seed after the other; after the first, what each claim cost."""
    for i in range(BOARDS[board]):
        print(f"{board}: {i + 1} of {BOARDS[board]}", file=sys.stderr)
        verdicts = verify(board, scale="smoke", seed=FIRST + i, store=STORE).verdicts
        if i == 0:
            store = Store(STORE, FIRST)
            print(cost_text([one.claim for one in verdicts], store), file=sys.stderr)
        yield verdicts


def tally(board: str, boards: Iterable[Sequence[Verdict]]) -> Tally:
    """Count what the boards of the seeds from `FIRST` on show."""
    seeds: dict[str, dict[str, list[int]]] = {outcome: {} for outcome in OUTCOMES}
    nearest: dict[str, float] = {}
    count = size = 0
    for seed, verdicts in enumerate(boards, FIRST):
        count, size = count + 1, len(verdicts)
        for verdict in verdicts:
            name = verdict.claim.id
            p = verdict.outcome.p_supported if verdict.outcome else 1.0
            nearest[name] = max(nearest.get(name, 0.0), p)
            of_control = "" if verdict.control_failed else "control did not fail"
            for outcome in (verdict.decision, of_control):
                if outcome in OUTCOMES:
                    seeds[outcome].setdefault(name, []).append(seed)
    return Tally(board, count, size, seeds, nearest)


def save_tallies(tallies: Iterable[Tally], path: Path, **more: Any) -> None:
    """Store tallies, and what else was measured, as JSON with their provenance."""
    content = {"provenance": provenance(), "tallies": [vars(one) for one in tallies], **more}
    write_atomically(path, json.dumps(content, indent=1) + "\n")


def calibrate(made: dict[str, list[list[Verdict]]], path: Path) -> None:
    """Store what each board shows, and the rates on the runs of the theorems."""
    more = {
        "rates": levels.table(made["theorems"]),
        "single": {"support": levels.SUPPORT, "control": levels.CONTROL},
    }
    save_tallies([tally(board, found) for board, found in made.items()], path, **more)


if __name__ == "__main__":
    calibrate({board: list(boards(board)) for board in BOARDS}, Path(sys.argv[1]))
