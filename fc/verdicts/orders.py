"""Order statements as statistical tests.

A table of values has one row a size and one column a replicate (one run at every size, so the
columns are independent). An order says that a number of means lie on one side of a bound each. It
is refuted when Student's t says so of one of them (Bonferroni), and supported when Student's t
says the opposite of every one; a mean may be that of the values at one size, or of the exponents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from fc.requirements import Array
from fc.verdicts.inference import Interval, OneSided, log_slopes, mean_interval


class Outcome(NamedTuple):
    """What a test measured, and what follows.

    Attributes
    ----------
    parts : tuple of OneSided
        What the order says, part by part.
    complete : bool
        False where a part could not be computed, which is never support.
    """

    parts: tuple[OneSided, ...]
    complete: bool = True

    @property
    def decisive(self) -> OneSided:
        """The part that is nearest to violation."""
        return min(self.parts, key=lambda part: part.t)

    @property
    def interval(self) -> Interval:
        """Mean of the decisive part, with its 99% interval."""
        return mean_interval(self.decisive.replicates)

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
        seeds = [part.seeds_to_decide(support_level) for part in self.parts]
        known = [n for n in seeds if n is not None]
        return max(known) if self.complete and len(known) == len(seeds) else None


class Order(Protocol):
    """An order statement."""

    def __str__(self) -> str: ...

    @property
    def tex(self) -> str:
        """The statement for a page."""

    def test(self, sizes: Array, values: Array) -> Outcome:
        """Outcome for values of shape (sizes, replicates)."""


TEX = {"d0": "d_0", "width": "m", "eta": r"\eta"}


def _levels(measured: str, values: Array, low: float, high: float) -> Iterator[OneSided]:
    """The mean at every size lies in [low, high]."""
    for row in values:
        if low > -np.inf:
            yield OneSided(measured, row, low, 1)
        if high < np.inf:
            yield OneSided(measured, row, high, -1)


def _exponent(sizes: Array, values: Array, low: float, high: float) -> Outcome:
    """The exponent lies in [low, high]; values that are not positive have none."""
    if not (values > 0).all():
        return Outcome(tuple(_levels("smallest mean", values, 0.0, np.inf)), complete=False)
    slopes = log_slopes(sizes, values)
    return Outcome(tuple(_levels("exponent", slopes[None], low, high)))


@dataclass(frozen=True)
class Power:
    """Exponent `a` in `size_name`, up to `margin` (two one-sided tests)."""

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

    def test(self, sizes: Array, values: Array) -> Outcome:
        """The exponent lies within the margin around `a`."""
        return _exponent(sizes, values, self.a - self.margin, self.a + self.margin)


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

    def test(self, sizes: Array, values: Array) -> Outcome:
        """The exponent lies below ``-margin``."""
        return _exponent(sizes, values, -np.inf, -self.margin)


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

    def test(self, sizes: Array, values: Array) -> Outcome:
        """The exponent lies within the margin around 0, and every mean above the floor."""
        levels = tuple(_levels("smallest mean", values, self.floor, np.inf))
        if not (values > 0).all():
            return Outcome(levels, complete=False)
        return Outcome(levels + _exponent(sizes, values, -self.margin, self.margin).parts)


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

    def test(self, sizes: Array, values: Array) -> Outcome:
        """Every mean of ``value / size**a`` lies below the constant."""
        scaled = values / np.asarray(sizes, dtype=float)[:, None] ** self.a
        measured = f"largest value / {self.size_name}^{self.a:g}"
        return Outcome(tuple(_levels(measured, scaled, -np.inf, self.constant)))


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
        if self.high == np.inf:
            return rf"$\ge {self.low:g}$"
        return rf"in $[{self.low:g}, {self.high:g}]$"

    def test(self, sizes: Array, values: Array) -> Outcome:
        """The mean at every size lies in the range."""
        measured = "mean nearest to the bound" if len(values) > 1 else "mean"
        return Outcome(tuple(_levels(measured, values, self.low, self.high)))
