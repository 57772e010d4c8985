"""The Gaussian closure of a network's expected gradient, with one gate and with two.

For jointly Gaussian ``(z, p, r)`` the mean ``E[z 1{p >= 0} 1{r < 1}]`` is
``mu P(p >= 0, r < 1) + Cov(z, p) f_p(0) P(r < 1 | p = 0) - Cov(z, r) f_r(1) P(p >= 0 | r = 1)``
(identity 2.5, Stein's lemma), with f the densities; without the gate at ``r = 1`` only
``mu P(p >= 0) + Cov(z, p) f_p(0)`` is left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fc.model.groups import feature_moments
from fc.model.network import Network
from fc.model.setting import Setting
from fc.requirements import Array, special
from fc.theory.gaussian import both_below, normal_density, ramp_mean


class Moments(NamedTuple):
    """Given the class: means and covariances of ``(z_j, p_k)`` and of ``(z_j, y h)``.

    Attributes
    ----------
    mu, variance : (d0,) arrays
    mean, spread : (m,) arrays
        Mean and standard deviation of ``p_k = <w_k, x>``.
    cov : (m, d0) array
        ``Cov(z_j, p_k) = e_j sigma_j^2 v_kj``.
    margin, margin_spread : float
        Mean and standard deviation of ``y h``.
    margin_cov : (d0,) array
    """

    mu: Array
    variance: Array
    mean: Array
    spread: Array
    cov: Array
    margin: float
    margin_spread: float
    margin_cov: Array


def moments(network: Network, setting: Setting, label: int) -> Moments:
    """Moments on class `label`, for relu and identity; ``y h`` is taken as its regression on z."""
    if setting.activation not in ("relu", "identity"):
        raise ValueError(f"activation must be relu or identity, got {setting.activation!r}")
    mu, variance = feature_moments(setting.core, setting.bg)
    e = np.where(np.arange(setting.d0) < setting.n_core, label, 1)
    mean, cov = network.v @ (e * mu), e * network.v * variance
    spread = np.sqrt(network.v**2 @ variance)
    linear = setting.activation == "identity"
    active, value = (
        (1.0, mean) if linear else (special.ndtr(mean / spread), ramp_mean(mean, spread))
    )
    # Cov(z_j, ReLU(p_k)) is Cov(z_j, p_k) P(p_k >= 0): Stein's lemma once more.
    margin_cov = label * (network.a * active) @ cov
    margin_spread = float(np.sqrt((margin_cov**2 / variance).sum()))
    margin = label * float(network.a @ value)
    return Moments(mu, variance, mean, spread, cov, margin, margin_spread, margin_cov)


def closure(network: Network, setting: Setting, label: int, *, signed: bool = True) -> Array:
    """``E[z_j 1{p_k >= 0} | y]`` of the closure, shape (m, d0) (identity 2.5)."""
    x = moments(network, setting, label)
    s, cov = x.mean / x.spread, x.cov if signed else network.v * x.variance
    means: Array = x.mu * special.ndtr(s)[:, None] + cov * (normal_density(s) / x.spread)[:, None]
    return means


def gated(network: Network, setting: Setting, label: int, *, gate_sign: int = -1) -> Array:
    """``E[z_j 1{p_k >= 0} 1{y h < 1} | y]`` of the closure, shape (m, d0) (identity 2.5)."""
    x = moments(network, setting, label)
    s, room = x.mean / x.spread, (1 - x.margin) / x.margin_spread
    rho = x.cov @ (x.margin_cov / x.variance) / (x.spread * x.margin_spread)
    root = np.sqrt(1 - rho**2)
    both = both_below(s, np.full_like(s, room), -rho)
    at_kink = normal_density(s) / x.spread * special.ndtr((room + rho * s) / root)
    at_margin = normal_density(room) / x.margin_spread * special.ndtr((s + rho * room) / root)
    means: Array = x.mu * both[:, None] + x.cov * at_kink[:, None]
    means += gate_sign * np.outer(at_margin, x.margin_cov)
    return means
