"""What is known of a network, measured or expected, under the same names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, SupportsFloat, TypeVar

import numpy as np

from fc.model.groups import Group
from fc.model.strengths import strengths
from fc.requirements import Array, require_number, shown

LARGEST_KAPPA = 1e6
# The background out of distribution: kappa times itself, or minus a draw from a law of this name.
Shift = float | str
# Kappa, or what stands for it, and the spread of the background's part, None for that of kappa.
Moments = tuple[float, float | None]
Number = TypeVar("Number", bound=SupportsFloat)


@dataclass(frozen=True)
class Scores(Generic[Number]):
    """Hinge risk, ``P(y h < 0) + P(h = 0)/2`` and E[y h], by shift; 1.0 is in distribution."""

    risk: dict[Shift, Number]
    error: dict[Shift, Number]
    margin: dict[Shift, Number]

    def margin_ratio(self, shift: Shift) -> float | None:
        """``E[y h]`` out of distribution over in distribution; None where the latter is 0."""
        if shift not in self.margin:
            raise ValueError(f"shift must be one of {list(self.margin)}, got {shown(shift)}")
        reference = float(self.margin[1.0])
        return float(self.margin[shift]) / reference if reference else None


@dataclass(frozen=True)
class Observed(Scores[Number]):
    """State of one network: ``C_k`` and ``B_k``, ``q+_k`` and ``q-_k``, each of shape (m,).

    The latter two are the share of inputs with ``<w_k, x> >= 0`` in the neuron's positive and in
    its negative class.
    """

    core: Array
    bg: Array
    active_pos: Array
    active_neg: Array


def require_shift(field: str, shift: Shift) -> Shift:
    """A kappa in [-1e6, 1e6], or the name of a law of strengths; a ValueError of all else."""
    if isinstance(shift, str):
        strengths(shift, f"{field} as text")
        return shift
    return require_number(field, shift, -LARGEST_KAPPA, LARGEST_KAPPA)


def asked(shifts: Sequence[Shift]) -> list[Shift]:
    """1.0, which is in distribution, and then the shifts, each once."""
    return list(dict.fromkeys([1.0, *(require_shift("kappa", shift) for shift in shifts)]))


def shift_name(shift: Shift) -> str:
    """What stands for a shift in the name of an entry."""
    return shift if isinstance(shift, str) else f"{shift:g}"


class Shifted(NamedTuple):
    """Mean and standard deviation of an unscaled background strength; the latter has a sign."""

    mean: float
    sd: float


def shifted(bg: Group, shift: Shift) -> Shifted:
    """The background strengths under a shift: all that the dynamics and the laws see of it."""
    if isinstance(shift, str):
        law = strengths(shift)
        return Shifted(-law.mean, float(np.sqrt(law.variance)))
    return Shifted(shift * bg.mean, shift * float(np.sqrt(bg.variance)))


def moments(bg: Group, shift: Shift) -> Moments:
    """What a shift makes of the background's part of a pre-activation, over its mean now.

    A law with mean nu and deviation tau gives ``-nu / mu`` and, of n equal features,
    ``tau / (mu sqrt(n))``. Without a mean in distribution no weight grows on the background.
    """
    if not isinstance(shift, str):
        return shift, None
    mean, sd = shifted(bg, shift)
    if not bg.mean:
        return 0.0, 0.0
    return mean / bg.mean, math.sqrt(bg._replace(variance=sd**2).v) / bg.s
