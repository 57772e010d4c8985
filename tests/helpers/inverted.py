"""The expected gradient without the Gaussian closure, by characteristic functions."""

from functools import cache

import numpy as np

from fc.model.groups import feature_moments
from fc.model.strengths import strengths
from fc.theory.population.dynamics import leak

# Largest |s| at which a transform of the strengths is tabulated.
MOST = 100.0
# Standard deviations of the pre-activation beyond which a neuron has one side only.
FAR = 9.0


def inverted_force(network, setting):
    """Expected ``-grad_k`` before any margin is met, shape (m, d0), for any law of the strengths.

    ``E[z_j 1{p > 0}] = mu_j / 2 + (1/pi) int_0^inf Im E[z_j exp(itp)] dt / t`` (Gil-Pelaez) given
    the class, with the characteristic functions of the strengths, by the midpoint rule.

    Raises
    ------
    ValueError
        If the activation is not ReLU, the background shifted, features of a group unequal, an
        assumption but the size of the initial weights broken, or the strengths vary too little.
    """
    setting.require_ideal("the expected gradient")
    if leak(setting) != 0:
        raise ValueError(f"activation must be relu for the inversion, got {setting.activation!r}")
    if setting.bg_shift or setting.taper:
        raise ValueError("bg_shift and taper must be 0 for the inversion")
    core = np.arange(setting.d0) < setting.n_core
    laws = [_transform(setting.strengths), _transform(setting.bg_strengths or setting.strengths)]
    mu, variance = feature_moments(setting.core, setting.bg)
    force = np.zeros_like(network.v)
    for k, v in enumerate(network.v):
        for y in (1, -1):
            sign = np.where(core, y, 1)
            weighted = _weighted_activity(sign * v, mu, variance, laws, setting.n_core)
            # The gradient carries y, and a core feature enters the input with another y.
            force[k] += network.a[k] / 2 * y * sign * weighted
    return force - setting.weight_decay * network.v


@cache
def _transform(spec, step=0.01):
    """``E[exp(isz)]`` and ``E[z exp(isz)]``, as splines for |s| up to `MOST`."""
    from scipy.interpolate import CubicSpline

    law = strengths(spec)
    s = np.arange(-MOST, MOST + step, step)
    waves = np.exp(1j * np.outer(s, law.values))
    return (
        CubicSpline(s, waves @ law.probabilities),
        CubicSpline(s, waves @ (law.values * law.probabilities)),
    )


def _weighted_activity(w, mu, variance, laws, n_core):
    """``E[z_j 1{sum_l w_l z_l > 0}]`` for every j, shape (d0,)."""
    mean, spread = float(w @ mu), float(np.sqrt(w**2 @ variance))
    if abs(mean) >= FAR * spread:
        return mu * (mean > 0)
    # Midpoints: aliasing is as small as the chance of so large a deviation.
    step = np.pi / (abs(mean) + 10 * spread)
    t = (np.arange(int(np.ceil(FAR / spread / step))) + 0.5) * step
    if t[-1] * np.abs(w).max() > MOST:
        raise ValueError(
            f"strengths must have sigma of at least {1.1 * FAR / MOST:.2g} for the inversion, "
            f"got {np.sqrt(variance.min()):.2g}"
        )
    groups = np.split(np.outer(t, w), [n_core], axis=1)
    plain = np.hstack([law[0](s) for law, s in zip(laws, groups, strict=True)])
    with_z = np.hstack([law[1](s) for law, s in zip(laws, groups, strict=True)])
    others = plain.prod(axis=1)[:, None] / plain
    integral = (with_z * others / t[:, None]).imag.sum(axis=0) * step
    return mu / 2 + integral / np.pi
