"""Gaussian expectations of the closure: a ramp, and two half-lines at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fc.requirements import Array

_ROOT = np.sqrt(2 * np.pi)


def normal_density(x: ArrayLike) -> Array:
    """Density of a standard normal variable."""
    density: Array = np.exp(-0.5 * np.square(np.clip(x, -40, 40))) / _ROOT
    return density


def normal_grid(reach: float, count: int) -> tuple[Array, Array]:
    """Nodes from -reach to reach and weights of the trapezoidal rule for a standard normal mean."""
    nodes = np.linspace(-reach, reach, count)
    density = normal_density(nodes)
    return nodes, density / density.sum()


def ramp_mean(mean: ArrayLike, sd: ArrayLike) -> Array:
    """``G(M, tau) = E[(M + tau X)_+] = M Phi(M/tau) + tau phi(M/tau)`` for standard normal X.

    At ``tau = 0`` this is the ramp itself.
    """
    from scipy.special import ndtr

    m, tau = np.broadcast_arrays(np.asarray(mean, float), np.asarray(sd, float))
    with np.errstate(over="ignore"):
        z = m / np.where(tau > 0, tau, 1.0)
    value: Array = np.where(tau > 0, m * ndtr(z) + tau * normal_density(z), np.maximum(m, 0))
    return value


def both_below(a: ArrayLike, b: ArrayLike, rho: ArrayLike) -> Array:
    """``P(X < a, Y < b)`` for standard normal X and Y of correlation rho, by Owen's T.

    The correlation is held within 1e-9 of +-1, where T would divide by zero.
    """
    from scipy.special import ndtr, owens_t

    rho = np.clip(rho, -1 + 1e-9, 1 - 1e-9)
    root = np.sqrt(1 - rho * rho)
    # T(h, .) is continuous at h = 0, its second argument is not.
    a = np.where(np.equal(a, 0), 1e-300, a)
    b = np.where(np.equal(b, 0), 1e-300, b)
    with np.errstate(over="ignore"):
        slope_a, slope_b = (b / a - rho) / root, (a / b - rho) / root
    opposite = (a < 0) != (b < 0)
    value: Array = 0.5 * (ndtr(a) + ndtr(b) - opposite) - owens_t(a, slope_a) - owens_t(b, slope_b)
    return value
