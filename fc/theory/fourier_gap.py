"""The Fourier gap: which Boolean feature a small one-hidden-layer network learns first (ours).

A network ``h = (1/m) sum_k a_k ReLU(<w_k, x> + b_k)`` that starts at ``h = 0`` has the loss slope
-1/2 on every sample. The density of D_lambda relative to uniform bits is ``1 + rho f_c f_s`` with
``rho = 2 lambda - 1``, and ``y = f_c``. So the population's negative gradient is

    ``(a_k / 2m) E_U[(f_c + rho f_s) x_j T_k]``,  ``T_k = 1{<w_k, x> + b_k > 0}``,

with E_U over uniform bits: D_lambda acts as the target ``f_c + rho f_s``. For parities f of the
bits S the mean ``E_U[f x_j T_k]`` is the Fourier coefficient of T_k at S without j (at S with j, if
j is not in it), of degree k - 1 if S has k bits: the coefficients fall with the degree, and their
gap sets the order. The coefficients of the output itself, ``c = E_U[h f_c]`` and ``q = E_U[h
f_s]``, start to grow in proportion to ``K_cc + rho K_cs`` and ``rho K_ss + K_cs`` of `Gap`. What a
fitted spurious function does to the core follows from the loss alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fc.data.boolean import Array, BooleanSetting, cube, fourier


class Gap(NamedTuple):
    """Means over neurons of products of the gradients along f_c and f_s at the start.

    Attributes
    ----------
    core, spurious, cross : float
        ``K_cc``, ``K_ss`` and ``K_cs``, with ``K_fg = mean_k sum_j E_U[f x_j T_k] E_U[g x_j T_k]``.
    """

    core: float
    spurious: float
    cross: float

    def lead(self, correlation: float) -> float:
        """``(c - q) / (c + q)`` for small steps: positive where the core comes first."""
        if not (self.core or self.spurious):
            raise ValueError("core or spurious must be a function that the first gradient sees")
        c = self.core + correlation * self.cross
        q = correlation * self.spurious + self.cross
        return (c - q) / (c + q)


def require_balanced(setting: BooleanSetting) -> None:
    """Refuse functions whose mean over uniform bits is not 0: the propositions need it."""
    for name in ("core", "spurious"):
        function = getattr(setting, name)
        if mean := float(function(cube(function.degree)).mean()):
            raise ValueError(f"{name} must have mean 0 over uniform bits, got one of {mean:.3g}")


def projections(setting: BooleanSetting, w: Array, b: Array | float = 0.0) -> tuple[Array, Array]:
    """``E_U[f x_j T_k]`` for f_c and f_s, each (m, n), at weights (m, n) and biases (m, 1)."""
    require_balanced(setting)
    points = cube(setting.bits)
    active = (w @ points.T + b > 0).astype(float)
    single = 1 << np.arange(setting.bits)
    core, spurious = (fourier(active * f)[:, single] for f in setting.values(points))
    return core, spurious


def gap(setting: BooleanSetting, w: Array) -> Gap:
    """The gap at weights of shape (m, n)."""
    core, spurious = projections(setting, w)
    pairs = ((core, core), (spurious, spurious), (core, spurious))
    return Gap(*(float((f * g).sum(axis=1).mean()) for f, g in pairs))


def core_push(agreement: float) -> float:
    """``4 lambda (1 - lambda)``: the push on the core once the output is the fitted ``theta f_s``.

    Relative to the push without a correlation, for the logistic loss. It is also twice the mean
    slope of the loss there, and 4 times its mean square: the root of that falls less.
    """
    return 4 * agreement * (1 - agreement)
