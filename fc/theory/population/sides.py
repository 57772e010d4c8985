"""The neurons on the inputs of one class: pre-activations, activity and margin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fc.model.scalars import Neurons
from fc.model.setting import Setting
from fc.requirements import Array
from fc.theory.gaussian import normal_density


class Side(NamedTuple):
    """The neurons on the inputs of one class y.

    Attributes
    ----------
    y : int
    mean, spread : (m,) arrays
        Mean and standard deviation of the pre-activation ``p_k = <w_k, x>``.
    active : (m,) array
        P(p_k >= 0).
    margin : float
        E[y h].
    """

    y: int
    mean: Array
    spread: Array
    active: Array
    margin: float


def leak(setting: Setting) -> float:
    """Slope of the activation on the negative side: 0 for ReLU, 1 for the identity.

    Raises
    ------
    ValueError
        If the activation is not piecewise linear with its kink at 0.
    """
    if setting.phi.leak is None:
        raise ValueError(
            "activation must be relu, leaky_relu:A or identity for the population dynamics and "
            f"the laws, got {setting.activation!r}"
        )
    return setting.phi.leak


def preactivation(
    state: Neurons, setting: Setting, y: int, kappa: float = 1.0
) -> tuple[Array, Array]:
    """Mean and variance of ``p_k``, shape (m,), background scaled by kappa."""
    core, bg = setting.core, setting.bg
    mean = y * core.mean * state.core.total + kappa * bg.mean * state.bg.total
    return mean, core.variance * state.core.square + kappa**2 * bg.variance * state.bg.square


def side(state: Neurons, setting: Setting, y: int, kappa: float = 1.0) -> Side:
    """Pre-activations and mean margin on the inputs of class `y`, background scaled by kappa."""
    from scipy.special import ndtr

    a = leak(setting)
    mean, square = preactivation(state, setting, y, kappa)
    # Strengths that do not vary leave the sign of the mean.
    spread = np.sqrt(np.maximum(square, 1e-60))
    z = mean / spread
    active = ndtr(z)
    ramp = mean * active + spread * normal_density(z)
    return Side(y, mean, spread, active, y * float(state.a @ (a * mean + (1 - a) * ramp)))
