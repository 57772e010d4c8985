"""Laws with one mistake each: what a comparison with SGD must refuse."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from fc.model.groups import Group, sums
from fc.model.setting import Setting
from fc.theory.activity import active_neg
from fc.theory.laws import Law, law


def mu_and_sigma_exchanged(setting: Setting) -> Law:
    """Mean and standard deviation of every strength change places."""
    groups = (
        Group(group.n, math.sqrt(group.variance), group.mean**2, group.scale)
        for group in (setting.core, setting.bg)
    )
    right, of = law(setting, extrapolate=True), sums(*groups)
    return replace(right, sums=of, active_neg=active_neg(of, right.leak))


class _SymmetricLaw(Law):
    @property
    def ratio(self) -> float:
        return self.sums.s_bg / self.sums.s_core


def activity_factor_dropped(setting: Setting) -> Law:
    """``rho = S_b / S_c``, without ``(1-q)/(1+q)``: as if no neuron were active on both classes."""
    return _as(_SymmetricLaw, law(setting, extrapolate=True))


class _ReversedLaw(Law):
    def margin(self, kappa: float) -> float:
        return super().margin(-kappa)

    def risk_ood(self, kappa: float) -> float:
        return super().risk_ood(-kappa)

    def error_ood(self, kappa: float) -> float:
        return super().error_ood(-kappa)


def kappa_reversed(setting: Setting) -> Law:
    """The background is rescaled by ``-kappa``."""
    return _as(_ReversedLaw, law(setting, extrapolate=True))


def _as(kind: type[Law], right: Law) -> Law:
    return kind(right.sums, right.leak, right.active_neg, right.time_unit, right.decay)


CONTROLS: dict[str, Callable[[Setting], Law]] = {
    "exchanged": mu_and_sigma_exchanged,
    "symmetric": activity_factor_dropped,
    "reversed": kappa_reversed,
}
