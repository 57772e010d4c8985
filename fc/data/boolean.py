"""Boolean inputs whose label is one function of some bits and agrees with a second one of others.

The data of Qiu, Kuang and Goel (ICML 2024): bits ``x`` in {-1, +1}^n, label ``y = f_c(x_c)`` from
the core bits, and spurious bits ``x_s`` that are uniform given ``f_s(x_s) = y`` with probability
lambda and given ``f_s(x_s) = -y`` otherwise. Where both functions are balanced, the density
relative to uniform bits is ``1 + (2 lambda - 1) f_c f_s``: their mixture of a set on which the
functions agree and one on which they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.requirements import require_integer, require_number, require_one_of, require_type

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

    `values` (..., 2^n) is f at the points of `cube`, along the last axis, where the result has the
    mask of S.
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
    """A function of the first `degree` bits that it is given, with values -1 and +1.

    Parameters
    ----------
    kind : str
        ``"parity"``: ``x_1 x_2 ... x_k``. ``"staircase"``: the sign of ``x_1 + x_1 x_2 + ... +
        x_1 x_2 ... x_k``, the threshold staircase. ``"majority"``: the sign of ``x_1 + ... + x_k``.
        A sum of 0 counts as positive.
    degree : int
        k, from 1 to 16. Staircase and majority are balanced for odd k only: at even k ties tip the
        sign to the positive side, as in the published code.
    """

    kind: str = "parity"
    degree: int = 2

    def __post_init__(self) -> None:
        require_one_of("kind", self.kind, KINDS)
        require_integer("degree", self.degree, 1, LARGEST_DEGREE)

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


MOST_BITS = 1000


@dataclass(frozen=True)
class BooleanSetting:
    """The distribution D_lambda, and the size of the network that is trained on it.

    Parameters
    ----------
    core, spurious : BooleanFunction
        f_c of the first bits and f_s of the next.
    agreement : float
        lambda, the probability of ``f_s = y``, in [0.5, 1].
    core_bits, spurious_bits : int
        How many bits each group has, at least the degree of its function.
    width, batch : int
        Neurons of the hidden layer, and fresh samples a step.
    """

    core: BooleanFunction
    spurious: BooleanFunction
    agreement: float = 0.9
    core_bits: int = 10
    spurious_bits: int = 10
    width: int = 128
    batch: int = 256

    def __post_init__(self) -> None:
        for name in ("core", "spurious"):
            require_type(name, function := getattr(self, name), BooleanFunction)
            bits = require_integer(f"{name}_bits", getattr(self, f"{name}_bits"), 1, MOST_BITS)
            if function.degree > bits:
                raise ValueError(
                    f"{name} must have a degree of at most its {bits} bits, got {function.degree}"
                )
        require_number("agreement", self.agreement, 0.5, 1)
        require_integer("width", self.width, 2, 10**5)
        require_integer("batch", self.batch, 1, 10**6)

    @property
    def bits(self) -> int:
        """n, the dimension of an input."""
        return self.core_bits + self.spurious_bits

    @property
    def correlation(self) -> float:
        """``rho = 2 lambda - 1``, the mean of ``y f_s``."""
        return 2 * self.agreement - 1

    @property
    def step_cost(self) -> float:
        """``N m n``, proportional to the time of a step."""
        return float(self.batch * self.width * self.bits)

    def values(self, x: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """``f_c`` and ``f_s`` at bits of shape (..., n)."""
        return self.core(x), self.spurious(x[..., self.core_bits :])


class BooleanBatch(NamedTuple):
    """Samples of D_lambda.

    Attributes
    ----------
    x : (N, n) array
        Bits, -1 or +1: core, spurious.
    y : (N,) array
        Label, the value of f_c.
    agrees : (N,) bool array
        The group: True in the majority, where ``f_s = y``.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    agrees: NDArray[np.bool_]


def draw(
    setting: BooleanSetting, rng: np.random.Generator, size: int, agreement: float | None = None
) -> BooleanBatch:
    """Draw `size` samples; `agreement`, if given, in [0, 1], stands for the setting's lambda."""
    share = setting.agreement if agreement is None else require_number("agreement", agreement, 0, 1)
    x = (2 * rng.integers(0, 2, (size, setting.bits), dtype=np.int8) - 1).astype(np.float32)
    y = setting.core(x).astype(np.float32)
    agrees = rng.random(size) < share
    wanted = (np.where(agrees, y, -y) > 0).astype(int)
    points, first, count = _points(setting.spurious)
    chosen = points[first[wanted] + rng.integers(0, count[wanted])]
    x[:, setting.core_bits : setting.core_bits + setting.spurious.degree] = chosen
    return BooleanBatch(x, y, agrees)


@cache
def _points(function: BooleanFunction) -> tuple[NDArray[np.float32], Array, Array]:
    """The points (2^k, k), those at which it is -1 first; where either sign begins, and its count.

    A constant function has no points of one sign, and is refused.
    """
    points = cube(function.degree)
    values = function(points)
    negative = int((values < 0).sum())
    count = np.array([negative, len(points) - negative])
    if not count.all():
        raise ValueError(f"spurious must take both values, got {function}")
    order = np.argsort(values, kind="stable")
    return points[order].astype(np.float32), np.array([0, negative]), count
