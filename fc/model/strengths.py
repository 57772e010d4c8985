"""Feature strengths: the law of z_j on [0, 1].

Every law lives on a lattice, so that sums of strengths can be exact (see `fc.model.arithmetic`):
uniform and Beta strengths are the midpoints ``(k + 1/2)/256`` of 256 bins, Bernoulli ones 0 or 1,
and a constant is a multiple of 1/512.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.requirements import shown, special

BINS = 256
MIDPOINTS = (np.arange(BINS) + 0.5) / BINS


@dataclass(frozen=True)
class Strengths:
    """Law of one feature strength in [0, 1]; ``sample(rng, out)`` fills an array with copies."""

    mean: float
    variance: float
    sample: Callable[[np.random.Generator, NDArray[Any]], None]
    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]


def parse_spec(field: str, spec: str) -> tuple[str, tuple[float, ...]]:
    """Split ``"name:1,2"`` into ``("name", (1.0, 2.0))``; other text is refused."""
    if not isinstance(spec, str):
        raise ValueError(f"{field} must be text such as 'name' or 'name:1,2', got {shown(spec)}")
    name, _, tail = spec.partition(":")
    try:
        return name, tuple(float(part) for part in tail.split(",")) if tail else ()
    except ValueError:
        raise ValueError(f"{field} must be 'name' or 'name:1,2', got {shown(spec)}") from None


def _uniform() -> Strengths:
    def sample(rng: np.random.Generator, out: NDArray[Any]) -> None:
        bins = np.frombuffer(_random_bytes(rng, out.size), dtype=np.uint8).reshape(out.shape)
        _to_midpoints(bins, out)

    return Strengths(1 / 2, (1 - BINS**-2) / 12, sample, MIDPOINTS, np.full(BINS, 1 / BINS))


def _beta(a: float, b: float) -> Strengths:
    if not (0 < a < np.inf and 0 < b < np.inf):
        raise ValueError
    below = special.betainc(a, b, np.arange(1, BINS) / BINS)
    probability = np.diff(below, prepend=0.0, append=1.0)
    mean = float(probability @ MIDPOINTS)
    variance = float(probability @ (MIDPOINTS - mean) ** 2)
    if not variance > 0:
        raise ValueError

    def sample(rng: np.random.Generator, out: NDArray[Any]) -> None:
        _to_midpoints(np.searchsorted(below, rng.random(out.shape), side="right"), out)

    return Strengths(mean, variance, sample, MIDPOINTS, probability)


def _bernoulli(p: float) -> Strengths:
    if not 0 < p <= 1:
        raise ValueError

    def sample(rng: np.random.Generator, out: NDArray[Any]) -> None:
        np.less(rng.random(out.shape), p, out=out)

    return Strengths(p, p * (1 - p), sample, np.array([0.0, 1.0]), np.array([1 - p, p]))


def _constant(c: float) -> Strengths:
    if not 0 < c <= 1:
        raise ValueError
    c = max(round(2 * BINS * c), 1) / (2 * BINS)
    return Strengths(c, 0.0, lambda rng, out: out.fill(c), np.array([c]), np.ones(1))


def _random_bytes(rng: np.random.Generator, size: int) -> Any:
    """``rng.bytes(size)``, in less than half its time where it is made of whole 64-bit words."""
    words = size and size % 8 == 0 and isinstance(rng, np.random.Generator)
    if words and not rng.bit_generator.state.get("has_uint32", True):
        return rng.integers(2**64, size=size // 8, dtype=np.uint64).astype("<u8", copy=False)
    return rng.bytes(size)


def _to_midpoints(bins: NDArray[Any], out: NDArray[Any]) -> None:
    """Midpoint ``(bin + 1/2) / 256`` of each bin."""
    # A cast of its own: a sum of two types is computed in small pieces.
    out[...] = bins
    out += 0.5
    out *= 1 / BINS


_LAWS: dict[str, Callable[..., Strengths]] = {
    "uniform": _uniform,
    "beta": _beta,
    "bernoulli": _bernoulli,
    "constant": _constant,
}
ALLOWED = "uniform, beta:A,B (A, B > 0), bernoulli:P (0 < P <= 1) or constant:C (0 < C <= 1)"


@lru_cache(maxsize=256)
def _law(name: str, parameters: tuple[float, ...]) -> Strengths:
    return _LAWS[name](*parameters)


def strengths(spec: str, field: str = "strengths") -> Strengths:
    """Law named by `spec`, such as ``"uniform"`` or ``"beta:2,5"``.

    A ValueError names the `field` if the name is unknown or a parameter is out of range.
    """
    name, parameters = parse_spec(field, spec)
    try:
        return _law(name, parameters)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{field} must be {ALLOWED}, got {shown(spec)}") from None
