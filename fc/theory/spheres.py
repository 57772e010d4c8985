"""Two radii of the core: where a threshold taken from the background's mean still lies between."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fc.model.setting import Setting
from fc.requirements import special


def window(setting: Setting) -> tuple[float, float]:
    """Interval of kappa in which ``c |u_core| - kappa theta`` tells the two radii apart.

    In distribution the threshold ``theta / c`` is taken to lie midway between the radii 1 and R; a
    core without two radii is refused.
    """
    radius = setting.departures.core_radius
    if radius is None:
        raise ValueError("core_radius must be a radius above 1, got None")
    middle = (1 + radius) / 2
    return 1 / middle, radius / middle


def threshold_error(setting: Setting, kappa: float) -> float:
    """0-1 error of ``c |u_core| - theta sum_bg kappa z_j / (n_b mu)``, the sum taken as normal.

    At kappa <= 0 it is one half: every input lies above the threshold, and is answered +1.
    """
    low, high = window(setting)
    if kappa <= 0:
        return 0.5
    spread = math.sqrt(setting.bg.variance / setting.n_bg) / setting.mu_bg
    near = _normal((low / kappa - 1) / spread)
    far = _normal((1 - high / kappa) / spread)
    return (near + far) / 2


def _normal(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def activity_gap(offset: ArrayLike, ratio: float) -> NDArray[np.float64]:
    """``Phi(ratio S) - Phi(S)``: activity of a neuron on the outer less that on the inner sphere.

    The `offset` S is a mean pre-activation, in standard deviations ``tau_1`` on the inner sphere,
    and `ratio` is ``tau_1 / tau_R``, below 1.
    """
    s = np.asarray(offset, dtype=float)
    return np.asarray(special.ndtr(ratio * s) - special.ndtr(s))
