"""Linear probes: what a linear function of a representation can tell about the class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.requirements import Array, optimize

Probe = Callable[[NDArray[Any]], Array]
# Of half the squared weights, on representations of unit mean square; it makes the minimum unique
# where the classes can be separated.
PENALTY = 1e-4
# Of `refit`, relative to the mean square of a hidden unit. This is the largest power of ten with
# which the hinge risk on the fitted samples is below 0.05 in all of our cases.
REFIT_PENALTY, REFIT_TOLERANCE = 1e-5, 1e-9


def fit_probe(units: NDArray[Any], label: NDArray[Any]) -> Probe:
    """Scores of the classes as an affine function of the representation, by least squares.

    Fitted are the indicators of the classes, with a penalty on the weights.

    Parameters
    ----------
    units : (N, K) array
        Representation of the samples in distribution.
    label : (N,) array of int
        Class, from 0 on.

    Returns
    -------
    callable
        From units (N, K) to scores (N, classes); the answer is the largest.
    """
    x, y = np.asarray(units, dtype=float), np.asarray(label, dtype=np.int64)
    centre = x.mean(axis=0)
    x = x - centre
    scale = np.sqrt((x**2).mean()) or 1.0
    x = x / scale
    target = np.eye(y.max() + 1)[y]
    mean = target.mean(axis=0)
    gram = x.T @ x / len(x) + PENALTY * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, x.T @ (target - mean) / len(x))
    return lambda units: (np.asarray(units, dtype=float) - centre) / scale @ weights + mean


def refit(units: Array, y: Array, weights: Array) -> Array:
    """Minimise the weighted mean of ``(1 - y <a, unit>)_+^2 / 2`` plus ``c |a|^2 / 2``.

    Units of mean square 1 have the penalty c = `REFIT_PENALTY`.

    The squared hinge stops at margin 1 as the hinge does, so the hinge risks before and after can
    be compared; a logistic fit would make all margins grow, those out of distribution included.

    `units` has shape (N, m), `y` and `weights` have (N,). The output weights, of shape (m,), are
    unique since the sum is strictly convex.
    """
    scale = np.sqrt((units**2).mean())
    signed = units * (y / scale)[:, None]
    share = weights / len(y)

    def risk(a: Array) -> tuple[float, Array]:
        short = np.maximum(1 - signed @ a, 0)
        value = share @ short**2 / 2 + REFIT_PENALTY / 2 * a @ a
        return value, REFIT_PENALTY * a - signed.T @ (share * short)

    start = np.zeros(units.shape[1])
    options = {"maxiter": 5000, "ftol": 0.0, "gtol": REFIT_TOLERANCE}
    found = optimize.minimize(risk, start, jac=True, method="L-BFGS-B", options=options)
    return found.x / scale


def accuracy(scores: NDArray[Any], label: NDArray[Any]) -> float:
    """Share of the samples whose largest score (N, classes) is that of their class (N,)."""
    return float((scores.argmax(axis=1) == label).mean())


def fit_error(found: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Mean squared distance of two representations (N, K), over the variance of the second."""
    return float(((found - wanted) ** 2).sum(axis=1).mean() / wanted.var(axis=0).sum())
