"""How long a ReLU network needs until its neurons answer one class only."""

import math
from functools import cache

import numpy as np

from fc.model.setting import Setting


def require_asymmetry_time(setting: Setting) -> None:
    """Refuse, at no cost, a setting for which `asymmetry_time` has no law."""
    s_c, s_b = setting.core.s, setting.bg.s
    if setting.activation != "relu":
        raise ValueError(f"activation must be relu for this law, got {setting.activation!r}")
    if not math.isclose(s_c, s_b):
        raise ValueError(
            f"n_bg must be as strong as n_core for this law, got S_b / S_c = {s_b / s_c:g}"
        )
    if setting.law.variance == 0:
        raise ValueError(f"strengths must have positive variance, got {setting.strengths!r}")


@cache  # Every run of a sweep asks again.
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

    require_asymmetry_time(setting)
    s_c, s_b = setting.core.s, setting.bg.s
    sigma = math.sqrt(setting.law.variance)
    tau = setting.departures.init_scale * sigma * math.sqrt(setting.d0 / setting.d)
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
