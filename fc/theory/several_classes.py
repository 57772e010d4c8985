"""The law of the margin for K classes and for domains whose backgrounds differ in mean.

It extends `fc.theory.laws` for ReLU: a neuron has K - 1 negative classes, and each domain has its
own activities and margins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fc.model.setting import Setting
from fc.requirements import Array, optimize, special
from fc.theory.gaussian import ramp_mean

# Of the path to mean margin 1: C at its start, long before any margin, and what it grows by.
START, STEP = 0.1, 0.005


@dataclass(frozen=True)
class SeveralLaw:
    """What a neuron that is on its side has learned.

    Its weights lie along the means of the features, and those on the background have the sum
    ``beta C``. So in a domain of mean mu the pre-activation has, in units of C, the mean
    ``1 + mu beta`` on the neuron's own class and ``mu beta - 1 / (K-1)`` on every other.

    Attributes
    ----------
    setting : Setting
        ReLU, and equal features in each group; S_c is that of a class mean.
    classes : int
        K.
    domains : tuple of float
        Shift of all background strengths in each domain.
    """

    setting: Setting
    classes: int
    domains: tuple[float, ...]

    @property
    def early(self) -> float:
        """The constant beta of a path on which no margin is met yet."""

        def excess(beta: float) -> float:
            core, bg = self._drift(beta)
            return beta * core - bg

        # 0 is then a root: a neuron that keeps its side in every domain is not pushed.
        if abs(average := float(self._means.mean())) < 1e-12:
            return 0.0
        core, bg = self.setting.core, self.setting.bg
        far = len(self._means) * bg.n * float(np.abs(self._means).max()) / core.s + 1
        return float(optimize.brentq(excess, *sorted((0.0, math.copysign(far, average)))))

    @cached_property
    def beta(self) -> float:
        """The one at mean margin 1: the gate closes on domain after domain."""
        core, beta = START, self.early
        while True:
            margin = core / 2 * self._margin(beta, self._means, 1.0)
            if not margin.mean() < 1:
                return beta
            spread = core / 2 * self._sides(beta, self._means, 1.0)[0][1]
            grown, pushed = self._drift(beta, special.ndtr((1 - margin) / spread))
            beta += STEP * (pushed / grown - beta)
            core *= 1 + STEP

    def margin_ratio(self, kappa: float, *, gate: bool = True) -> float:
        """Mean margin with kappa times the unshifted strengths, over that of the domains.

        Without the `gate`, for controls, samples push on when their margin is met.
        """
        beta, away = self.beta if gate else self.early, np.array([kappa * self.setting.bg.mean])
        margins = self._margin(beta, away, abs(kappa)), self._margin(beta, self._means, 1.0)
        return float(margins[0].mean() / margins[1].mean())

    @property
    def _means(self) -> Array:
        return self.setting.bg.mean + np.array(self.domains)

    def _drift(self, beta: float, gate: Array | float = 1.0) -> tuple[float, float]:
        """``S_c <g (q+ + q- / (K-1))>`` and ``n_b <g mu (q+ - q-)>``, with open gates g."""
        pos, neg = (special.ndtr(m / sd) for m, sd in self._sides(beta, self._means, 1.0))
        core = self.setting.core.s * float(np.mean(gate * (pos + neg / (self.classes - 1))))
        return core, self.setting.bg.n * float(np.mean(gate * self._means * (pos - neg)))

    def _margin(self, beta: float, means: Array, spread: float) -> Array:
        """``2 E[r] / C`` at each of these means of the background."""
        own, other = (ramp_mean(*side) for side in self._sides(beta, means, spread))
        return own - other

    def _sides(self, beta: float, means: Array, spread: float) -> list[tuple[Array, float]]:
        """Mean and standard deviation of the pre-activation on the own and on another class."""
        core, bg, k = self.setting.core, self.setting.bg, self.classes
        # Sums over the core of squared weight times squared sign, times n_c.
        own, other = (k - 1 + (k - 1) ** -2) / k, (2 / (k - 1) + (k - 2) / (k - 1) ** 3) / k
        bg_part = (spread * beta) ** 2 * bg.variance / bg.n
        return [
            (mean + beta * means, math.sqrt(share * core.v / core.s**2 + bg_part))
            for mean, share in ((1.0, own), (-1 / (k - 1), other))
        ]
