"""What a test of an order measured, part by part."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fc.verdicts.inference import Interval, OneSided, mean_interval


class Outcome(NamedTuple):
    """What a test measured, part by part of what the order says, and what follows.

    It is not `complete` where a part could not be computed, which is never support.
    """

    parts: tuple[OneSided, ...]
    complete: bool = True

    @property
    def decisive(self) -> OneSided:
        """The part that is nearest to violation, in standard errors: it has the smallest t."""
        return min(self.parts, key=lambda part: part.t)

    @property
    def nearest(self) -> OneSided:
        """The part whose mean is nearest to its bound, or farthest beyond, of the same unit."""
        unit = self.decisive.measured
        return min((x for x in self.parts if x.measured == unit), key=lambda part: part.gap)

    @property
    def measured(self) -> str:
        """What the interval is of; where means lie beyond their bounds, the farthest is nearest."""
        words = self.nearest.measured
        return words if self.nearest.gap >= 0 else words.replace("nearest to", "farthest beyond")

    @property
    def interval(self) -> Interval:
        """The nearest mean, with its 99% interval."""
        return mean_interval(self.nearest.replicates)

    @property
    def decides(self) -> Interval | None:
        """The mean of the decisive part, with its 99% interval, where it is not the nearest."""
        other = self.decisive.replicates
        return None if other is self.nearest.replicates else mean_interval(other)

    @property
    def p_refuted(self) -> float:
        """p-value of "the order holds" (Bonferroni over its parts)."""
        return min(1.0, len(self.parts) * min(part.p_violated for part in self.parts))

    @property
    def p_supported(self) -> float:
        """p-value of "the order does not hold" (the largest over its parts)."""
        return 1 - min(part.p_violated for part in self.parts) if self.complete else 1.0

    def detectable(self, level: float) -> float:
        """Violation of the decisive part that a test of all parts at `level` would detect."""
        return self.decisive.detectable(level / len(self.parts))

    def seeds_to_decide(self, refute_level: float, support_level: float) -> int | None:
        """Seeds with which the outcome is decided, if means and spreads stay as they are."""
        if self.decisive.t < 0:
            return self.decisive.seeds_to_decide(refute_level / len(self.parts))
        seeds = [part.seeds_to_decide(support_level) or np.inf for part in self.parts]
        return int(max(seeds)) if self.complete and np.inf not in seeds else None


def numbers(measured: str, outcome: Outcome | None) -> dict[str, Any]:
    """What JSON says of an outcome, or of none."""
    estimate, *interval = outcome.interval if outcome else (None,)
    found = {"measured": measured, "estimate": estimate, "interval": interval or None}
    more = ("decides", "p_refuted", "p_supported")
    return found | {name: outcome and getattr(outcome, name) for name in more}
