"""The law of the margin for K classes and for domains whose backgrounds differ in mean.

It extends `fc.theory.laws` for ReLU: a neuron has K - 1 negative classes, and in each domain an
activity of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fc.model.setting import Setting
from fc.requirements import Array, optimize, special
from fc.theory.gaussian import ramp_mean


@dataclass(frozen=True)
class SeveralLaw:
    """What a neuron that has grown far has learned, in units of its ``C``.

    Its weights lie along the means of the features, their sum over the background is `slope`. So in
    a domain of mean mu, ``B = mu slope``, and the pre-activation has the mean ``1 + B`` on the
    neuron's own class and ``B - 1 / (K-1)`` on every other.

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
    def slope(self) -> float:
        """Root beta of ``beta S_c <q+ + q- / (K-1)> = n_b <mu (q+ - q-)>``, means over domains."""
        core, bg, mu = self.setting.core, self.setting.bg, self._means

        def excess(beta: float) -> float:
            pos, neg = (special.ndtr(m / sd) for m, sd in self._sides(beta, mu, 1.0))
            drift = beta * core.s * (pos + neg / (self.classes - 1))
            return float(np.mean(drift - bg.n * mu * (pos - neg)))

        # 0 is then a root: a neuron that keeps its side in every domain is not pushed.
        if abs(average := float(mu.mean())) < 1e-12:
            return 0.0
        far = len(mu) * bg.n * float(np.abs(mu).max()) / core.s + 1
        return float(optimize.brentq(excess, *sorted((0.0, math.copysign(far, average)))))

    def margin_ratio(self, kappa: float) -> float:
        """Mean margin with kappa times the unshifted strengths, over that of the domains."""
        shifted = self._margin(np.array([kappa * self.setting.bg.mean]), abs(kappa))
        return shifted / self._margin(self._means, 1.0)

    @property
    def _means(self) -> Array:
        return self.setting.bg.mean + np.array(self.domains)

    def _margin(self, means: Array, spread: float) -> float:
        own, other = (ramp_mean(*side) for side in self._sides(self.slope, means, spread))
        return float(np.mean(own - other))

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
