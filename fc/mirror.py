"""Odd and even parts of an activation, mixtures of them, and shifts: pairs of phi and phi'.

With ``phi_o(x) = (phi(x) - phi(-x)) / 2`` and ``phi_e(x) = (phi(x) + phi(-x)) / 2``, the derivative
of the odd part is the even part of the derivative, and the other way round.
"""

from __future__ import annotations

from fc.smooth_activations import Array, InPlace, Pair


def mirrored(value: InPlace, slope: InPlace, odd: float, even: float) -> Pair:
    """``odd`` times the odd part plus ``even`` times the even part."""
    here, there = (odd + even) / 2, (even - odd) / 2

    def combine(function: InPlace, at_minus: float) -> InPlace:
        def combined(p: Array, out: Array) -> None:
            minus = -p
            function(minus, minus)
            function(p, out)
            out *= here
            minus *= at_minus
            out += minus

        return combined

    return combine(value, there), combine(slope, -there)


def shifted(value: InPlace, slope: InPlace, c: float) -> Pair:
    """``phi(x + c)``."""

    def at(function: InPlace) -> InPlace:
        def moved(p: Array, out: Array) -> None:
            function(p + c, out)

        return moved

    return at(value), at(slope)
