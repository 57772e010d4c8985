"""Claims that contamination and spurious correlation are cured by different remedies."""

from __future__ import annotations

from fc.chapters.remedies.cases import CURED, RISK, UNTOUCHED, UNTOUCHED_SMALL, kinds
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

RATIO = "fit.margin_ratio(-1)", "margin OOD over margin ID, kappa = -1"
CONTAMINATED = 0.2  # The margin ratio of contaminated hidden units.


def in_brief(sizes: Scale) -> list[Claim]:
    """Reweighting and centring on both kinds of data, and the projected gradient."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    untouched = UNTOUCHED_SMALL if sizes.few else UNTOUCHED
    return [
        say(
            "reweighting_contamination",
            "Group reweighting leaves feature contamination as it is.",
            "derived",
        )
        .of(contaminated("groups"), *RISK, low=untouched)
        .against("centred instead", contaminated("centred")),
        say("reweighting_spurious", "Group reweighting cures the spurious correlation.")
        .of(spurious("groups"), *RISK, high=CURED)
        .against("groups shuffled among the samples", spurious("shuffled")),
        say("centring_contamination", "Centring cures feature contamination.", "derived")
        .of(contaminated("centred"), *RISK, high=CURED)
        .against("centred by the OOD mean", contaminated("centred_ood")),
        say("centring_spurious", "Centring leaves the spurious correlation as it is.")
        .of(spurious("centred"), *RISK, low=untouched)
        .against("groups reweighted instead", spurious("groups")),
        say(
            "projection",
            "Without the gradient along the background's mean there is no contamination.",
            "derived",
        )
        .of(contaminated("projected"), *RISK, high=CURED)
        .against("groups reweighted instead", contaminated("groups")),
    ]


def claims(sizes: Scale) -> list[Claim]:
    """Group DRO, retraining of the last layer, and a linear network."""
    say, (contaminated, spurious) = Statements("remedies", sizes.seeds), kinds(sizes)
    return [
        say("none", "Without a remedy both kinds of network fail.")
        .of(contaminated("none") + spurious("none"), *RISK, low=UNTOUCHED)
        .against("centred", contaminated("centred")),
        say("dro_contamination", "Group DRO leaves feature contamination as it is.", "derived")
        .of(contaminated("dro"), *RISK, low=UNTOUCHED)
        .against("centred instead", contaminated("centred")),
        say("dro_spurious", "Group DRO cures the spurious correlation.")
        .of(spurious("dro"), *RISK, high=CURED)
        .against("groups shuffled among the samples", spurious("shuffled")),
        say(
            "retraining_contamination",
            "Retraining the last layer on balanced data leaves feature contamination as it is.",
        )
        .of(contaminated("retrained"), *RISK, low=UNTOUCHED)
        .against("centred instead", contaminated("centred")),
        say(
            "retraining_spurious",
            "Retraining the last layer on balanced data cures the spurious correlation.",
        )
        .of(spurious("retrained"), *RISK, high=CURED)
        .against("retrained on data that are not balanced", spurious("retrained_id")),
        say(
            "retraining_ratio",
            "No retraining of the last layer, on data in distribution, balanced or out of "
            "distribution, raises the margin ratio of contaminated hidden units.",
            "derived",
        )
        .of(contaminated("retrained_id", "retrained", "retrained_ood"), *RATIO, high=CONTAMINATED)
        .against("spurious correlation, retrained OOD", spurious("retrained_ood")),
        say(
            "identity_spurious",
            "A linear network uses a spurious correlation as a ReLU network does.",
        )
        .of(spurious("identity"), *RISK, low=UNTOUCHED)
        .against("groups reweighted", spurious("groups")),
    ]
