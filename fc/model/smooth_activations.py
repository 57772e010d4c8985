"""Activations other than the piecewise linear ones, as pairs of phi and phi'.

Names and values are those of ``torch.nn.functional`` where it has them (`gelu` is the exact one).
Each function writes into its second argument, which may be the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.requirements import special

Array = NDArray[Any]
InPlace = Callable[[Array, Array], Any]
Pair = tuple[InPlace, InPlace]
_ROOT = np.sqrt(2 * np.pi)
# lambda, and lambda times alpha, of Klambauer et al. (2017).
SELU_ABOVE = 1.0507009873554804934193349852946
SELU_BELOW = SELU_ABOVE * 1.6732632423543772848170429916717


def _softplus(p: Array, out: Array | None = None) -> Any:
    return np.logaddexp(0.0, p, out=out)


def _below(p: Array) -> Any:
    return np.minimum(p, 0.0)


def _mish_slope(p: Array, out: Array) -> None:
    gate = np.tanh(_softplus(p))
    np.add(gate, p * (1 - gate * gate) * special.expit(p), out)


def _selu(p: Array, out: Array) -> None:
    np.copyto(out, np.where(p > 0, SELU_ABOVE * p, SELU_BELOW * np.expm1(_below(p))))


def _tanh_square(p: Array, out: Array) -> Any:
    return np.square(np.tanh(p, out), out)


def polynomial(linear: float, square: float, cubic: float) -> Pair:
    """``linear x + square x**2 + cubic x**3``."""
    return (
        lambda p, out: np.multiply(p, linear + p * (square + cubic * p), out),
        lambda p, out: np.add(linear, p * (2 * square + 3 * cubic * p), out),
    )


SMOOTH: dict[str, Pair] = {
    "gelu": (
        lambda p, out: np.multiply(p, special.ndtr(p), out),
        lambda p, out: np.add(special.ndtr(p), p * (np.exp(-0.5 * p * p) / _ROOT), out),
    ),
    "silu": (
        lambda p, out: np.multiply(p, special.expit(p), out),
        lambda p, out: np.multiply(s := special.expit(p), 1 + p * (1 - s), out),
    ),
    "softplus": (_softplus, lambda p, out: special.expit(p, out)),
    "elu": (
        lambda p, out: np.maximum(p, np.expm1(_below(p)), out=out),
        lambda p, out: np.exp(_below(p), out),
    ),
    "mish": (lambda p, out: np.multiply(p, np.tanh(_softplus(p)), out), _mish_slope),
    "selu": (
        _selu,
        lambda p, out: np.copyto(out, np.where(p > 0, SELU_ABOVE, SELU_BELOW * np.exp(_below(p)))),
    ),
    "hardswish": (
        lambda p, out: np.multiply(p, np.clip(p + 3, 0, 6) / 6, out),
        lambda p, out: np.copyto(out, np.where(np.abs(p) < 3, p / 3 + 0.5, p >= 3)),
    ),
    "logsigmoid": (
        lambda p, out: np.negative(_softplus(-p), out),
        lambda p, out: special.expit(-p, out),
    ),
    "tanh": (np.tanh, lambda p, out: np.subtract(1.0, _tanh_square(p, out), out)),
    "sigmoid": (
        lambda p, out: special.expit(p, out),
        lambda p, out: np.multiply(s := special.expit(p), 1 - s, out),
    ),
    "erf": (
        lambda p, out: special.erf(p, out),
        lambda p, out: np.multiply(np.exp(-p * p), 2 / np.sqrt(np.pi), out),
    ),
    "sin": (np.sin, np.cos),
    "softsign": (
        lambda p, out: np.divide(p, 1 + np.abs(p), out),
        lambda p, out: np.divide(1, (1 + np.abs(p)) ** 2, out),
    ),
    "hardtanh": (
        lambda p, out: np.clip(p, -1, 1, out),
        lambda p, out: np.less(np.abs(p), 1, out),
    ),
    "tanhshrink": (lambda p, out: np.subtract(p, np.tanh(p), out), _tanh_square),
    "square": polynomial(0, 1, 0),
    "cubic": polynomial(0, 0, 1),
}
# |phi| <= 1.
BOUNDED = frozenset({"tanh", "sigmoid", "erf", "sin", "softsign", "hardtanh"})
