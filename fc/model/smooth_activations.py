"""Activations other than the piecewise linear ones, as pairs of phi and phi'.

Names and values are those of ``torch.nn.functional`` where it has them (`gelu` is the exact one).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Function = Callable[[Array], Any]
Pair = tuple[Function, Function]
_ROOT = np.sqrt(2 * np.pi)
# lambda, and lambda times alpha, of Klambauer et al. (2017).
SELU_ABOVE = 1.0507009873554804934193349852946
SELU_BELOW = SELU_ABOVE * 1.6732632423543772848170429916717


def _special(name: str) -> Function:
    """A function of scipy.special, imported on use."""

    def function(p: Array) -> Any:
        import scipy.special

        return getattr(scipy.special, name)(p)

    return function


_expit, _ndtr, _erf = _special("expit"), _special("ndtr"), _special("erf")


def _softplus(p: Array) -> Any:
    return np.logaddexp(0.0, p)


def _below(p: Array) -> Any:
    return np.minimum(p, 0.0)


def _mish_slope(p: Array) -> Any:
    gate = np.tanh(_softplus(p))
    return gate + p * (1 - gate * gate) * _expit(p)


def polynomial(linear: float, square: float, cubic: float) -> Pair:
    """``linear x + square x**2 + cubic x**3``."""
    return (
        lambda p: p * (linear + p * (square + cubic * p)),
        lambda p: linear + p * (2 * square + 3 * cubic * p),
    )


SMOOTH: dict[str, Pair] = {
    "gelu": (
        lambda p: p * _ndtr(p),
        lambda p: _ndtr(p) + p * (np.exp(-0.5 * p * p) / _ROOT),
    ),
    "silu": (lambda p: p * _expit(p), lambda p: (s := _expit(p)) * (1 + p * (1 - s))),
    "softplus": (_softplus, _expit),
    "elu": (lambda p: np.maximum(p, np.expm1(_below(p))), lambda p: np.exp(_below(p))),
    "mish": (lambda p: p * np.tanh(_softplus(p)), _mish_slope),
    "selu": (
        lambda p: SELU_ABOVE * np.maximum(p, 0.0) + SELU_BELOW * np.expm1(_below(p)),
        lambda p: np.where(p > 0, SELU_ABOVE, SELU_BELOW * np.exp(_below(p))),
    ),
    "hardswish": (
        lambda p: p * (np.clip(p + 3, 0, 6) / 6),
        lambda p: np.where(np.abs(p) < 3, p / 3 + 0.5, p >= 3),
    ),
    "logsigmoid": (lambda p: -_softplus(-p), lambda p: _expit(-p)),
    "tanh": (np.tanh, lambda p: 1.0 - np.square(np.tanh(p))),
    "sigmoid": (_expit, lambda p: (s := _expit(p)) * (1 - s)),
    "erf": (_erf, lambda p: np.exp(-p * p) * (2 / np.sqrt(np.pi))),
    "sin": (np.sin, np.cos),
    "softsign": (lambda p: p / (1 + np.abs(p)), lambda p: 1 / (1 + np.abs(p)) ** 2),
    "hardtanh": (lambda p: np.clip(p, -1, 1), lambda p: np.abs(p) < 1),
    "tanhshrink": (lambda p: p - np.tanh(p), lambda p: np.square(np.tanh(p))),
    "square": polynomial(0, 1, 0),
    "cubic": polynomial(0, 0, 1),
}
# |phi| <= 1.
BOUNDED = frozenset({"tanh", "sigmoid", "erf", "sin", "softsign", "hardtanh"})
