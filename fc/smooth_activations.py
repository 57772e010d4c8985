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
    "tanh": (lambda p, out: np.tanh(p, out=out), _tanh_slope),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "erf": (_erf, _erf_slope),
    "sin": (lambda p, out: np.sin(p, out=out), lambda p, out: np.cos(p, out=out)),
    "square": polynomial(0, 1, 0),
    "cubic": polynomial(0, 0, 1),
}
# |phi| <= 1.
BOUNDED = frozenset({"tanh", "sigmoid", "erf", "sin"})
