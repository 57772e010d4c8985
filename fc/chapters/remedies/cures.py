"""Claims on what cures feature contamination, wholly or in part."""

from __future__ import annotations

from fc.chapters.remedies.cases import (
    CURED,
    DOUBLE,
    HALVED,
    UNTOUCHED,
    cases,
    contaminated_in,
    maker,
    spurious_in,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range


def claims(sizes: Scale) -> list[Claim]:
    """Centring in all forms, random signs, odd activations, whitening, layer norm."""
    make, by = maker(sizes), cases(sizes)
    cured = Range(high=CURED)
    centred, groups = by["centred"], by["groups"]
    contaminated, spurious = contaminated_in(by), spurious_in(by)
    return [
        make(
            "cures",
            "The mean of 100 samples, batch norm, batch norm of the mean alone and random signs of "
            "the background cure feature contamination.",
            cured,
            contaminated("centred_100", "batch_mean", "batch", "flipped_50"),
            ("centred by the OOD mean", by["centred_ood"].contamination),
        ),
        make(
            "odd",
            r"Odd activations cure feature contamination, judged at $\kappa = -2$.",
            cured,
            contaminated("identity", "tanh"),
            ("ReLU", by["none"].contamination),
            DOUBLE,
            "OOD hinge risk where fitted, kappa = -2",
            derived=True,
        ),
        make(
            "both",
            "Random signs of the background, and no gradient along its mean, cure both failures.",
            cured,
            spurious("flipped_50", "projected") + contaminated("flipped_50", "projected"),
            ("centred, spurious correlation", centred.spurious),
        ),
        make(
            "whitening_layer_norm",
            "Whitening, from 100,000 samples, and layer norm remove at least half of either "
            r"failure at $\kappa = -1$.",
            Range(high=HALVED),
            contaminated("whitened", "layer") + spurious("whitened", "layer"),
            ("centred by the OOD mean", by["centred_ood"].contamination),
        ),
        make(
            "flips",
            "Flipping 10% or 25% of the training backgrounds cures either failure in part.",
            Range(CURED, UNTOUCHED),
            contaminated("flipped_10", "flipped_25") + spurious("flipped_10", "flipped_25"),
            ("50% flipped", by["flipped_50"].contamination),
        ),
        make(
            "partly_spurious",
            "Batch norm and tanh cure the spurious correlation in part.",
            Range(CURED, UNTOUCHED),
            spurious("batch", "tanh"),
            ("groups reweighted", groups.spurious),
        ),
    ]
