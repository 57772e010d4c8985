"""What the population dynamics expects to be measured: correlations, activity, risks, errors.

h is nearly a function of two sums, of the core and of the background strengths of an input. So
the expectations condition on these two, and only the rest of h counts as Gaussian.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fc.model.observed import Observed, Shift, asked, shifted
from fc.model.scalars import Neurons, by_neuron, correlations
from fc.model.setting import Setting
from fc.requirements import Array, require_integer, special
from fc.theory.gaussian import normal_density, normal_grid, ramp_mean
from fc.theory.population.dynamics import leak, side

# Trapezoidal rule for the two sums: from 16 features on its error is below 1e-4 in a risk, which
# has a kink, and 1e-2 in a 0-1 error, which jumps (`tests/theory/test_population.py`).
NODES = 61


def _output(
    state: Neurons, setting: Setting, y: int, shift: Shift, core_node: float, nodes: Array
) -> tuple[Array, Array, Array]:
    """Mean and deviation of ``y h``, and P(h = 0), at one core sum and every background sum."""
    core, bg, a = setting.core, shifted(setting.bg, shift), leak(setting)
    core_sum = core.mean + np.sqrt(core.variance / core.n) * core_node
    bg_sum = bg.mean + bg.sd / np.sqrt(setting.n_bg) * nodes[:, None]
    p = y * core_sum * state.core.total + bg_sum * state.bg.total
    square = core.variance * state.core.across(core)
    square = square + bg.sd**2 * state.bg.across(setting.bg)
    spread = np.sqrt(np.maximum(square, 1e-60))
    z = p / spread
    active, density = special.ndtr(z), normal_density(z)
    ramp = p * active + spread * density
    hidden = a * p + (1 - a) * ramp
    # Second moment of a p + (1 - a) p_+, where p p_+ = p_+**2.
    ramp_square = (p**2 + spread**2) * active + p * spread * density
    second = a**2 * (p**2 + spread**2) + (1 - a**2) * ramp_square
    variance = np.maximum(second - hidden**2, 0) @ state.a**2
    silent = np.prod(1 - active, axis=1) if a == 0 else np.zeros(len(nodes))
    return y * (hidden @ state.a), np.sqrt(variance), silent


def _risk_and_error(
    state: Neurons, setting: Setting, shift: Shift, count: int
) -> tuple[float, float]:
    risk = error = 0.0
    nodes, weights = normal_grid(5.0, count)
    for y in (1, -1):
        for node, weight in zip(nodes, weights, strict=True):
            mean, sd, silent = _output(state, setting, y, shift, node, nodes)
            wrong = special.ndtr(-mean / np.maximum(sd, 1e-30))
            risk += weight / 2 * float(weights @ ramp_mean(1 - mean, sd))
            error += weight / 2 * float(weights @ ((1 - silent) * wrong + silent / 2))
    return risk, error


def expectation(
    state: Neurons, setting: Setting, kappas: Sequence[Shift] = (-1.0,), nodes: int = NODES
) -> Observed[float]:
    """Expected measurement of `state`, in distribution and at every kappa, as of `fc.measure`.

    Fewer `nodes` of the rule over each sum cost less: the time grows as their square.

    Raises
    ------
    ValueError
        If a kappa lies outside [-1e6, 1e6] or nodes outside [3, 1000], the activation is not
        piecewise linear, or an assumption other than the size of the initial weights is broken.
    """
    setting.require_ideal("the population dynamics")
    nodes = require_integer("nodes", nodes, 3, 1000)
    both = {shift: _risk_and_error(state, setting, shift, nodes) for shift in asked(kappas)}
    sides = {shift: [side(state, setting, y, shift) for y in (1, -1)] for shift in both}
    plus, minus = sides[1.0]
    active = by_neuron(state.sign, {1: plus.active, -1: minus.active})
    risk = {shift: risk for shift, (risk, _) in both.items()}
    error = {shift: error for shift, (_, error) in both.items()}
    margin = {shift: sum(one.margin for one in two) / 2 for shift, two in sides.items()}
    return Observed(risk, error, margin, *correlations(state, setting), *active)
