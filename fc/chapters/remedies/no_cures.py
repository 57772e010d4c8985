"""Claims on what does not cure feature contamination."""

from __future__ import annotations

from fc.chapters.remedies.cases import AGREEMENT, FLIP, LONG, MOST, RISK, UNTOUCHED, kinds
from fc.chapters.scale import Scale
from fc.experiments.theorems.label_information import LabelProbe
from fc.verdicts.claim import Claim, Statements

CHANCE, MARGIN = 0.5, 0.03
LAST = f"{LONG}.risk_ood(-1)", f"OOD hinge risk after {LONG} steps, kappa = -1"
PROBE = "accuracy", "accuracy of least squares on fresh samples"
NO_HELP_SPURIOUS = ("centred_100", "centred_ood", "batch_mean", "scaled", "unit", "decay")
NO_HELP_SPURIOUS += ("dropout", "noise", "bias")


def claims(sizes: Scale) -> list[Claim]:
    """Regularisation, scale, time; and the background tells nothing of the label."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    correlated = sizes.features(bg_agreement=AGREEMENT)
    return [
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
        .of(spurious(*NO_HELP_SPURIOUS), *RISK, low=MOST)
        .against("groups reweighted", spurious("groups")),
        say(
            "label_probe",
            "A linear probe for the label on the contaminating background is at chance.",
            "derived",
        )
        .of(LabelProbe(sizes.features(), "bg"), *PROBE, low=CHANCE - MARGIN, high=CHANCE + MARGIN)
        .against("spurious control", LabelProbe(correlated, "bg")),
    ]
