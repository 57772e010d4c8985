"""Population dynamics: the expected gradient step, closed by four scalars a neuron.

Under the Gaussian closure (identity 2.5) the expected update of v_k combines 1_core, 1_bg and v_k:
the sum and the square of its core and of its background weights close the system, O(m) a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import numpy as np

from fc.model.observed import Shift, shifted
from fc.model.scalars import Neurons
from fc.model.setting import Setting
from fc.model.trajectory import LARGEST_WEIGHT, STEP_LIMIT, Diverged, at_checkpoints
from fc.requirements import Array, special
from fc.theory.gaussian import FAR, gate, normal_density


class Side(NamedTuple):
    """The neurons on the inputs of one class y.

    Mean and standard deviation of the pre-activation ``p_k = <w_k, x>`` and P(p_k >= 0), shape (m,)
    each, and E[y h].
    """

    y: int
    mean: Array
    spread: Array
    active: Array
    margin: float


def leak(setting: Setting) -> float:
    """0 for ReLU, 1 for the identity; refused unless piecewise linear with its kink at 0."""
    if setting.phi.leak is None:
        raise ValueError(
            "activation must be relu, leaky_relu:A or identity for the population dynamics and "
            f"the laws, got {setting.activation!r}"
        )
    return setting.phi.leak


def side(state: Neurons, setting: Setting, y: int, shift: Shift = 1.0) -> Side:
    """Pre-activations and mean margin on the inputs of class `y`, with the background shifted."""
    a = leak(setting)
    core, bg = setting.core, shifted(setting.bg, shift)
    mean = y * core.mean * state.core.total + bg.mean * state.bg.total
    square = core.variance * state.core.square + bg.sd**2 * state.bg.square
    # Strengths that do not vary leave the sign of the mean.
    spread = np.sqrt(np.maximum(square, 1e-60))
    z = mean / spread
    active = special.ndtr(z)
    ramp = mean * active + spread * normal_density(z)
    return Side(y, mean, spread, active, y * float(state.a @ (a * mean + (1 - a) * ramp)))


def expected_step(state: Neurons, setting: Setting, sides: tuple[Side, Side]) -> Neurons:
    """One step of size eta along the expected gradient, hinge gate included.

    Given the class, (z_j, p_k, y h) is treated as Gaussian, and h as its regression on z. Stein's
    lemma then gives, with ``r = y h``,
    ``E[z_j phi'(p_k) 1{r < 1}] = mu P + Cov(z_j, p_k) f_p(0) P(r < 1 | p_k = 0) (1 - leak)
    - Cov(z_j, r) f_r(1) E[phi'(p_k) | r = 1]``, where P is ``E[phi'(p_k) 1{r < 1}]``.
    """
    core, bg, a = setting.core, setting.bg, leak(setting)
    across_core, across_bg = state.core.across(core), state.bg.across(bg)
    zero = np.zeros(len(state.a))
    grow_core, push_core, grow_bg, push_bg = zero, zero, zero, zero
    for view in sides:
        y = view.y
        slope_mean = a + (1 - a) * view.active
        w = state.a * slope_mean
        # Cov(z_j, y h) over sigma_j^2: the same for all features of a group, up to the part of
        # the weights across the group, which is independent from neuron to neuron.
        h_core = float(w @ state.core.total) / core.n
        h_bg = y * float(w @ state.bg.total) / bg.n
        variance = core.variance * (core.n * h_core**2 + float(w**2 @ across_core))
        variance += bg.variance * (bg.n * h_bg**2 + float(w**2 @ across_bg))
        sd = max(float(np.sqrt(variance)), 1e-30)
        room = (1 - view.margin) / sd
        z = view.mean / view.spread
        at_gate = (1 - a) * normal_density(z) / view.spread
        if room > FAR:
            both, at_margin = slope_mean, zero
        else:
            cov = y * core.variance * (state.core.total * h_core + w * across_core)
            cov += bg.variance * (state.bg.total * h_bg + y * w * across_bg)
            law = gate(z, room, cov / (view.spread * sd))
            both = a * law.open + (1 - a) * law.active_and_open
            at_gate = at_gate * law.open_at_kink
            at_margin = normal_density(room) / sd * (a + (1 - a) * law.active_at_margin)
        half = state.a / 2
        grow_core = grow_core + half * y * core.variance * at_gate
        push_core = push_core + half * (core.mean * both - core.variance * h_core * at_margin)
        grow_bg = grow_bg + half * y * bg.variance * at_gate
        push_bg = push_bg + half * y * (bg.mean * both - bg.variance * h_bg * at_margin)
    eta, keep = setting.eta, 1 - setting.eta * setting.weight_decay
    return Neurons(
        state.core.moved(keep + eta * grow_core, eta * push_core, core),
        state.bg.moved(keep + eta * grow_bg, eta * push_bg, bg),
        state.a,
    )


class PopulationStep(NamedTuple):
    """What step t sees before it updates; the mean margin is E[y h]."""

    t: int
    state: Neurons
    mean_margin: float


def population(setting: Setting, state: Neurons) -> Iterator[PopulationStep]:
    """Train on the expected gradient for ever; yields each step before its update.

    Refused are unequal features of a group, noisy labels, activations that are not piecewise
    linear, and broken assumptions other than the size of the initial weights.
    """
    setting.require_ideal("the population dynamics", "taper", "label_noise")
    for t in count():
        sides = side(state, setting, 1), side(state, setting, -1)
        margin = (sides[0].margin + sides[1].margin) / 2
        if not abs(margin) < LARGEST_WEIGHT:
            raise Diverged(f"the weights diverged within {t} steps; lower step_size")
        yield PopulationStep(t, state, margin)
        state = expected_step(state, setting, sides)


def evolve(
    setting: Setting,
    state: Neurons,
    checkpoints: tuple[str | int, ...] = ("T2",),
    step_limit: int = STEP_LIMIT,
) -> dict[str | int, tuple[int, Neurons]]:
    """States at checkpoints, with the errors of `population` and of `at_checkpoints`."""
    trajectory = population(setting, state)
    return at_checkpoints(setting, trajectory, checkpoints, lambda step: step.state, step_limit)
