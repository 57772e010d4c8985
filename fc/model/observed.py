"""What is known of a network, measured or expected, under the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, SupportsFloat, TypeVar

import numpy as np

from fc.requirements import Array, require_number

LARGEST_KAPPA = 1e6
Number = TypeVar("Number", bound=SupportsFloat)


@dataclass(frozen=True)
class Scores(Generic[Number]):
    """What a network's margins ``y h`` say, by kappa; 1.0 is in distribution.

    Attributes
    ----------
    risk, error, margin : dict
        For each kappa the hinge risk, the 0-1 error ``P(y h < 0) + P(h = 0)/2`` and E[y h].
    """

    risk: dict[float, Number]
    error: dict[float, Number]
    margin: dict[float, Number]

    def margin_ratio(self, kappa: float) -> float | None:
        """``E[y h]`` out of distribution over in distribution; None where the latter is 0."""
        reference = float(self.margin[1.0])
        return float(self.margin[kappa]) / reference if reference else None


@dataclass(frozen=True)
class Observed(Scores[Number]):
    """State of one network.

    Attributes
    ----------
    core, bg : (m,) arrays
        ``C_k`` and ``B_k``, exact functions of the weights.
    active_pos, active_neg : (m,) arrays
        ``q+_k`` and ``q-_k``: share of inputs with ``<w_k, x> >= 0`` in the neuron's positive and
        in its negative class.
    """

    core: Array
    bg: Array
    active_pos: Array
    active_neg: Array


def asked(kappas: Sequence[float]) -> list[float]:
    """1.0, which is in distribution, and then the kappas, each once and in [-1e6, 1e6]."""
    shifts = [require_number("kappa", kappa, -LARGEST_KAPPA, LARGEST_KAPPA) for kappa in kappas]
    return list(dict.fromkeys([1.0, *shifts]))


def by_neuron(sign: Array, of_class: Mapping[int, Array]) -> tuple[Array, Array]:
    """Of what is known for class 1 and -1, what concerns a neuron's positive, and its negative."""
    positive, plus, minus = sign > 0, of_class[1], of_class[-1]
    return np.where(positive, plus, minus), np.where(positive, minus, plus)
