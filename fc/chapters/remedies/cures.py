"""Claims on what cures feature contamination, wholly or in part, and on what does not."""

from fc.chapters.remedies.cases import (
    AGREEMENT,
    CURED,
    FLIP,
    HALVED,
    LONG,
    MOST,
    RISK,
    UNTOUCHED,
    kinds,
)
from fc.chapters.scale import Scale
from fc.experiments.theorems.label_information import LabelProbe
from fc.verdicts.claim import Claim, Statements

CHANCE, MARGIN = 0.5, 0.03
DOUBLE = "fit.risk_ood(-2)", "OOD hinge risk where fitted, kappa = -2"
LAST = f"{LONG}.risk_ood(-1)", f"OOD hinge risk after {LONG} steps, kappa = -1"
PROBE = "accuracy", "accuracy of least squares on fresh samples"
# What acts on the mean or the size of the inputs, and what regularises.
MEAN_OR_SIZE = ("centred_100", "centred_ood", "batch_mean", "scaled", "unit")
REGULARISED = ("decay", "dropout", "noise", "bias")


def claims(sizes: Scale) -> list[Claim]:
    """Centring in all forms, random signs, odd activations, whitening; regularisation, time."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    other_mean = "centred by the OOD mean", contaminated("centred_ood")
    correlated = sizes.features(bg_agreement=AGREEMENT)
    signs, flips = ("flipped_50", "projected"), ("flipped_10", "flipped_25")
    return [
        say(
            "cures",
            "The mean of 100 samples, batch norm, batch norm of the mean alone and random signs of "
            "the background cure feature contamination.",
        )
        .of(contaminated("centred_100", "batch_mean", "batch", "flipped_50"), *RISK, high=CURED)
        .against(*other_mean),
        say.derived("odd", r"Odd activations cure feature contamination, judged at $\kappa = -2$.")
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
            "flips", "Flipping 10% or 25% of the training backgrounds cures either failure in part."
        )
        .of(contaminated(*flips) + spurious(*flips), *RISK, low=CURED, high=UNTOUCHED)
        .against("50% flipped", contaminated("flipped_50")),
        say("partly_spurious", "Batch norm and tanh cure the spurious correlation in part.")
        .of(spurious("batch", "tanh"), *RISK, low=CURED, high=UNTOUCHED)
        .against("groups reweighted", spurious("groups")),
        say(
            "little",
            "Dropout, noise and trained biases leave at least two thirds of the contamination.",
        )
        .of(contaminated("dropout", "noise", "bias"), *RISK, low=MOST)
        .against("25% of backgrounds flipped", contaminated("flipped_25")),
        say(
            "no_help",
            "Weight decay, inputs of unit length, rescaling without centring and weights of "
            "shuffled groups do not help.",
        )
        .of(contaminated("decay", "unit", "scaled", "shuffled"), *RISK, low=UNTOUCHED)
        .against("centred", contaminated("centred")),
        say(
            "longer",
            "Training eight times as long leaves at least two thirds of the contamination.",
        )
        .of(contaminated("none"), *LAST, low=MOST)
        .against("centred, where it is fitted", contaminated("centred"), FLIP),
        say(
            "no_help_spurious",
            "What acts on the mean, the size or the noise of the inputs leaves at least two thirds "
            "of the failure under spurious correlation.",
        )
        .of(spurious(*MEAN_OR_SIZE, *REGULARISED), *RISK, low=MOST)
        .against("groups reweighted", spurious("groups")),
        say.derived(
            "label_probe",
            "A linear probe for the label on the contaminating background is at chance.",
        )
        .of(LabelProbe(sizes.features(), "bg"), *PROBE, low=CHANCE - MARGIN, high=CHANCE + MARGIN)
        .against("spurious control", LabelProbe(correlated, "bg")),
    ]
