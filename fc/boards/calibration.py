"""How often the board itself is wrong: many boards of a true simulation, one tally."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fc.files import read_rows
from fc.requirements import special
from fc.verdicts.judge import FALSE_ALARM

OUTCOMES = ("refuted", "inconclusive", "control did not fail")


@dataclass(frozen=True)
class Tally:
    """One board at the scale smoke under many seeds, and what was not as it should be.

    `boards` says how many seeds, and `claims` how large it is. `seeds` has, for each of `OUTCOMES`
    and each claim with that outcome, those that gave it; `nearest` the largest p-value of "the
    claim does not hold" on any board, which is 1 where runs were missing.
    """

    board: str
    boards: int
    claims: int
    seeds: dict[str, dict[str, list[int]]]
    nearest: dict[str, float]

    def boards_with(self, outcome: str) -> int:
        """Boards on which at least one claim had this outcome."""
        return len({seed for seeds in self.seeds[outcome].values() for seed in seeds})

    @property
    def most_allowed(self) -> int:
        """99% quantile of the number of boards with a refuted claim, at the nominal rate."""
        from scipy.stats import binom

        return int(binom.ppf(0.99, self.boards, FALSE_ALARM))

    def upper_bound(self, outcome: str) -> float:
        """Clopper-Pearson upper bound, at 95%, on the rate of boards with this outcome."""
        count = self.boards_with(outcome)
        return float(special.betaincinv(count + 1, self.boards - count, 0.95))


def load_tallies(path: str | Path) -> tuple[dict[str, Any], list[Tally]]:
    """Provenance and tallies that ``tools/store/calibrate.py`` wrote, else a ValueError."""
    return read_rows(path, "tallies", "tallies", lambda row: Tally(**row))
