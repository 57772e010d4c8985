"""Slips that one could make on paper: what a comparison of the laws with SGD must refuse."""

import math
from collections.abc import Callable
from functools import partial

from fc.model.groups import Group
from fc.model.setting import Setting
from fc.theory.laws import Law
from fc.theory.pair import Pair, at_margin
from fc.theory.setting_laws import law, of_groups
from fc.theory.sides import Sides


def mu_and_sigma_exchanged(setting: Setting) -> Law:
    """Mean and standard deviation of every strength change places."""
    setting.require_ideal("the laws")
    groups = (
        Group(group.n, math.sqrt(group.variance), group.mean**2, group.scale)
        for group in (setting.core, setting.bg)
    )
    return of_groups(setting, *groups)


class _Symmetric(Law):
    """As if no neuron were active on both classes: ``rho = S_b / S_c`` before the margin."""

    @property
    def pair(self) -> Pair:
        return at_margin(self.sums, self.leak, both=False)


class _AllOnTime(Law):
    """As if every neuron were on its side from the start."""

    @property
    def _sides(self) -> Sides:
        return Sides(delay=1.0, scatter=0.0, late=0.0)


class _Reversed(Law):
    """The background is rescaled by ``-kappa``."""

    def _moved(self, kappa: float, spread: float | None) -> tuple[float, float]:
        return super()._moved(-kappa, spread)


def _as(kind: type[Law], setting: Setting) -> Law:
    return kind(**vars(law(setting, extrapolate=True)))


CONTROLS: dict[str, Callable[[Setting], Law]] = {
    "exchanged": mu_and_sigma_exchanged,
    "symmetric": partial(_as, _Symmetric),
    "on_time": partial(_as, _AllOnTime),
    "reversed": partial(_as, _Reversed),
}
