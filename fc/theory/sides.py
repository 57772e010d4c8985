"""When neurons take their side: the clock of the activity, and what the late ones cost at T2.

Let p and n be a neuron's mean pre-activation on its positive and on its negative class, over their
initial spread tau. Before the margin, with r = S_b / S_c, ``s(z) = l + (1 - l) Phi(z)`` for the
leak l, and time in units of ``2 m tau / (eta S_c)``,

``p' = (1 + r) s(p) + (1 - r) s(n)`` and ``n' = -(1 + r) s(n) - (1 - r) s(p)``.

At r = 1 the classes are apart, and either follows the clock ``F(p) = int_0^p dz / s(z)``. For
r < 1 what n has lost adds ``(1 - r) / (1 + r)`` of itself to p, mostly before p is awake: it is
added at once. But a step may be longer than tau and carry n far past 0, so the first steps are made
one by one. The start is normal: means over neurons are means over two normal numbers.
"""

import math
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from fc.requirements import Array, optimize, special
from fc.theory.gaussian import normal_density, normal_grid, ramp_mean

GRID = np.linspace(-12, 12, 4801)
FIRST_STEPS = 8
# Of p, and of what n has beside; of the imbalance of the classes.
FINE, COARSE, OUTPUTS = normal_grid(6.0, 401), normal_grid(4.0, 25), normal_grid(5.0, 101)


class Start(NamedTuple):
    """Deviations over neurons of C_k / tau and B_k / tau at the start; tau; a step's time.

    The last is ``eta S_c / (2 m tau)``.
    """

    core: float
    bg: float
    tau: float
    step: float


class Sides(NamedTuple):
    """Neurons at T2: `delay` is T2 over that of neurons which start on their side.

    `scatter` is the deviation of C_k + B_k over its mean, `late` the mean of 1 - q+, over neurons.
    """

    delay: float
    scatter: float
    late: float


def _integral(values: Array) -> Array:
    """From 0 to each point of the grid: up and down, as a sum from its end would be rounding."""
    steps = np.diff(GRID) * (values[1:] + values[:-1]) / 2
    middle = len(steps) // 2
    down = -np.cumsum(steps[:middle][::-1])[::-1]
    return np.concatenate([down, [0.0], np.cumsum(steps[middle:])])


@cache
def _clock(leak: float) -> tuple[Array, float]:
    """F on the grid, and s below it."""
    pace = leak + (1 - leak) * special.ndtr(GRID)
    return _integral(1 / pace), float(pace[0])


def advanced(p: Array, time: float, leak: float = 0.0) -> Array:
    """Where ``p' = s(p)`` leads in this time, which may be negative."""
    table, slowest = _clock(leak)
    end = GRID[-1]
    at = np.interp(p, GRID, table) + np.maximum(p - end, 0) - np.maximum(-end - p, 0) / slowest
    at += time
    beyond = np.maximum(at - table[-1], 0) - np.maximum(table[0] - at, 0) * slowest
    return np.interp(at, table, GRID) + beyond


@lru_cache(maxsize=10_000)
def sides(start: Start, ratio: float, leak: float, goal: float) -> Sides:
    """When the mean of p is `goal`, and how the neurons differ then; `ratio` is r, at most 1."""
    total = math.hypot(start.core, start.bg)
    p = total * FINE[0][:, None]
    n = p * (start.bg**2 - start.core**2) / total**2
    n = n + 2 * start.core * start.bg / total * COARSE[0]
    weights = FINE[1][:, None] * COARSE[1]
    # Where T2 comes within some thirty steps, far outside the range, they are taken for shorter.
    step = min(start.step, goal / (1 + ratio) / (4 * FIRST_STEPS))
    for _ in range(FIRST_STEPS):
        of_p, of_n = (step * (leak + (1 - leak) * special.ndtr(z)) for z in (p, n))
        p = p + (1 + ratio) * of_p + (1 - ratio) * of_n
        n = n - (1 + ratio) * of_n - (1 - ratio) * of_p
    share = (1 - ratio) / (1 + ratio)

    def at(time: float) -> Array:
        time = (1 + ratio) * (time - FIRST_STEPS * step)
        return advanced(p + share * (n - advanced(n, -time, leak)), time, leak)

    def excess(time: float) -> float:
        return float((weights * at(time)).sum()) - goal

    most = goal
    while excess(most) < 0:
        most *= 2
    time = optimize.brentq(excess, -most, most)
    found = at(time)
    late = float((weights * special.ndtr(-found)).sum())
    scatter = math.sqrt(float((weights * (found - goal) ** 2).sum())) / goal
    return Sides(float((1 + ratio + leak * (1 - ratio)) * time / goal), scatter, late)


@cache
def _imbalance() -> Array:
    """``K(x) - K(-x)`` on the grid, with ``K(x) = x + int_-inf^x (1/Phi(-u) - 1) du``.

    A class whose neurons grow by v has the margin ``1 + x s`` at the time ``(1 + s K(x)) / v``, s
    being the margin's spread over inputs. So where one class is faster by e and the other slower,
    and the mean margin is 1, the two are at x and -x with ``K(x) - K(-x) = 2 e / s``.
    """
    # The integral of 1/Phi(-u) over [-x, x].
    return _integral(1 / special.ndtr(-GRID) + 1 / special.ndtr(GRID))


def risk_of_imbalance(spread: float, scatter: float) -> float:
    """What is added to the hinge risk by classes of unlike margins, of mean 1.

    `spread` is that of the margin over inputs, and `scatter` the standard deviation over networks
    of half the difference of the classes, over their mean, if the gate did not slow the first.
    """
    nodes, weights = OUTPUTS
    x = np.interp(2 * scatter / max(spread, 1e-30) * nodes, _imbalance(), GRID)
    risks = (ramp_mean(x, 1.0) + ramp_mean(-x, 1.0)) / 2 - normal_density(0.0)
    return spread * float(weights @ risks)
