"""Feature strengths: the law of z_j on [0, 1]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Strengths:
    """Law of one feature strength ``z`` in [0, 1]; all strengths are independent copies.

    Attributes
    ----------
    mean, variance : float
        ``mu`` and ``sigma**2`` of the setting (section "Setting" of the book).
    sample : callable
        ``sample(rng, shape)`` draws an array of strengths.
    """

    mean: float
    variance: float
    sample: Callable[[np.random.Generator, tuple[int, ...]], Array]


def parse_spec(field: str, spec: str) -> tuple[str, tuple[float, ...]]:
    """Split ``"name:1,2"`` into ``("name", (1.0, 2.0))``.

    Raises
    ------
    ValueError
        If `spec` is not text of this form.
    """
    if not isinstance(spec, str):
        raise ValueError(f"{field} must be text such as 'name' or 'name:1,2', got {spec!r}")
    name, _, tail = spec.partition(":")
    try:
        return name, tuple(float(part) for part in tail.split(",")) if tail else ()
    except ValueError:
        raise ValueError(f"{field} must be 'name' or 'name:number,...', got {spec!r}") from None


def _uniform() -> Strengths:
    return Strengths(1 / 2, 1 / 12, lambda rng, shape: rng.random(shape))


def _beta(a: float, b: float) -> Strengths:
    if not (0 < a < np.inf and 0 < b < np.inf):
        raise ValueError
    mean = a / (a + b)
    variance = mean * (1 - mean) / (a + b + 1)
    return Strengths(mean, variance, lambda rng, shape: rng.beta(a, b, shape))


def _bernoulli(p: float) -> Strengths:
    if not 0 < p <= 1:
        raise ValueError
    return Strengths(p, p * (1 - p), lambda rng, shape: (rng.random(shape) < p).astype(float))


def _constant(c: float) -> Strengths:
    if not 0 < c <= 1:
        raise ValueError
    return Strengths(c, 0.0, lambda rng, shape: np.full(shape, c))


_LAWS: dict[str, Callable[..., Strengths]] = {
    "uniform": _uniform,
    "beta": _beta,
    "bernoulli": _bernoulli,
    "constant": _constant,
}
ALLOWED = "uniform, beta:A,B (A, B > 0), bernoulli:P (0 < P <= 1) or constant:C (0 < C <= 1)"


def strengths(spec: str) -> Strengths:
    """Law named by `spec`, such as ``"uniform"`` or ``"beta:2,5"``.

    Raises
    ------
    ValueError
        If the name is unknown or a parameter is out of range.
    """
    name, parameters = parse_spec("strengths", spec)
    try:
        return _LAWS[name](*parameters)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"strengths must be {ALLOWED}, got {spec!r}") from None
