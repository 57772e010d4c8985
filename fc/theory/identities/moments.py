"""The Gaussian closure, with one gate and with two: by algebra, and its means in numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fc.model.groups import feature_moments
from fc.model.network import Network
from fc.model.setting import Setting
from fc.requirements import Array, special
from fc.theory.gaussian import both_below, normal_density, ramp_mean
from fc.theory.identities.gradient import Identity, sign_of, sp


def gaussian_closure(group: str, label: int, *, signed: bool = True) -> Identity:
    """``E[z_j 1{p >= 0} | y]`` for Gaussian ``(z_j, p)`` (identity 2.5, Stein's lemma).

    ``z_j`` is ``mu + sigma X`` and p is ``e_j v_j z_j`` plus an independent Gaussian of standard
    deviation omega, both from standard normal variables. A rotation splits these into the
    standardised p, over which the left side is integrated, and what is independent of it. Unless
    `signed`, for controls, ``e_j`` is 1 for core features too.
    """
    mu, s, v, x, y, along, across = sp.symbols("mu_j s v_j X Y P Q", real=True)
    sigma, omega = sp.symbols("sigma_j omega", positive=True)
    e = sign_of(group, label)
    tau = sp.sqrt(omega**2 + sigma**2 * v**2)
    rotation = [
        e * v * sigma * x + omega * y - tau * along,
        omega * x - e * v * sigma * y - tau * across,
    ]
    z = sp.simplify(mu + sigma * sp.solve(rotation, [x, y])[x])
    density = sp.exp(-(s**2) / 2) / sp.sqrt(2 * sp.pi)
    inner = sp.integrate(sp.expand(z * density.subs(s, across)), (across, -sp.oo, sp.oo))
    left = sp.integrate(sp.expand(inner * density.subs(s, along)), (along, -s, sp.oo))
    stein = (e if signed else 1) * sigma**2 * v / tau * density
    return Identity(f"{group}, y = {label:+d}", left, mu * (1 + sp.erf(s / sp.sqrt(2))) / 2 + stein)


def gated_closure(*, gate_sign: int = -1) -> tuple[Identity, ...]:
    """``E[z 1{p >= 0} 1{r < 1}]`` for jointly Gaussian ``(z, p, r)`` (identity 2.5).

    It is ``mu P(p >= 0, r < 1) + Cov(z, p) f_p(0) P(r < 1 | p = 0)
    - Cov(z, r) f_r(1) P(p >= 0 | r = 1)``. Let n be the density of (p, r), M its mean:

    - regression: ``E[z - mu | p, r] n = <Cov, grad_M n>``, so that
      ``E[(z - mu) G] = <Cov, grad_M E[G]>`` for every function G of p and r;
    - translation: ``dn/dM_p = -dn/dp`` and ``dn/dM_r = -dn/dr``. Hence the two derivatives of
      ``E[1{p >= 0} 1{r < 1}]`` are the integrals of n over ``p = 0`` and of -n over ``r = 1``;
    - kink and margin: n on these lines is a density times a conditional density.

    A `gate_sign` of +1, for controls, gives the line ``r = 1`` the sign of the line ``p = 0``.
    """
    p, r, mean_p, mean_r, c_p, c_r, t = sp.symbols("p r M_p M_r c_p c_r t", real=True)
    tau_p, tau_r = sp.symbols("tau_p tau_r", positive=True)
    root = sp.sqrt(1 + t**2)  # The correlation is rho = t / root, and 1 / root**2 = 1 - rho**2.

    def density(x: Any, sd: Any) -> Any:
        return sp.exp(-(x**2) / 2) / (sp.sqrt(2 * sp.pi) * sd)

    def joint(x: Any, x_sd: Any, y: Any, y_sd: Any) -> Any:
        """Density of y times the density of x given y."""
        return density(y, y_sd) * root * density(root * x - t * y, x_sd)

    x_p, x_r = (p - mean_p) / tau_p, (r - mean_r) / tau_r
    form = root**2 * (x_p**2 + x_r**2) - 2 * t * root * x_p * x_r
    n = root / (2 * sp.pi * tau_p * tau_r) * sp.exp(-form / 2)
    cross = t / root * tau_p * tau_r
    covariance = sp.Matrix([[tau_p**2, cross], [cross, tau_r**2]])
    regression = sp.Matrix([[c_p, c_r]]) * covariance.inv() * sp.Matrix([p - mean_p, r - mean_r])
    at_kink, at_margin = joint(x_r, tau_r, x_p, tau_p), joint(x_p, tau_p, x_r, tau_r)
    moved = c_p * sp.diff(n, mean_p) + c_r * sp.diff(n, mean_r)
    return (
        Identity("regression", regression[0], sp.simplify(moved / n)),
        Identity("translation, p", sp.diff(n, mean_p), -sp.diff(n, p)),
        Identity("translation, r", sp.diff(n, mean_r), gate_sign * sp.diff(n, r)),
        Identity("kink", n.subs(p, 0), at_kink.subs(p, 0)),
        Identity("margin", n.subs(r, 1), at_margin.subs(r, 1)),
    )


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
