"""Joint law of a neuron's activity and of the hinge gate, by Owen's T in quick quadrature."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from fc.requirements import Array

# Beyond so many standard deviations a sample past the margin, or a change of side, is ignored.
FAR = 7.0


class Gate(NamedTuple):
    """What the gate ``r = y h < 1`` leaves of the activity ``p_k >= 0``, given the class.

    Attributes
    ----------
    open : float
        P(r < 1).
    active_and_open, open_at_kink, active_at_margin : (m,) arrays
        P(p_k >= 0, r < 1), P(r < 1 | p_k = 0) and P(p_k >= 0 | r = 1). The second is left at 0
        where ``p_k = 0`` is out of reach.
    """

    open: float
    active_and_open: Array
    open_at_kink: Array
    active_at_margin: Array


def gate(active: Array, z: Array, room: float, rho: Array) -> Gate:
    """Joint law of normal variables.

    Parameters
    ----------
    active, z : (m,) arrays
        P(p_k >= 0), and the mean over the standard deviation of p_k.
    room : float
        ``(1 - E[r])`` over the standard deviation of r.
    rho : (m,) array
        Correlation of p_k and r, held within 1e-9 of +-1.
    """
    from scipy.special import ndtr

    is_open, certain = float(ndtr(room)), (z > 0).astype(float)
    result = Gate(is_open, is_open * certain, np.zeros_like(z), certain)
    near = np.abs(z) < FAR
    # Rows: the neuron's bound, the gate's bound. The law is continuous where they are 0, the
    # quotients that it is computed from are not.
    h = np.stack([z[near], np.full(near.sum(), room)])
    h[h == 0] = 1e-300
    below_h = np.stack([active[near], np.full(near.sum(), is_open)])
    rho = np.clip(rho[near], -1 + 1e-9, 1 - 1e-9)
    g = (h[::-1] + rho * h) / np.sqrt(1 - rho**2)
    below_g = ndtr(g)
    opposite = (h[0] < 0) != (h[1] < 0)
    t = owens_t(h, g, below_h, below_g)
    result.active_and_open[near] = 0.5 * (below_h.sum(axis=0) - opposite) - t.sum(axis=0)
    result.open_at_kink[near], result.active_at_margin[near] = below_g
    return result


def owens_t(h: Array, g: Array, below_h: Array, below_g: Array) -> Array:
    """``T(h, g/h)`` from h, g and their Phi(h), Phi(g); to 1e-15, and faster than scipy's.

    ``T(h, a)`` is an integral from 0 to a, which 20 Gauss nodes give for ``|a| <= 1``; beyond,
    ``T(h, g/h) + T(g, h/g) = (Phi(h) + Phi(g)) / 2 - Phi(h) Phi(g) - 1{h g < 0} / 2``.
    """
    steep = np.abs(g) > np.abs(h)
    base = np.where(steep, g, h)
    a = np.where(steep, h, g) / base
    square, exponent, t = a**2, -0.5 * base**2, np.zeros_like(a)
    # One node after the other: a table of all nodes leaves the cache.
    for x, weight in _half_of_20_nodes():
        height = 1 + x**2 * square
        t += weight * np.exp(exponent * height) / height
    t *= a / (2 * np.pi)
    both = 0.5 * (below_h + below_g - ((h < 0) != (g < 0))) - below_h * below_g
    value: Array = np.where(steep, both - t, t)
    return value


@cache
def _half_of_20_nodes() -> list[tuple[float, float]]:
    """Gauss-Legendre nodes in [0, 1] and weights; the integrands are even on [-1, 1]."""
    x, weight = np.polynomial.legendre.leggauss(20)
    return list(zip(x[10:].tolist(), weight[10:].tolist(), strict=True))
