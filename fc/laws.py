"""What the theorems predict for the constants, to leading order; no fitted number.

Derived in this book for equal features (theory of section "Prediction" of each chapter); the
paper proves the orders of magnitude only. ReLU and identity networks before the margin is met.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fc.setting import Setting


@dataclass(frozen=True)
class Law:
    """Leading-order prediction for one setting at T2.

    Attributes
    ----------
    active_neg : float
        q, the probability that a neuron is active on its negative class.
    ratio : float
        rho = B / C.
    core, bg : float
        C and B.
    t2 : float
        Steps to mean margin 1; neurons dead from the start and hinge gating make it longer.
    risk_id : float
        Hinge risk in distribution, from the spread of the margin.
    """

    active_neg: float
    ratio: float
    core: float
    bg: float
    t2: float
    risk_id: float

    def risk_ood(self, kappa: float) -> float:
        """Mean-field hinge risk: ``B (1 - kappa) / 2``, within [0, 1]."""
        return min(1.0, max(0.0, self.bg * (1 - kappa) / 2))


def _sums(setting: Setting) -> tuple[float, float, float, float]:
    """``S_c, S_b, V_c, V_b``: sums of mu_j^2 and of sigma_j^2 mu_j^2 over each group."""
    s_c, s_b = setting.n_core * setting.mu_core**2, setting.n_bg * setting.mu_bg**2
    return s_c, s_b, s_c * setting.law.variance, s_b * setting.law.variance


def _require_variance(setting: Setting) -> None:
    if setting.law.variance == 0:
        raise ValueError(f"strengths must have positive variance, got {setting.strengths!r}")


def law(setting: Setting) -> Law:
    """Prediction for a ReLU or an identity network.

    ReLU: q is the root of ``q = Phi((S_b (1-q) - S_c (1+q)) / sqrt(V_c (1+q)^2 + V_b (1-q)^2))``,
    ``rho = (S_b/S_c) (1-q)/(1+q)``, ``C = 2/(1+rho)``, ``B = 2 rho/(1+rho)``,
    ``T2 = 2 m C / (eta S_c (1+q))``. Identity: ``C = 1``, ``B = 0``, ``T2 = m / (eta S_c)``.

    Raises
    ------
    ValueError
        If the activation is another one, or the strengths do not vary.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    s_c, s_b, v_c, v_b = _sums(setting)
    if setting.activation not in ("relu", "identity"):
        raise ValueError(
            f"activation must be relu or identity for a law, got {setting.activation!r}"
        )
    _require_variance(setting)
    if setting.activation == "identity":
        spread = math.sqrt(v_c) / s_c
        return Law(0.5, 0.0, 1.0, 0.0, setting.width / (setting.eta * s_c), spread / _ROOT)

    def excess(q: float) -> float:
        spread = math.sqrt(v_c * (1 + q) ** 2 + v_b * (1 - q) ** 2)
        return float(ndtr((s_b * (1 - q) - s_c * (1 + q)) / spread)) - q

    q = float(brentq(excess, 0.0, 1.0, xtol=1e-14))
    ratio = s_b / s_c * (1 - q) / (1 + q)
    core, bg = 2 / (1 + ratio), 2 * ratio / (1 + ratio)
    bg_weight = bg / s_b if s_b else 0.0
    spread = math.sqrt((core / s_c) ** 2 * v_c + bg_weight**2 * v_b)
    t2 = 2 * setting.width * core / (setting.eta * s_c * (1 + q))
    return Law(q, ratio, core, bg, t2, spread / (2 * _ROOT))


_ROOT = math.sqrt(2 * math.pi)


def asymmetry_time(setting: Setting, grid: int = 200) -> float:
    """Steps until the median over neurons of ``q+ - q-`` passes 1/2 (ReLU, n_core = n_bg).

    With tau the initial spread of ``<v_k, u>``, the standardised means ``x_c = C_k / tau`` and
    ``x_b = B_k / tau`` start as independent ``N(0, n mu^2 / (sigma^2 d0))`` and follow
    ``x_c' = q+ + q-``, ``x_b' = q+ - q-``, with ``q+- = Phi(x_b +- x_c)`` and time in units of
    ``2 m tau / (eta S_c)``. The distribution is integrated on a grid of quantiles. While the
    growth of tau is negligible (d >> d0^2) the result is ``const m / (eta sqrt(d d0))``.

    Raises
    ------
    ValueError
        If the activation is not ReLU, the groups are not of equal strength, or the strengths do
        not vary.
    """
    from scipy.special import ndtr, ndtri

    s_c, s_b, _, _ = _sums(setting)
    if setting.activation != "relu":
        raise ValueError(f"activation must be relu for this law, got {setting.activation!r}")
    if not math.isclose(s_c, s_b):
        raise ValueError(
            f"n_bg must be as strong as n_core for this law, got S_b / S_c = {s_b / s_c:g}"
        )
    _require_variance(setting)
    sigma = math.sqrt(setting.law.variance)
    tau = sigma * math.sqrt(setting.d0 / setting.d)
    quantiles = ndtri((np.arange(grid) + 0.5) / grid)
    start_c = math.sqrt(s_c / (sigma**2 * setting.d0)) * quantiles
    start_b = math.sqrt(s_b / (sigma**2 * setting.d0)) * quantiles
    x_c, x_b = (x.copy() for x in np.meshgrid(start_c, start_b))
    h, time, before = 0.01, 0.0, -1.0
    while True:
        q_pos, q_neg = ndtr(x_b + x_c), ndtr(x_b - x_c)
        median = float(np.median(q_pos - q_neg))
        if median >= 0.5:
            crossed = time - h * (median - 0.5) / (median - before) if time else 0.0
            return crossed * 2 * setting.width * tau / (setting.eta * s_c)
        before = median
        x_c += h * (q_pos + q_neg)
        x_b += h * (s_b / s_c) * (q_pos - q_neg)
        time += h
