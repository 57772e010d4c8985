"""Two radii of the core: where a threshold taken from the background's mean still lies between."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fc.model.setting import Setting
from fc.requirements import special

ACTIVE_WEIGHT = 1 / 6  # sum of a_k^2 over the active neurons, at torch's initial weights.


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


def bias_share(setting: Setting) -> float:
    """The background's share of a threshold that it builds against the hidden biases alone."""
    push = setting.n_bg * setting.mu_bg**2
    return push / (push + 1)


def threshold_share(setting: Setting) -> float:
    """The background's share of a threshold that it builds against all biases.

    Moving all outputs by what the offsets S_k of the active neurons do takes
    ``A (n_b mu^2 + 1)`` for each unit that the output bias does, with ``A = sum_active a_k^2``.
    Output weights uniform on ``[-1, 1] / sqrt(m)``, half of the neurons active: ``A = 1/6``. Later
    A grows, so that this is an estimate at the start of training.
    """
    push = setting.n_bg * setting.mu_bg**2
    return ACTIVE_WEIGHT * push / (ACTIVE_WEIGHT * (push + 1) + 1)
