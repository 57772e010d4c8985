"""Order statements as statistical tests.

A table of values has one row a size and one column a replicate (one run at every size, so the
columns are independent). A test compares an interval with the region that the order allows:
inside it the order is supported, outside it refuted, otherwise the data are inconclusive.
Intervals are Student's t over replicates, valid for few seeds and unequal spreads; an exponent is
the least-squares slope in log-log coordinates, computed for each replicate on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Decision = Literal["supported", "refuted", "inconclusive"]
CONFIDENCE = 0.99


class Interval(NamedTuple):
    """A mean with its two-sided confidence interval."""

    estimate: float
    low: float
    high: float


class Outcome(NamedTuple):
    """What a test measured, and what follows."""

    measured: str
    interval: Interval
    decision: Decision


class Order(Protocol):
    """An order statement."""

    def __str__(self) -> str: ...

    @property
    def tex(self) -> str:
        """The statement for a page."""

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """Outcome for values of shape (sizes, replicates)."""


def mean_interval(replicates: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Student's t interval for the mean of independent replicates.

    Raises
    ------
    ValueError
        If there are fewer than two replicates or one is not finite.
    """
    from scipy.special import stdtrit

    x = np.asarray(replicates, dtype=float)
    if x.ndim != 1 or x.size < 2 or not np.isfinite(x).all():
        raise ValueError(f"replicates must be at least 2 finite numbers, got {x.tolist()}")
    half = stdtrit(x.size - 1, (1 + confidence) / 2) * x.std(ddof=1) / np.sqrt(x.size)
    return Interval(float(x.mean()), float(x.mean() - half), float(x.mean() + half))


