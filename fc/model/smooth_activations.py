"""Activations other than the piecewise linear ones, as pairs of phi and phi'.

Names and values are those of ``torch.nn.functional`` where it has them (`gelu` is the exact one).
Each function writes into its second argument, which may be the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
InPlace = Callable[[Array, Array], Any]
Pair = tuple[InPlace, InPlace]
_ROOT = np.sqrt(2 * np.pi)
# lambda, and lambda times alpha, of Klambauer et al. (2017).
SELU_ABOVE = 1.0507009873554804934193349852946
SELU_BELOW = SELU_ABOVE * 1.6732632423543772848170429916717


def _tanh_slope(p: Array, out: Array) -> None:
    np.tanh(p, out=out)
    np.multiply(out, out, out=out)
    np.subtract(1.0, out, out=out)


def _sigmoid(p: Array, out: Array) -> None:
    from scipy.special import expit

    expit(p, out=out)


def _sigmoid_slope(p: Array, out: Array) -> None:
    from scipy.special import expit

    s = expit(p)
    np.multiply(s, 1 - s, out=out)


def _silu(p: Array, out: Array) -> None:
    from scipy.special import expit

    np.multiply(p, expit(p), out=out)


def _silu_slope(p: Array, out: Array) -> None:
    from scipy.special import expit

    s = expit(p)
    np.multiply(s, 1 + p * (1 - s), out=out)


def _gelu(p: Array, out: Array) -> None:
    from scipy.special import ndtr

    np.multiply(p, ndtr(p), out=out)


def _gelu_slope(p: Array, out: Array) -> None:
    from scipy.special import ndtr

    density = np.exp(-0.5 * p * p) / _ROOT
    np.add(ndtr(p), p * density, out=out)


def _elu(p: Array, out: Array) -> None:
    below = np.expm1(np.minimum(p, 0.0))
    np.maximum(p, below, out=out)


def _elu_slope(p: Array, out: Array) -> None:
    np.exp(np.minimum(p, 0.0), out=out)


def _erf(p: Array, out: Array) -> None:
    from scipy.special import erf

    erf(p, out=out)


def _erf_slope(p: Array, out: Array) -> None:
    np.multiply(np.exp(-p * p), 2 / np.sqrt(np.pi), out=out)


def _mish(p: Array, out: Array) -> None:
    np.multiply(p, np.tanh(np.logaddexp(0.0, p)), out=out)


def _mish_slope(p: Array, out: Array) -> None:
    from scipy.special import expit

    gate = np.tanh(np.logaddexp(0.0, p))
    np.add(gate, p * (1 - gate * gate) * expit(p), out=out)


def _selu(p: Array, out: Array) -> None:
    below = SELU_BELOW * np.expm1(np.minimum(p, 0.0))
    np.add(SELU_ABOVE * np.maximum(p, 0.0), below, out=out)


def _selu_slope(p: Array, out: Array) -> None:
    np.copyto(out, np.where(p > 0, SELU_ABOVE, SELU_BELOW * np.exp(np.minimum(p, 0.0))))


def _logsigmoid_slope(p: Array, out: Array) -> None:
    from scipy.special import expit

    expit(-p, out=out)


def _tanhshrink_slope(p: Array, out: Array) -> None:
    np.tanh(p, out=out)
    np.multiply(out, out, out=out)


def polynomial(linear: float, square: float, cubic: float) -> Pair:
    """``linear x + square x**2 + cubic x**3``."""

    def value(p: Array, out: Array) -> None:
        np.multiply(p, linear + p * (square + cubic * p), out=out)

    def slope(p: Array, out: Array) -> None:
        np.add(linear, p * (2 * square + 3 * cubic * p), out=out)

    return value, slope


SMOOTH: dict[str, Pair] = {
    "gelu": (_gelu, _gelu_slope),
    "silu": (_silu, _silu_slope),
    "softplus": (lambda p, out: np.logaddexp(0.0, p, out=out), _sigmoid),
    "elu": (_elu, _elu_slope),
    "mish": (_mish, _mish_slope),
    "selu": (_selu, _selu_slope),
    "hardswish": (
        lambda p, out: np.multiply(p, np.clip(p + 3, 0, 6) / 6, out=out),
        lambda p, out: np.copyto(out, np.where(np.abs(p) < 3, p / 3 + 0.5, p >= 3)),
    ),
    "logsigmoid": (
        lambda p, out: np.negative(np.logaddexp(0.0, -p), out=out),
        _logsigmoid_slope,
    ),
    "tanh": (lambda p, out: np.tanh(p, out=out), _tanh_slope),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "erf": (_erf, _erf_slope),
    "sin": (lambda p, out: np.sin(p, out=out), lambda p, out: np.cos(p, out=out)),
    "softsign": (
        lambda p, out: np.divide(p, 1 + np.abs(p), out=out),
        lambda p, out: np.divide(1, (1 + np.abs(p)) ** 2, out=out),
    ),
    "hardtanh": (
        lambda p, out: np.clip(p, -1, 1, out=out),
        lambda p, out: np.less(np.abs(p), 1, out=out),
    ),
    "tanhshrink": (lambda p, out: np.subtract(p, np.tanh(p), out=out), _tanhshrink_slope),
    "square": polynomial(0, 1, 0),
    "cubic": polynomial(0, 0, 1),
}
# |phi| <= 1.
BOUNDED = frozenset({"tanh", "sigmoid", "erf", "sin", "softsign", "hardtanh"})
