"""Activation functions phi and their derivatives phi'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fc.model.arithmetic import is_dyadic
from fc.model.smooth_activations import BOUNDED, SMOOTH, Array, InPlace, polynomial
from fc.model.strengths import parse_spec
from fc.requirements import shown

MOST_BITS = 6
EXACT = f"identity, relu or leaky_relu with a slope of at most {MOST_BITS} binary digits"
MOST_WRAPPERS = 3
MOST_SHIFT = 1e6


@dataclass(frozen=True)
class Activation:
    """``phi`` and ``phi'``.

    At the kink of ReLU and LeakyReLU the derivative is taken from the left, as torch does.

    Attributes
    ----------
    value, slope : callable
        They write into their second argument, of the first one's shape; `value` also where it is
        the first.
    bits : int or None
        Binary digits that ``phi`` adds to a number: 0 for ReLU, 3 for LeakyReLU of slope 1/8;
        None where ``phi`` rounds.
    bounded : bool
        ``|phi| <= 1``, so that ``|h| <= 1`` and a mean margin of 1 is not to be waited for.
    leak : float or None
        Slope on the negative side where ``phi(p) = leak p + (1 - leak) p_+``: 0 for ReLU, 1 for
        the identity; None where phi is something else.
    """

    value: InPlace
    slope: InPlace
    bits: int | None = None
    bounded: bool = False
    leak: float | None = None

    def of(self, p: Array) -> Array:
        """``phi(p)``, a new array."""
        out = np.empty_like(p)
        self.value(p, out)
        return out

    def slope_of(self, p: Array) -> Array:
        """``phi'(p)``, a new array."""
        out = np.empty_like(p)
        self.slope(p, out)
        return out


def mirrored(phi: Activation, odd: float, even: float) -> Activation:
    """``odd`` times the odd part plus ``even`` times the even part."""
    here, there = (odd + even) / 2, (even - odd) / 2

    def combined(function: InPlace, at_minus: float) -> InPlace:
        def write(p: Array, out: Array) -> None:
            minus = -p
            function(minus, minus)
            function(p, out)
            out *= here
            minus *= at_minus
            out += minus

        return write

    # The derivative of the odd part is the even part of the derivative, and the other way round.
    bounded = phi.bounded and max(abs(odd), abs(even)) <= 1
    return Activation(combined(phi.value, there), combined(phi.slope, -there), bounded=bounded)


def shifted(phi: Activation, c: float) -> Activation:
    """``phi(x + c)``."""
    return Activation(
        lambda p, out: phi.value(p + c, out),
        lambda p, out: phi.slope(p + c, out),
        bounded=phi.bounded,
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
    return Activation(value, slope, bits, leak=a)


def _modest(number: float | str) -> float:
    if not abs(number := float(number)) <= MOST_SHIFT:
        raise ValueError
    return number


_ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    "relu": lambda: Activation(
        value=lambda p, out: np.maximum(p, 0.0, out=out),
        slope=lambda p, out: np.greater(p, 0.0, out=out),
        bits=0,
        leak=0.0,
    ),
    "leaky_relu": _leaky_relu,
    "identity": lambda: Activation(
        lambda p, out: np.copyto(out, p), lambda p, out: out.fill(1.0), bits=0, leak=1.0
    ),
    "quadratic": lambda t: Activation(*polynomial(1, _modest(t), 0)),
}
ALLOWED = (
    f"relu, leaky_relu:A (0 <= A <= 1), identity, {', '.join(SMOOTH)} or quadratic:T (x + T x^2); "
    "or made of one of these, NAME: odd:NAME or even:NAME (its odd or even part), mixed:T:NAME "
    "(odd part + T even part) or shifted:C:NAME (NAME at x + C); "
    f"sizes of C and T up to {MOST_SHIFT:g}"
)


@lru_cache(maxsize=256)
def _read(spec: str, wrappers: int = MOST_WRAPPERS) -> Activation:
    kind, _, rest = spec.partition(":")
    if kind not in ("odd", "even", "mixed", "shifted"):
        name, parameters = parse_spec("activation", spec)
        if name in SMOOTH and not parameters:
            return Activation(*SMOOTH[name], bounded=name in BOUNDED)
        return _ACTIVATIONS[name](*parameters)
    number = ""
    if kind in ("mixed", "shifted"):
        number, _, rest = rest.partition(":")
    if not (rest and wrappers):
        raise ValueError
    base = _read(rest, wrappers - 1)
    if kind == "shifted":
        return shifted(base, _modest(number))
    parts = {"odd": (1.0, 0.0), "even": (0.0, 1.0)}
    return mirrored(base, *(parts.get(kind) or (1.0, _modest(number))))


def activation(spec: str) -> Activation:
    """Activation named by `spec`, as in ``torch.nn.functional``; ``"leaky_relu:0.1"`` sets a slope.

    Four wrappers make new ones: ``"odd:gelu"``, ``"even:gelu"``, ``"mixed:0.5:gelu"`` (odd part
    plus half of the even part), ``"shifted:0.5:tanh"`` (``tanh(x + 0.5)``); at most three in one
    another.

    Raises
    ------
    ValueError
        If the name is unknown or a parameter is out of range.
    """
    if isinstance(own := getattr(spec, "made", None), Activation):  # A function of a user.
        return own
    if not isinstance(spec, str):
        allowed = "text such as 'relu', or what fc.own_activation makes of a function"
        raise ValueError(f"activation must be {allowed}, got {shown(spec)}")
    try:
        return _read(spec)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"activation must be {ALLOWED}, got {shown(spec)}") from None
