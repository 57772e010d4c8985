"""Balanced Boolean functions, and Fourier coefficients by enumeration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.requirements import require_integer, require_one_of

Array = NDArray[Any]
KINDS = ("parity", "staircase", "majority")
LARGEST_DEGREE = 16


def cube(bits: int) -> NDArray[np.float64]:
    """All points of {-1, +1}^bits, of shape (2^bits, bits).

    Bit j of point i is ``(-1)^((i >> j) & 1)``, so the character of a subset of the bits, written
    as a mask, takes the value ``(-1)^popcount(i & mask)`` there.
    """
    points = np.arange(2 ** require_integer("bits", bits, 0, 20))
    return (1.0 - 2.0 * ((points[:, None] >> np.arange(bits)) & 1)).astype(np.float64)


def fourier(values: Array) -> NDArray[np.float64]:
    """Fourier coefficients ``E[f chi_S]``, by the fast Walsh-Hadamard transform.

    Parameters
    ----------
    values : (..., 2^n) array
        The function at the points of `cube`, along the last axis; the result has the mask of S.
    """
    found: NDArray[np.float64] = np.array(values, dtype=float)
    size, block = found.shape[-1], 1
    while block < size:
        pairs = found.reshape(*found.shape[:-1], -1, 2, block)
        sums = pairs[..., 0, :] + pairs[..., 1, :], pairs[..., 0, :] - pairs[..., 1, :]
        found = np.stack(sums, axis=-2).reshape(found.shape)
        block *= 2
    found /= size
    return found


@dataclass(frozen=True)
class BooleanFunction:
    """A balanced function of the first `degree` bits that it is given.

    Parameters
    ----------
    kind : str
        ``"parity"``: ``x_1 x_2 ... x_k``. ``"staircase"``: the sign of ``x_1 + x_1 x_2 + ... +
        x_1 x_2 ... x_k``, the threshold staircase. ``"majority"``: the sign of ``x_1 + ... + x_k``.
        A sum of 0 counts as positive.
    degree : int
        k, from 1 to 16. Staircase and majority are balanced for odd k only: at even k ties tip the
        sign to one side.
    """

    kind: str = "parity"
    degree: int = 2

    def __post_init__(self) -> None:
        require_one_of("kind", self.kind, KINDS)
        require_integer("degree", self.degree, 1, LARGEST_DEGREE)
        if mean := float(self(cube(self.degree)).mean()):
            raise ValueError(
                f"degree must be one at which the {self.kind} is balanced, got {self.degree}, "
                f"where its mean is {mean:.3g}"
            )

    def __call__(self, x: Array) -> NDArray[np.float64]:
        """Values of shape (...), each -1 or +1, at bits of shape (..., degree or more)."""
        bits = x[..., : self.degree]
        if bits.shape[-1] < self.degree:
            raise ValueError(f"x must have at least {self.degree} bits, got {bits.shape[-1]}")
        if self.kind == "parity":
            found: NDArray[np.float64] = bits.prod(axis=-1)
            return found
        terms = np.cumprod(bits, axis=-1) if self.kind == "staircase" else bits
        return np.where(terms.sum(axis=-1) >= 0, 1.0, -1.0)
