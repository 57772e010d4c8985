"""Laws with one mistake each: what a comparison with SGD must refuse."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from fc.model.groups import Group, sums
from fc.model.setting import Setting
from fc.theory.activity import active_neg
from fc.theory.laws import Law
from fc.theory.validity import law


def mu_and_sigma_exchanged(setting: Setting) -> Law:
    """Mean and standard deviation of every strength change places."""
    groups = (
        Group(group.n, math.sqrt(group.variance), group.mean**2, group.scale)
        for group in (setting.core, setting.bg)
    )
    right, of = law(setting, extrapolate=True), sums(*groups)
    return replace(right, sums=of, active_neg=active_neg(of, right.leak))


class _Symmetric(Law):
    """``rho = S_b / S_c``, without ``(1-q)/(1+q)``: as if no neuron were active on both classes."""

    @property
    def ratio(self) -> float:
        return self.sums.s_bg / self.sums.s_core


class _Reversed(Law):
    """The background is rescaled by ``-kappa``."""

    def margin(self, kappa: float) -> float:
        return super().margin(-kappa)

    def risk_ood(self, kappa: float) -> float:
        return super().risk_ood(-kappa)

    def error_ood(self, kappa: float) -> float:
        return super().error_ood(-kappa)


def _as(kind: type[Law], setting: Setting) -> Law:
    return kind(**vars(law(setting, extrapolate=True)))


CONTROLS: dict[str, Callable[[Setting], Law]] = {
    "exchanged": mu_and_sigma_exchanged,
    "symmetric": partial(_as, _Symmetric),
    "reversed": partial(_as, _Reversed),
}
