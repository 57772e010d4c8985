"""The laws for inputs that are given as samples: two classes before a background.

With ``mu+-`` the means of the classes without their background and ``t`` the background, let
``delta = (mu+ - mu-) / 2`` and ``b = (mu+ + mu-) / 2 + E[t]``: an input is ``y delta + b`` and
noise. Weights that start small lie along delta and b, as in the feature model along the sums of
its core and its background features. So ``S_c = |delta|^2`` and ``S_b = |b|^2``, and V_c and V_b
are the variances of ``<delta, x>`` and ``<b, x>`` within a class: the pair of `fc.theory.pair`
sees nothing else. Out of distribution t moves and the rest of b stays.
"""

import math
from typing import NamedTuple

from fc.model.groups import Sums
from fc.requirements import Array
from fc.theory.gaussian import ramp_mean
from fc.theory.pair import at_margin


class Parts(NamedTuple):
    """The sums, split into what comes with the images of the classes and with the background."""

    classes: Sums
    background: Sums

    @property
    def sums(self) -> Sums:
        """Of the inputs: the background is independent of the class, so they add up."""
        return Sums(*(x + y for x, y in zip(*self, strict=True)))


def parts(positive: Array, negative: Array, background: Array) -> Parts:
    """Of samples: images of either class without background, and backgrounds, a row each."""
    plus, minus, mean = (x.mean(axis=0) for x in (positive, negative, background))
    core, shared = (plus - minus) / 2, (plus + minus) / 2
    b = shared + mean

    def variance(along: Array, *samples: Array) -> float:
        return sum(float((x @ along).var()) for x in samples) / len(samples)

    of_classes, of_background = (
        (variance(core, *samples), variance(b, *samples))
        for samples in ((positive, negative), (background,))
    )
    return Parts(
        Sums(float(core @ core), float(b @ shared), *of_classes),
        Sums(0.0, float(b @ mean), *of_background),
    )


def margin_ratio(of: Parts, kappa: float, both: bool = True) -> float:
    """Mean margin with the background times kappa over that with it as it is.

    The pair has learned C and B when its mean margin is 1. A neuron of the input's class then sees
    ``b + a`` and one of the other class ``b - a``, with a and b normal: of the parts of S the
    background's counts kappa times, of those of V ``kappa^2`` times. Without `both` no neuron is
    active on the other class, a wrong law.
    """
    pair = at_margin(of.sums, both=both)

    def margin(factor: float) -> float:
        powers = factor, factor, factor**2, factor**2
        now = Sums(*(x + power * y for x, y, power in zip(*of, powers, strict=True)))
        core, bg = pair.core / of.sums.s_core, pair.bg / of.sums.s_bg
        a, b = core * now.s_core, bg * now.s_bg
        sd = math.hypot(core * math.sqrt(now.v_core), bg * math.sqrt(now.v_bg))
        return float(ramp_mean(b + a, sd) - ramp_mean(b - a, sd)) / 2

    return margin(kappa) / margin(1.0)
