"""Order statements as statistical tests.

A table of values has one row a size and one column a replicate (one run at every size, so the
columns are independent). An order says that means, of the values at one size or of the exponents,
lie on one side of a bound each. It is refuted when Student's t says so of one of them (Bonferroni),
and supported when Student's t says the opposite of every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from fc.model.doors import set_checked
from fc.requirements import Array, bound, number
from fc.verdicts.inference import OneSided, Outcome, log_slopes

Bounds = tuple[float, float]
FREE: Bounds = -np.inf, np.inf
TEX = {"t0": r"m / (\eta \sqrt{d})", "d0": "d_0", "width": "m", "eta": r"\eta"}
SIDES: tuple[Literal[1, -1], ...] = (1, -1)  # Not below the low bound, not above the high one.


def _tex(size_name: str) -> str:
    return TEX.get(size_name, size_name)


class Meaning(NamedTuple):
    """What an order states: in plain text, in TeX, and as bounds.

    The bounds are those of the exponent, and of the mean value at every size; `measured` says
    which of several means is shown.
    """

    text: str
    tex: str
    exponents: Bounds = FREE
    means: Bounds = FREE
    measured: str = "smallest mean"


class Order:
    """An order statement; a subclass defines what it says."""

    def __post_init__(self) -> None:
        set_checked(self, margin=number(0, 1), low=bound, high=bound)

    def _meaning(self) -> Meaning:
        raise NotImplementedError

    def __str__(self) -> str:
        return self._meaning().text

    @property
    def tex(self) -> str:
        """The statement for a page."""
        return self._meaning().tex

    def test(self, sizes: Array, values: Array) -> Outcome:
        """Outcome for values of shape (sizes, replicates); those not positive have no exponent."""
        meant, (low, high) = self._meaning(), self._meaning().means
        complete = meant.exponents == FREE or bool((values > 0).all())
        measured = meant.measured if len(values) > 1 else "mean"
        parts = _sides(measured, values, (low if complete else max(low, 0.0), high))
        if complete and meant.exponents != FREE:
            parts += _sides("exponent", log_slopes(sizes, values)[None], meant.exponents)
        return Outcome(tuple(parts), complete)


def _sides(measured: str, rows: Array, bounds: Bounds) -> list[OneSided]:
    """The mean of every row lies within the bounds."""
    sides = [(bound, side) for bound, side in zip(bounds, SIDES, strict=True) if np.isfinite(bound)]
    return [OneSided(measured, row, *bounded) for row in rows for bounded in sides]


@dataclass(frozen=True)
class Power(Order):
    """Exponent `a` in `size_name`, up to `margin` (two one-sided tests)."""

    a: float
    size_name: str
    margin: float = 0.05

    def _meaning(self) -> Meaning:
        a, margin = self.a, self.margin
        tex = rf"exponent ${a:g} \pm {margin:g}$ in ${_tex(self.size_name)}$"
        text = f"{self.size_name}^{a:g} (+-{margin:g})"
        return Meaning(text, tex, exponents=(a - margin, a + margin))


@dataclass(frozen=True)
class Vanishing(Order):
    """o(1): the exponent is below ``-margin``, so a constant is refuted and not just doubted."""

    size_name: str
    margin: float = 0.1

    def _meaning(self) -> Meaning:
        tex = rf"$o(1)$: exponent $< -{self.margin:g}$ in ${_tex(self.size_name)}$"
        text = f"o(1) in {self.size_name} (exponent < -{self.margin:g})"
        return Meaning(text, tex, exponents=(-np.inf, -self.margin))


@dataclass(frozen=True)
class Constant(Order):
    """Theta(1): exponent 0 up to `margin`, and every mean at least `floor`."""

    size_name: str
    floor: float
    margin: float = 0.1

    def _meaning(self) -> Meaning:
        margin, floor = self.margin, self.floor
        exponent = rf"exponent $0 \pm {margin:g}$ in ${_tex(self.size_name)}$"
        tex = rf"$\Theta(1)$: {exponent}, mean $\ge {floor:g}$"
        text = f"Theta(1) in {self.size_name} (exponent 0 +-{margin:g}, mean >= {floor:g})"
        return Meaning(text, tex, exponents=(-margin, margin), means=(floor, np.inf))


@dataclass(frozen=True)
class Range(Order):
    """Every mean lies in [low, high]."""

    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low > self.high or not np.isfinite([self.low, self.high]).any():
            raise ValueError(f"low and high must bound a mean, got {self.low:g} and {self.high:g}")

    def _meaning(self) -> Meaning:
        text = f"in [{self.low:g}, {self.high:g}]"
        tex = f"in $[{self.low:g}, {self.high:g}]$"
        if self.low == -np.inf:
            text, tex = f"<= {self.high:g}", rf"$\le {self.high:g}$"
        elif self.high == np.inf:
            text, tex = f">= {self.low:g}", rf"$\ge {self.low:g}$"
        means = self.low, self.high
        return Meaning(text, tex, means=means, measured="mean nearest to the bound")
