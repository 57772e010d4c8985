"""Tests of means from few independent replicates: one side, several at once, and many (Holm)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.requirements import LARGEST_ENTRY, Array, special

CONFIDENCE = 0.99  # Of a displayed interval.
POWER = 0.9  # Of what a test is said to detect.
MOST_SEEDS = 10_000
# Runs that differ by less than this part of the bound are taken to differ by it: a spread so small
# is that of the bulk of a skewed law, whose rare values few runs do not show.
LEAST_SPREAD = 0.0075


class Interval(NamedTuple):
    """A mean with its two-sided confidence interval."""

    estimate: float
    low: float
    high: float


def _replicates(values: ArrayLike) -> Array:
    x = np.asarray(values, dtype=float)
    if x.ndim != 1 or x.size < 2 or not (np.abs(x) < LARGEST_ENTRY).all():
        raise ValueError(f"replicates must be at least 2 finite numbers, got {x.tolist()}")
    return x


def mean_interval(replicates: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Student's t interval for the mean of two or more independent, finite replicates."""
    x = _replicates(replicates)
    half = special.stdtrit(x.size - 1, (1 + confidence) / 2) * x.std(ddof=1) / np.sqrt(x.size)
    return Interval(float(x.mean()), float(x.mean() - half), float(x.mean() + half))


def log_slopes(sizes: ArrayLike, values: ArrayLike) -> Array:
    """One exponent a of ``value = const size**a`` a replicate, by weighted least squares.

    The variance of the logarithms is taken as a power of the size. Each replicate gets the weights
    that the others suggest: were its own values in them, a chance agreement would lower the spread
    and a test at 1% would alarm at up to 1.5% (`tests/verdicts/test_inference.py`).

    `sizes` (S,) and `values` (S, replicates) are positive, and at least two of either.
    """
    n, x = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
    if n.ndim != 1 or len(set(n)) < 2 or (n <= 0).any():
        raise ValueError(f"sizes must be at least 2 positive numbers that differ, got {n.tolist()}")
    if x.ndim != 2 or len(x) != len(n) or not (x > 0).all():
        raise ValueError("values must be positive for an exponent, with one row for each size")
    log_n, log_x = np.log(n) - np.log(n).mean(), np.log(x)
    slopes = np.empty(x.shape[1])
    for i in range(x.shape[1]):
        others = np.delete(log_x, i, axis=1)
        variance = others.var(axis=1, ddof=1) if others.shape[1] > 1 else np.zeros(n.size)
        varies = (variance > 0).all()
        growth = log_n @ np.log(variance) / (log_n @ log_n) if varies else 0.0
        weights = np.exp(-growth * log_n)
        centred = weights * (log_n - weights @ log_n / weights.sum())
        slopes[i] = centred @ log_x[:, i] / (centred @ log_n)
    return slopes


def exponent(sizes: ArrayLike, values: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Exponent a of ``value = const size**a`` with its interval; see `log_slopes`."""
    return mean_interval(log_slopes(sizes, values), confidence)


@dataclass(frozen=True)
class OneSided:
    """The hypothesis that the mean of independent replicates lies on one side of a bound.

    `measured` says what the mean is of; the side is 1 for "at least the bound", -1 for "at most".
    """

    measured: str
    replicates: Array
    bound: float
    side: Literal[1, -1]

    @property
    def se(self) -> float:
        """Standard error of the mean, with a spread of at least `LEAST_SPREAD` of the bound."""
        x = _replicates(self.replicates)
        return float(max(x.std(ddof=1), LEAST_SPREAD * abs(self.bound)) / np.sqrt(x.size))

    @property
    def gap(self) -> float:
        """Distance of the mean to the bound, positive where the hypothesis holds."""
        return self.side * (float(np.mean(self.replicates)) - self.bound)

    @property
    def t(self) -> float:
        """Student's t of the gap."""
        if self.se == 0:  # Identical replicates and a bound of 0: certain, on either side.
            return np.copysign(np.inf, self.gap) if self.gap else 0.0
        return self.gap / self.se

    @property
    def p_violated(self) -> float:
        """Probability of so low a t, or a lower one, with the mean on the bound."""
        return float(special.stdtr(len(self.replicates) - 1, self.t))

    def detectable(self, level: float) -> float:
        """The violation that a test at `level` detects with probability `POWER`.

        In units of the mean, beyond the bound, with the standard error as measured (noncentral t).
        """
        df = len(self.replicates) - 1
        return float(self.se * special.nctdtrinc(df, 1 - POWER, special.stdtrit(df, 1 - level)))

    def seeds_to_decide(self, level: float) -> int | None:
        """Replicates that decide at `level`, if mean and spread stay; None where 10,000 do not."""
        n = np.arange(2, MOST_SEEDS + 1)
        distance = abs(self.t) / np.sqrt(len(self.replicates))
        enough = distance * np.sqrt(n) >= special.stdtrit(n - 1, 1 - level)
        return int(n[enough.argmax()]) if enough.any() else None


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


def holm(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which hypotheses Holm's step-down test rejects, with family-wise error at most `rate`.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    rejected = [False] * len(p_values)
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[i] > rate / (len(p_values) - rank):
            break
        rejected[i] = True
    return rejected
