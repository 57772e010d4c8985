"""A group of features: what the population theory and the laws need to know of it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Group(NamedTuple):
    """`n` independent strengths of one mean and variance; `scale`, (n,), multiplies each."""

    n: int
    mean: float
    variance: float
    scale: NDArray[np.float64] | None = None

    @property
    def factors(self) -> NDArray[np.float64]:
        """`scale`, with its default 1 written out."""
        return np.ones(self.n) if self.scale is None else self.scale

    @property
    def mean_sum(self) -> float:
        """Sum of mu_j."""
        return self.mean * self._power_sum(1)

    @property
    def s(self) -> float:
        """``S``, the sum of mu_j**2: how strongly the group can push a neuron."""
        return self.mean**2 * self._power_sum(2)

    @property
    def v(self) -> float:
        """``V``, the sum of sigma_j**2 mu_j**2: how strongly it makes a neuron fluctuate."""
        return self.mean**2 * self.variance * self._power_sum(4)

    @property
    def variance_sum(self) -> float:
        """Sum of sigma_j**2: how strongly random weights fluctuate."""
        return self.variance * self._power_sum(2)

    def weighted_sum(self, v: NDArray[Any]) -> Any:
        """Sum over the features, in the last of two axes, times the factor of each."""
        return v.sum(axis=1) if self.scale is None else v @ self.scale

    def _power_sum(self, power: int) -> float:
        return float(self.n if self.scale is None else (self.scale**power).sum())


def tapered(group: Group, taper: float) -> Group:
    """The group with feature j = 1..n multiplied by ``1 - taper (j - 1/2) / n``."""
    scale = 1 - taper * (np.arange(group.n) + 0.5) / group.n if taper else None
    return group._replace(scale=scale)


class Sums(NamedTuple):
    """``S_c, S_b, V_c, V_b``: all that the laws see of the features, equal or not."""

    s_core: float
    s_bg: float
    v_core: float
    v_bg: float


def sums(core: Group, bg: Group) -> Sums:
    """Sums of two groups."""
    return Sums(core.s, bg.s, core.v, bg.v)
