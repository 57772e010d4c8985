"""Claims on digits before tinted backgrounds: one network, two failures."""

from typing import Any

from fc.data.backgrounds import TINTED
from fc.data.images import ImageSetting
from fc.experiments.images.correlated import CorrelatedDigits
from fc.verdicts.claim import Claim, Statements

CORRELATED, INDEPENDENT = 0.95, 0.5  # The probability lambda that the tint agrees.
MANY, FEW = 4000, 1500  # Training digits.
SEEDS = 6  # A run takes four seconds.
# Accuracy lost where the mean turns.
TURNED = 0.15
# What is done, by a name.
NONE, OFF_MEAN, GROUPS, LAST_LAYER, BOTH = (
    "no remedy",
    "off the mean",
    "known groups",
    "new last layer",
    "off the mean, new last layer",
)
REMEDIES: dict[str, dict[str, Any]] = {
    NONE: {},
    OFF_MEAN: {"off_mean": True},
    GROUPS: {"balance": "groups"},
    LAST_LAYER: {"balance": "last_layer"},
    BOTH: {"off_mean": True, "balance": "last_layer"},
}


def digits(*names: str, agreement: float = CORRELATED, train: int = MANY) -> list[CorrelatedDigits]:
    """Networks under some of the remedies, before colours and before photographs."""
    return [
        CorrelatedDigits(ImageSetting(family, train=train), agreement, **REMEDIES[name])
        for name in names
        for family in TINTED
    ]


def claims(say: Statements) -> list[Claim]:
    """Balance does nothing about the mean of the background."""
    where = (
        "colours and photographs whose tint agrees with the class, "
        f"{MANY:,} or {FEW:,} digits, after 4, 8 and 16 epochs."
    )
    shown = NONE, GROUPS, LAST_LAYER
    independent = digits(NONE, LAST_LAYER, agreement=INDEPENDENT)
    off = digits(OFF_MEAN, BOTH) + digits(OFF_MEAN, agreement=INDEPENDENT)
    return [
        say(
            "digits_mean",
            "Where the mean of the background turns, no remedy, known groups and a new last layer "
            f"leave at least {TURNED:g} of the accuracy lost in a network of one dense hidden "
            f"layer: {where} So do the first and the last before tints that say nothing, {MANY:,} "
            "digits.",
            seeds=SEEDS,
        )
        .of(digits(*shown) + digits(*shown, train=FEW) + independent, "least(moved)", low=TURNED)
        .against("the gradient off the mean", off),
    ]
