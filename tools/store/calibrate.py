"""Verify under many seeds and store how many boards raise a false alarm: ``calibrate.py FILE``.

The runs are kept in the folder `STORE`, so that it can be interrupted and goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from fc import verify
from fc.boards.calibration import OUTCOMES, Tally
from fc.files import provenance, write_atomically
from fc.requirements import Array
from fc.verdicts.judge import Verdict

BOARDS = {"smoke": 200, "quick": 20}
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
    means: dict[str, list[dict[bytes, Array]]] = {}
    count = size = 0
    for seed, verdicts in enumerate(boards):
        count, size = count + 1, len(verdicts)
        for verdict in verdicts:
            name = verdict.claim.id
            p = verdict.outcome.p_supported if verdict.outcome else 1.0
            nearest[name] = max(nearest.get(name, 0.0), p)
            if verdict.outcome:
                # Two bounds on one mean are one test.
                parts = {x.replicates.tobytes(): x.replicates for x in verdict.outcome.parts}
                means.setdefault(name, []).append(parts)
            of_control = "" if verdict.control_failed else "control did not fail"
            for outcome in (verdict.decision, of_control):
                if outcome in OUTCOMES:
                    seeds[outcome].setdefault(name, []).append(seed)
    recentred = {
        name: _recentred([list(parts.values()) for parts in found]) for name, found in means.items()
    }
    return Tally(scale, count, size, seeds, nearest, recentred)


def _recentred(boards: list[list[Array]], level: float = 0.01) -> list[int]:
    """Tests and alarms of every mean against its average over the boards."""
    from scipy.special import stdtr

    tests = alarms = 0
    for replicates in zip(*boards, strict=True):
        x = np.array(replicates)  # Shape (boards, runs).
        se = x.std(axis=1, ddof=1) / np.sqrt(x.shape[1])
        varies = se > 0
        t = (x.mean(axis=1) - x.mean())[varies] / se[varies]
        tests += int(varies.sum())
        alarms += int((2 * stdtr(x.shape[1] - 1, -np.abs(t)) <= level).sum())
    return [tests, alarms]


def save_tallies(tallies: Iterable[Tally], path: Path) -> None:
    """Store tallies as JSON with their provenance."""
    content = {"provenance": provenance(), "tallies": [vars(one) for one in tallies]}
    write_atomically(path, json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    save_tallies([tally(scale, boards(scale)) for scale in BOARDS], Path(sys.argv[1]))
