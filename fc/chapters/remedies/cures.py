"""Claims on what cures feature contamination, wholly or in part."""

from __future__ import annotations

from fc.chapters.remedies.cases import CURED, HALVED, RISK, UNTOUCHED, kinds
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

DOUBLE = "fit.risk_ood(-2)", "OOD hinge risk where fitted, kappa = -2"


def claims(sizes: Scale) -> list[Claim]:
    """Centring in all forms, random signs, odd activations, whitening, layer norm."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    other_mean = "centred by the OOD mean", contaminated("centred_ood")
    signs, flips = ("flipped_50", "projected"), ("flipped_10", "flipped_25")
    return [
        say(
            "cures",
            "The mean of 100 samples, batch norm, batch norm of the mean alone and random signs of "
            "the background cure feature contamination.",
        )
        .of(contaminated("centred_100", "batch_mean", "batch", "flipped_50"), *RISK, high=CURED)
        .against(*other_mean),
        say(
            "odd",
            r"Odd activations cure feature contamination, judged at $\kappa = -2$.",
            "derived",
        )
        .of(contaminated("identity", "tanh"), *DOUBLE, high=CURED)
        .against("ReLU", contaminated("none")),
        say(
            "both",
            "Random signs of the background, and no gradient along its mean, cure both failures.",
        )
        .of(spurious(*signs) + contaminated(*signs), *RISK, high=CURED)
        .against("centred, spurious correlation", spurious("centred")),
        say(
            "whitening_layer_norm",
            "Whitening, from 100,000 samples, and layer norm remove at least half of either "
            r"failure at $\kappa = -1$.",
        )
        .of(contaminated("whitened", "layer") + spurious("whitened", "layer"), *RISK, high=HALVED)
        .against(*other_mean),
        say(
            "flips",
            "Flipping 10% or 25% of the training backgrounds cures either failure in part.",
        )
        .of(contaminated(*flips) + spurious(*flips), *RISK, low=CURED, high=UNTOUCHED)
        .against("50% flipped", contaminated("flipped_50")),
        say("partly_spurious", "Batch norm and tanh cure the spurious correlation in part.")
        .of(spurious("batch", "tanh"), *RISK, low=CURED, high=UNTOUCHED)
        .against("groups reweighted", spurious("groups")),
    ]
