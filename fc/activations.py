"""Activation functions phi and their derivatives phi'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.arithmetic import is_dyadic
from fc.strengths import parse_spec

Array = NDArray[Any]
MOST_BITS = 6
InPlace = Callable[[Array, Array], Any]


@dataclass(frozen=True)
class Activation:
    """``phi`` and ``phi'``; both write into their second argument, of the first one's shape.

    At the kink of ReLU and LeakyReLU the derivative is taken from the left, as torch does.

    Attributes
    ----------
    value, slope : callable
        ``value`` may overwrite its argument.
    bits : int or None
        Binary digits that ``phi`` adds to a number: 0 for ReLU, 3 for LeakyReLU of slope 1/8;
        None where ``phi`` rounds.
    slope_from_value : bool
        ``phi'(phi(p)) = phi'(p)``, so that pre-activations need not be kept.
    bounded : bool
        ``|phi| < 1``, so that ``|h| < 1`` and no mean margin reaches 1.
    leak : float or None
        Slope on the negative side where ``phi(p) = leak p + (1 - leak) p_+``: 0 for ReLU, 1 for
        the identity; None where phi is something else.
    """

    value: InPlace
    slope: InPlace
    bits: int | None = None
    slope_from_value: bool = False
    bounded: bool = False
    leak: float | None = None


def _relu() -> Activation:
    return Activation(
        value=lambda p, out: np.maximum(p, 0.0, out=out),
        slope=lambda p, out: np.greater(p, 0.0, out=out),
        bits=0,
        slope_from_value=True,
        leak=0.0,
    )


def _leaky_relu(a: float = 0.01) -> Activation:
    if not 0 <= a <= 1:
        raise ValueError

    def value(p: Array, out: Array) -> None:
        np.maximum(p, a * p, out=out)

    def slope(p: Array, out: Array) -> None:
        np.greater(p, 0.0, out=out)
        out *= 1 - a
        out += a

    bits = next((b for b in range(MOST_BITS + 1) if is_dyadic(a, b)), None)
    return Activation(value, slope, bits, slope_from_value=True, leak=a)


def _identity() -> Activation:
    return Activation(
        value=lambda p, out: np.copyto(out, p),
        slope=lambda p, out: out.fill(1.0),
        bits=0,
        slope_from_value=True,
        leak=1.0,
    )


def _tanh() -> Activation:
    def slope(p: Array, out: Array) -> None:
        np.tanh(p, out=out)
        np.multiply(out, out, out=out)
        np.subtract(1.0, out, out=out)

    return Activation(lambda p, out: np.tanh(p, out=out), slope, bounded=True)


def _sigmoid() -> Activation:
    from scipy.special import expit

    def slope(p: Array, out: Array) -> None:
        s = expit(p)
        np.multiply(s, 1 - s, out=out)

    return Activation(lambda p, out: expit(p, out=out), slope, bounded=True)


def _silu() -> Activation:
    from scipy.special import expit

    def slope(p: Array, out: Array) -> None:
        s = expit(p)
        np.multiply(s, 1 + p * (1 - s), out=out)

    return Activation(lambda p, out: np.multiply(p, expit(p), out=out), slope)


def _gelu() -> Activation:
    from scipy.special import ndtr

    def slope(p: Array, out: Array) -> None:
        density = np.exp(-0.5 * p * p) / np.sqrt(2 * np.pi)
        np.add(ndtr(p), p * density, out=out)

    return Activation(lambda p, out: np.multiply(p, ndtr(p), out=out), slope)


_ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "gelu": _gelu,
    "silu": _silu,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "identity": _identity,
}
ALLOWED = "relu, leaky_relu:A (0 <= A <= 1), gelu, silu, tanh, sigmoid or identity"


def activation(spec: str) -> Activation:
    """Activation named by `spec`, as in ``torch.nn.functional``; ``"leaky_relu:0.1"`` sets a slope.

    Raises
    ------
    ValueError
        If the name is unknown or the slope lies outside [0, 1].
    """
    name, parameters = parse_spec("activation", spec)
    try:
        return _ACTIVATIONS[name](*parameters)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"activation must be {ALLOWED}, got {spec!r}") from None