def exponent(sizes: ArrayLike, values: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Exponent a of ``value = const size**a``, from one slope a replicate.

    Raises
    ------
    ValueError
        If sizes or values are not positive, or there are fewer than two of either.
    """
    n, x = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
    if n.size < 2 or (n <= 0).any():
        raise ValueError(f"sizes must be at least 2 positive numbers, got {n.tolist()}")
    if not (x > 0).all():
        raise ValueError("an exponent needs positive values")
    log_n = np.log(n) - np.log(n).mean()
    return mean_interval(log_n @ np.log(x) / (log_n @ log_n), confidence)


def levels(values: Array, confidence: float = CONFIDENCE) -> list[Interval]:
    """Simultaneous intervals (Bonferroni) of the mean at each size."""
    return [mean_interval(row, 1 - (1 - confidence) / len(values)) for row in values]


def decide(interval: Interval, low: float = -np.inf, high: float = np.inf) -> Decision:
    """Compare an interval with the allowed region [low, high]."""
    if low <= interval.low and interval.high <= high:
        return "supported"
    if interval.high < low or interval.low > high:
        return "refuted"
    return "inconclusive"


def _simultaneous(measured: str, intervals: list[Interval], low: float, high: float) -> Outcome:
    """The first of refuted, inconclusive, supported that occurs, at the size nearest to a bound."""
    decisions: tuple[Decision, ...] = ("refuted", "inconclusive", "supported")
    for decision in decisions:
        these = [interval for interval in intervals if decide(interval, low, high) == decision]
        if these:
            worst = max(these, key=lambda i: max(i.high - high, low - i.low))
            return Outcome(measured, worst, decision)
    raise ValueError("a test needs at least one size")


def _exponent_outcome(
    sizes: Array, values: Array, confidence: float, low: float, high: float
) -> Outcome:
    if not (values > 0).all():
        worst = min(levels(values, confidence))
        return Outcome("smallest mean", worst, "inconclusive")
    interval = exponent(sizes, values, confidence)
    return Outcome("exponent", interval, decide(interval, low, high))


TEX = {"d0": "d_0", "width": "m", "eta": r"\eta"}


@dataclass(frozen=True)
class Power:
    """Exponent `a` in `size_name`, up to `margin` (equivalence by interval inclusion)."""

    a: float
    size_name: str
    margin: float = 0.05

    def __str__(self) -> str:
        return f"{self.size_name}^{self.a:g} (+-{self.margin:g})"

    @property
    def tex(self) -> str:
        """The statement for a page."""
        name = TEX.get(self.size_name, self.size_name)
        return rf"exponent ${self.a:g} \pm {self.margin:g}$ in ${name}$"

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """The exponent's interval lies within the margin around `a`."""
        low, high = self.a - self.margin, self.a + self.margin
        return _exponent_outcome(sizes, values, confidence, low, high)


@dataclass(frozen=True)
class Vanishing:
    """o(1): the exponent is below ``-margin``, so a constant is refuted and not just doubted."""

    size_name: str
    margin: float = 0.1

    def __str__(self) -> str:
        return f"o(1) in {self.size_name} (exponent < -{self.margin:g})"

    @property
    def tex(self) -> str:
        """The statement for a page."""
        return (
            rf"$o(1)$: exponent $< -{self.margin:g}$ in ${TEX.get(self.size_name, self.size_name)}$"
        )

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """One-sided: the exponent's interval lies below ``-margin``."""
        return _exponent_outcome(sizes, values, confidence, -np.inf, -self.margin)


@dataclass(frozen=True)
class Constant:
    """Theta(1): exponent 0 up to `margin`, and every mean at least `floor`."""

    size_name: str
    floor: float
    margin: float = 0.1

    def __str__(self) -> str:
        bounds = f"exponent 0 +-{self.margin:g}, mean >= {self.floor:g}"
        return f"Theta(1) in {self.size_name} ({bounds})"

    @property
    def tex(self) -> str:
        """The statement for a page."""
        name = TEX.get(self.size_name, self.size_name)
        exponent_part = rf"exponent $0 \pm {self.margin:g}$ in ${name}$"
        return rf"$\Theta(1)$: {exponent_part}, mean $\ge {self.floor:g}$"

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """Both parts must pass; the mean is reported where it decides, else the exponent."""
        level = _simultaneous("smallest mean", levels(values, confidence), self.floor, np.inf)
        if level.decision != "supported":
            return level
        return _exponent_outcome(sizes, values, confidence, -self.margin, self.margin)


@dataclass(frozen=True)
class Bound:
    """O(size**a) with its constant: ``value <= constant * size**a`` at every size."""

    size_name: str
    a: float
    constant: float = 1.0

    def __str__(self) -> str:
        return f"<= {self.constant:g} {self.size_name}^{self.a:g}"

    @property
    def tex(self) -> str:
        """The statement for a page."""
        name = TEX.get(self.size_name, self.size_name)
        return rf"$\le {self.constant:g} \cdot {name}^{{{self.a:g}}}$ at every size"

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """The largest mean of ``value / size**a`` lies below the constant."""
        scaled = values / np.asarray(sizes, dtype=float)[:, None] ** self.a
        measured = f"largest value / {self.size_name}^{self.a:g}"
        return _simultaneous(measured, levels(scaled, confidence), -np.inf, self.constant)


@dataclass(frozen=True)
class Range:
    """Every mean lies in [low, high]."""

    low: float = -np.inf
    high: float = np.inf

    def __str__(self) -> str:
        if self.low == -np.inf:
            return f"<= {self.high:g}"
        return f">= {self.low:g}" if self.high == np.inf else f"in [{self.low:g}, {self.high:g}]"

    @property
    def tex(self) -> str:
        """The statement for a page."""
        if self.low == -np.inf:
            return rf"$\le {self.high:g}$"
        return (
            rf"$\ge {self.low:g}$"
            if self.high == np.inf
            else rf"in $[{self.low:g}, {self.high:g}]$"
        )

    def test(self, sizes: Array, values: Array, confidence: float = CONFIDENCE) -> Outcome:
        """The mean at every size lies in the range."""
        measured = "mean nearest to the bound" if len(values) > 1 else "mean"
        return _simultaneous(measured, levels(values, confidence), self.low, self.high)
