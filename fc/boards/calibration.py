"""How often the board itself is wrong: many boards of a true simulation, one tally."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fc.files import provenance, write_atomically
from fc.requirements import Array
from fc.verdicts.judge import FALSE_ALARM, Verdict

OUTCOMES = ("refuted", "inconclusive", "control did not fail")


@dataclass(frozen=True)
class Tally:
    """Boards of one scale under seeds 0, 1, ..., and what was not as it should be.

    Attributes
    ----------
    scale : str
    boards : int
    claims : int
        On each board.
    seeds : dict
        For each of `OUTCOMES` and each claim with that outcome, the seeds that gave it.
    nearest : dict
        For each claim the largest p-value of "the claim does not hold" on any board: how near it
        came to not being supported. 1 where runs were missing.
    recentred : dict
        For each claim ``[tests, alarms]``: each of its means on each board against its average
        over the boards, by a two-sided t test at 1%. A true hypothesis exactly on its bound, so it
        shows whether runs that are not normal keep the level.
    """

    scale: str
    boards: int
    claims: int
    seeds: dict[str, dict[str, list[int]]]
    nearest: dict[str, float]
    recentred: dict[str, list[int]]

    def boards_with(self, outcome: str) -> int:
        """Boards on which at least one claim had this outcome."""
        return len({seed for seeds in self.seeds[outcome].values() for seed in seeds})

    @property
    def most_allowed(self) -> int:
        """99% quantile of the number of boards with a refuted claim, at the nominal rate."""
        from scipy.stats import binom

        return int(binom.ppf(0.99, self.boards, FALSE_ALARM))

    def upper_bound(self, outcome: str, confidence: float = 0.95) -> float:
        """Clopper-Pearson upper bound on the rate of boards with this outcome."""
        from scipy.special import betaincinv

        count = self.boards_with(outcome)
        return float(betaincinv(count + 1, self.boards - count, confidence))


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


def load_tallies(path: str | Path) -> tuple[dict[str, Any], list[Tally]]:
    """Provenance and tallies that `save_tallies` wrote.

    Raises
    ------
    ValueError
        If the file is not such a file.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return dict(content["provenance"]), [Tally(**one) for one in content["tallies"]]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a file of tallies: {error}") from None
