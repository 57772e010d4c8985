"""How often a grown neuron is active on its negative class."""

import math

from fc.model.groups import Sums


def drift_ratio(q: float, a: float) -> float:
    """Growth of the background over that of the core, per unit of S."""
    return (1 - a) * (1 - q) / (1 + a + (1 - a) * q)


def active_neg(of: Sums, a: float = 0.0) -> float:
    """q: the unique root of ``q = Phi(M / tau)`` for a neuron that has grown far.

    ``M = S_b (1-a)(1-q) - S_c (1+a+(1-a)q)`` and
    ``tau^2 = V_c (1+a+(1-a)q)^2 + V_b ((1-a)(1-q))^2``.

    Raises
    ------
    ValueError
        If no strength varies.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    if of.v_core + of.v_bg == 0:
        raise ValueError("strengths must have positive variance for a law, got a constant")

    def excess(q: float) -> float:
        core, bg = 1 + a + (1 - a) * q, (1 - a) * (1 - q)
        spread = math.sqrt(of.v_core * core**2 + of.v_bg * bg**2)
        mean = of.s_bg * bg - of.s_core * core
        # Where nothing varies that still counts, the side is certain.
        return float(ndtr(mean / max(spread, 1e-300))) - q

    return float(brentq(excess, 0.0, 1.0, xtol=1e-14))
