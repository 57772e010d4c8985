"""One neuron of each class, followed from nothing to the margin: the C, B and q of the laws.

Neurons that are on their side learn the same, so a pair stands for all. On an input with the core
part ``a ~ N(C, C^2 V_c / S_c^2)`` and the background part ``b ~ N(B, B^2 V_b / S_b^2)`` the neuron
of the input's class sees ``a + b``, the other one ``b - a``. With r the margin, a push counts where
``r < 1``; the other neuron's slope is 1 where ``b > a`` and the leak l elsewhere. So, in units of
``2 m / eta``,

``C' = (S_c / C) E[a ((1 + l) 1{r < 1} + (1 - l) 1{b > a, r < 1})]`` and
``B' = (S_b / B) E[b (1 - l) (1{r < 1} - 1{b > a, r < 1})]``,

where ``r = a`` for ``b > a`` and ``((1 + l) a + (1 - l) b) / 2`` else. Given a, the means over b
are known.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss

from fc.model.groups import Sums
from fc.requirements import Array, integrate, optimize, special
from fc.theory.gaussian import normal_density, ramp_mean

REACH, NODES, WEIGHTS = 6.5, *leggauss(24)
FIRST = 0.01  # C at the start: the direction is forgotten long before C is 1.
LEAST_SPREAD, TINY = 1e-4, 1e-12  # Of a part of an input over its mean; what is 0.


def active_neg(of: Sums, a: float = 0.0) -> float:
    """Q before any margin is met: the unique root of ``q = Phi(M / tau)``, far from the start.

    ``M = S_b (1-a)(1-q) - S_c (1+a+(1-a)q)`` and
    ``tau^2 = V_c (1+a+(1-a)q)^2 + V_b ((1-a)(1-q))^2``. One of the strengths must vary.
    """
    if min(of) < 0 or of.s_core == 0:
        raise ValueError(f"of must hold sums of squares, and s_core above 0, got {of}")
    if of.v_core + of.v_bg == 0:
        raise ValueError("strengths must have positive variance for a law, got a constant")

    def excess(q: float) -> float:
        core, bg = 1 + a + (1 - a) * q, (1 - a) * (1 - q)
        spread = math.sqrt(of.v_core * core**2 + of.v_bg * bg**2)
        mean = of.s_bg * bg - of.s_core * core
        # Where nothing varies that still counts, the side is certain.
        return float(special.ndtr(mean / max(spread, 1e-300))) - q

    return float(optimize.brentq(excess, 0.0, 1.0, xtol=1e-14))


class Pair(NamedTuple):
    """C, B and q = P(b > a) when the mean margin is 1, and the steps to it over ``2 m / eta``."""

    core: float
    bg: float
    active_neg: float
    time: float


class View(NamedTuple):
    """C' and B', E[y h] and q."""

    core_push: float
    bg_push: float
    margin: float
    active_neg: float


def view(of: Sums, leak: float, core: float, bg: float, both: bool = True) -> View:
    """What a pair of these C and B sees."""
    core_sd = core * max(math.sqrt(of.v_core) / of.s_core, LEAST_SPREAD)
    bg_sd = max(bg, TINY) * max(math.sqrt(of.v_bg) / max(of.s_bg, TINY), LEAST_SPREAD)
    # The means over b jump at a = 1, and turn fast where the mean of b closes the gate.
    kinks = np.array([1.0, (2 - (1 - leak) * bg) / (1 + leak)])
    ends = np.sort(np.clip((kinks - core) / core_sd, -REACH, REACH))
    low, high = np.array([[-REACH, *ends], [*ends, REACH]])[:, :, None]
    x = ((high - low) / 2 * NODES + (high + low) / 2).ravel()
    weights = ((high - low) / 2 * WEIGHTS).ravel() * normal_density(x)
    a = core + core_sd * x
    limit = np.where(a < 1, np.inf, (2 - (1 + leak) * a) / max(1 - leak, TINY))
    closed, over = (limit - bg) / bg_sd, (bg - a) / bg_sd
    counts, bg_counts = _half(closed, bg, -bg_sd)
    awake, bg_awake = (both * (a < 1) * one for one in _half(over, bg, bg_sd))
    margin = a - (1 - leak) / 2 * ramp_mean(a - bg, bg_sd)
    return View(
        of.s_core / core * float(weights @ (a * ((1 + leak) * counts + (1 - leak) * awake))),
        of.s_bg / max(bg, TINY) * (1 - leak) * float(weights @ (bg_counts - bg_awake)),
        float(weights @ margin),
        float(weights @ special.ndtr(over)),
    )


def _half(z: Array, mean: float, sd: float) -> tuple[Array, Array]:
    """Probability of a half of the b, and E[b] on it: above -z for a positive sd, else below z."""
    probability = special.ndtr(z)
    return probability, mean * probability + sd * normal_density(z)


@lru_cache(maxsize=10_000)
def at_margin(of: Sums, leak: float = 0.0, both: bool = True) -> Pair:
    """Follow a pair to the mean margin 1; without `both`, as if ``b > a`` never came."""
    q = active_neg(of, leak) if both else 0.0
    ratio = of.s_bg / of.s_core * (1 - leak) * (1 - q) / (1 + leak + (1 - leak) * q)
    start = FIRST, ratio * FIRST
    first = FIRST / view(of, leak, *start, both).core_push

    def push(_: float, learned: Array) -> tuple[float, float]:
        core, bg = learned
        return view(of, leak, core, bg, both)[:2]

    def short(_: float, learned: Array) -> float:
        core, bg = learned
        return 1 - view(of, leak, core, bg, both).margin

    short.terminal = True  # type: ignore[attr-defined]
    span = first, 1e4 * first
    # Where S_b > S_c and the strengths hardly vary, q returns within few of very many steps.
    path = integrate.solve_ivp(
        push, span, start, method="LSODA", events=short, rtol=1e-7, atol=1e-10
    )
    core, bg = map(float, path.y[:, -1])
    return Pair(core, bg, view(of, leak, core, bg, both).active_neg, float(path.t[-1]))
