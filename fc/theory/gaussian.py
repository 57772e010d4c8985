"""Gaussian expectations of the closure: a ramp, two half-lines at once, and the hinge gate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.requirements import Array, integrate, special

_ROOT = np.sqrt(2 * np.pi)


def normal_density(x: ArrayLike) -> Array:
    """Density of a standard normal variable."""
    return np.exp(-0.5 * np.square(np.clip(x, -40, 40))) / _ROOT


def normal_grid(reach: float, count: int) -> tuple[Array, Array]:
    """Nodes from -reach to reach and weights of the trapezoidal rule for a standard normal mean."""
    nodes = np.linspace(-reach, reach, count)
    density = normal_density(nodes)
    return nodes, density / density.sum()


def ramp_mean(mean: ArrayLike, sd: ArrayLike) -> Array:
    """``G(M, tau) = E[(M + tau X)_+] = M Phi(M/tau) + tau phi(M/tau)`` for standard normal X."""
    m, tau = np.broadcast_arrays(np.asarray(mean, float), np.asarray(sd, float))
    with np.errstate(over="ignore"):
        z = m / np.where(tau > 0, tau, 1.0)
    value: Array = np.where(
        tau > 0, m * special.ndtr(z) + tau * normal_density(z), np.maximum(m, 0)
    )
    return value


def mean_largest(count: int) -> float:
    """Mean of the largest size among `count` independent standard normal numbers.

    ``int_0^inf 1 - P(|X| < x)^count dx``, which grows as ``sqrt(2 log count)``.
    """

    def some_beyond(x: float) -> float:
        return float(-np.expm1(count * np.log1p(-2 * special.ndtr(-x))))

    middle = float(special.ndtri(1 - 0.25 / count))
    return float(integrate.quad(some_beyond, 0, 20, points=[middle], limit=200)[0])


def both_below(a: ArrayLike, b: ArrayLike, rho: ArrayLike) -> Array:
    """``P(X < a, Y < b)`` for standard normal X and Y of correlation rho, by Owen's T."""
    # At +-1 T would divide by zero.
    rho = np.clip(rho, -1 + 1e-9, 1 - 1e-9)
    root = np.sqrt(1 - rho * rho)
    # T(h, .) is continuous at h = 0, its second argument is not.
    a = np.where(np.equal(a, 0), 1e-300, a)
    b = np.where(np.equal(b, 0), 1e-300, b)
    with np.errstate(over="ignore"):
        slope_a, slope_b = (b / a - rho) / root, (a / b - rho) / root
    opposite = (a < 0) != (b < 0)
    value: Array = (
        0.5 * (special.ndtr(a) + special.ndtr(b) - opposite)
        - special.owens_t(a, slope_a)
        - special.owens_t(b, slope_b)
    )
    return value


# Beyond so many standard deviations a sample past the margin is ignored.
FAR = 7.0


class Gate(NamedTuple):
    """What the gate ``r = y h < 1`` leaves of the activity ``p_k >= 0``, given the class.

    P(r < 1), and of every neuron P(p_k >= 0, r < 1), P(r < 1 | p_k = 0) and P(p_k >= 0 | r = 1).
    """

    open: float
    active_and_open: Array
    open_at_kink: Array
    active_at_margin: Array


def gate(z: Array, room: float, rho: Array) -> Gate:
    """For normal p_k and r: `z` and `rho` of shape (m,).

    `z` is the mean of p_k over its deviation, `room` 1 - E[r] over that of r, and `rho` their
    correlation, held within 1e-9 of +-1.
    """
    rho = np.clip(rho, -1 + 1e-9, 1 - 1e-9)
    root = np.sqrt(1 - rho**2)
    return Gate(
        float(special.ndtr(room)),
        both_below(z, room, -rho),
        special.ndtr((room + rho * z) / root),
        special.ndtr((z + rho * room) / root),
    )
