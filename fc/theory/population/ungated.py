"""Population dynamics of any activation before the margin: no hinge gate, four scalars a neuron.

Given the class y, the pre-activation of a neuron is taken as Gaussian, ``p = mean + s xi`` with
xi standard normal (identity 2.5), and its regression on z_j gives

``E[z_j phi'(p) | y] = mu E[phi'(p)] + e_j sigma**2 v_j E[xi phi'(p)] / s``,

with ``e_j = y`` for core features and 1 for background ones. Both means are taken over xi, after
one more integration by parts, as ``E[xi phi(p)] / s`` and ``E[(xi**2 - 1) phi(p)] / s``: so phi
may have kinks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from fc.model.scalars import Neurons
from fc.model.setting import Setting
from fc.model.trajectory import STEP_LIMIT
from fc.requirements import Array
from fc.theory.gaussian import normal_grid
from fc.theory.population.dynamics import PopulationStep, follow, preactivation, reached

NODES, WEIGHTS = normal_grid(6, 81)


class View(NamedTuple):
    """The neurons on the inputs of one class y.

    Attributes
    ----------
    slope : (m,) array
        ``E[phi'(p)]``.
    bend : (m,) array
        ``E[xi phi'(p)] / s``: how much more the neuron responds to a stronger input.
    margin : float
        E[y h].
    """

    slope: Array
    bend: Array
    margin: float


def view(state: Neurons, setting: Setting, y: int) -> View:
    """What the neurons make of the inputs of class `y`."""
    phi, (mean, square) = setting.phi, preactivation(state, setting, y)
    # Without spread the differences below still are those of phi at nearby points.
    s = np.sqrt(np.maximum(square, 1e-12))
    at_mean = phi.of(mean)
    # Constants drop out of the moments, and with them their rounding, which 1/s**2 would enlarge.
    rise = phi.of(mean[:, None] + s[:, None] * NODES) - at_mean[:, None]
    slope = rise @ (WEIGHTS * NODES) / s
    bend = rise @ (WEIGHTS * (NODES**2 - 1)) / s**2
    return View(slope, bend, y * float(state.a @ (at_mean + rise @ WEIGHTS)))


def free_step(state: Neurons, setting: Setting, views: tuple[View, View]) -> Neurons:
    """One step of size eta along the expected gradient of ``-y h``."""
    core, bg, half = setting.core, setting.bg, setting.eta * state.a / 2
    plus, minus = views
    grow, keep = half * (plus.bend - minus.bend), 1 - setting.eta * setting.weight_decay
    # The class signs the core features: their pushes add up where those of the background cancel.
    core_push = core.mean * half * (plus.slope + minus.slope)
    bg_push = bg.mean * (half * (plus.slope - minus.slope))
    return Neurons(
        state.core.moved(keep + core.variance * grow, core_push, core),
        state.bg.moved(keep + bg.variance * grow, bg_push, bg),
        state.a,
    )


def free_growth(setting: Setting, state: Neurons) -> Iterator[PopulationStep]:
    """Grow for ever as if no sample had met its margin; yields each step before its update.

    It refuses what `population` refuses, but takes any activation.
    """
    return follow(setting, state, view, free_step)


def grown(
    setting: Setting, state: Neurons, steps: int | None = None, step_limit: int = STEP_LIMIT
) -> tuple[int, Neurons]:
    """State after `steps`, or, where None, at the first step whose expected margin is at least 1.

    `NotReached` if that has not come within `step_limit` steps, or the weights diverge.
    """
    stop = "T2" if steps is None else steps
    with np.errstate(over="ignore", invalid="ignore"):
        within = takewhile(
            lambda step: step.t <= step_limit and np.isfinite(step.mean_margin),
            free_growth(setting, state),
        )
        return reached(setting, within, (stop,), step_limit)[stop]
