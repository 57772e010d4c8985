"""Claims on what does not cure feature contamination."""

from __future__ import annotations

from fc.chapters.remedies.cases import (
    AGREEMENT,
    FLIP,
    LAST,
    LONG,
    MOST,
    UNTOUCHED,
    cases,
    contaminated_in,
    maker,
    spurious_in,
)
from fc.chapters.scale import Scale
from fc.experiments.theorems.label_information import LabelProbe
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

CHANCE = 0.03


def claims(sizes: Scale) -> list[Claim]:
    """Regularisation, scale, time; and the background tells nothing of the label."""
    make, by = maker(sizes), cases(sizes)
    untouched = Range(low=UNTOUCHED)
    centred, groups = by["centred"], by["groups"]
    contaminated, spurious = contaminated_in(by), spurious_in(by)
    return [
        make(
            "little",
            "Dropout, noise and trained biases leave at least two thirds of the contamination.",
            Range(low=MOST),
            contaminated("dropout", "noise", "bias"),
            ("25% of backgrounds flipped", by["flipped_25"].contamination),
        ),
        make(
            "no_help",
            "Weight decay, inputs of unit length, rescaling without centring and weights of "
            "shuffled groups do not help.",
            untouched,
            contaminated("decay", "unit", "scaled", "shuffled"),
            ("centred", centred.contamination),
        ),
        make(
            "longer",
            "Training eight times as long leaves at least two thirds of the contamination.",
            Range(low=MOST),
            contaminated("none"),
            ("centred, where it is fitted", centred.contamination, FLIP),
            LAST,
            f"OOD hinge risk after {LONG} steps, kappa = -1",
        ),
        make(
            "no_help_spurious",
            "What acts on the mean, the size or the noise of the inputs leaves at least two thirds "
            "of the failure under spurious correlation.",
            Range(low=MOST),
            spurious(
                *("centred_100", "centred_ood", "batch_mean", "scaled", "unit"),
                *("decay", "dropout", "noise", "bias"),
            ),
            ("groups reweighted", groups.spurious),
        ),
        make(
            "label_probe",
            "A linear probe for the label on the contaminating background is at chance.",
            Range(0.5 - CHANCE, 0.5 + CHANCE),
            [LabelProbe(sizes.features(), "bg")],
            ("spurious control", LabelProbe(sizes.features(bg_agreement=AGREEMENT), "bg")),
            "accuracy",
            "accuracy of least squares on fresh samples",
            derived=True,
        ),
    ]
