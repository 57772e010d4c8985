"""Claims that contamination and spurious correlation are cured by different remedies."""

from __future__ import annotations

from fc.chapters.remedies.cases import (
    CURED,
    RATIO,
    UNTOUCHED,
    UNTOUCHED_SMALL,
    cases,
    contaminated_in,
    maker,
    spurious_in,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range


def in_brief(sizes: Scale) -> list[Claim]:
    """Reweighting and centring on both kinds of data, and the projected gradient."""
    make, by = maker(sizes), cases(sizes)
    untouched = Range(low=UNTOUCHED_SMALL if sizes.few else UNTOUCHED)
    cured = Range(high=CURED)
    centred, groups = by["centred"], by["groups"]
    return [
        make(
            "reweighting_contamination",
            "Group reweighting leaves feature contamination as it is.",
            untouched,
            [groups.contamination],
            ("centred instead", centred.contamination),
            derived=True,
        ),
        make(
            "reweighting_spurious",
            "Group reweighting cures the spurious correlation.",
            cured,
            [groups.spurious],
            ("groups shuffled among the samples", by["shuffled"].spurious),
        ),
        make(
            "centring_contamination",
            "Centring cures feature contamination.",
            cured,
            [centred.contamination],
            ("centred by the OOD mean", by["centred_ood"].contamination),
            derived=True,
        ),
        make(
            "centring_spurious",
            "Centring leaves the spurious correlation as it is.",
            untouched,
            [centred.spurious],
            ("groups reweighted instead", groups.spurious),
        ),
        make(
            "projection",
            "Without the gradient along the background's mean there is no contamination.",
            cured,
            [by["projected"].contamination],
            ("groups reweighted instead", groups.contamination),
            derived=True,
        ),
    ]


def claims(sizes: Scale) -> list[Claim]:
    """Group DRO, retraining of the last layer, and a linear network."""
    make, by = maker(sizes), cases(sizes)
    untouched, cured = Range(low=UNTOUCHED), Range(high=CURED)
    centred, groups = by["centred"], by["groups"]
    contaminated, spurious = contaminated_in(by), spurious_in(by)
    return [
        make(
            "none",
            "Without a remedy both kinds of network fail.",
            untouched,
            contaminated("none") + spurious("none"),
            ("centred", centred.contamination),
        ),
        make(
            "dro_contamination",
            "Group DRO leaves feature contamination as it is.",
            untouched,
            contaminated("dro"),
            ("centred instead", centred.contamination),
            derived=True,
        ),
        make(
            "dro_spurious",
            "Group DRO cures the spurious correlation.",
            cured,
            spurious("dro"),
            ("groups shuffled among the samples", by["shuffled"].spurious),
        ),
        make(
            "retraining_contamination",
            "Retraining the last layer on balanced data leaves feature contamination as it is.",
            untouched,
            contaminated("retrained"),
            ("centred instead", centred.contamination),
        ),
        make(
            "retraining_spurious",
            "Retraining the last layer on balanced data cures the spurious correlation.",
            cured,
            spurious("retrained"),
            ("retrained on data that are not balanced", by["retrained_id"].spurious),
        ),
        make(
            "retraining_ratio",
            "No retraining of the last layer, on data in distribution, balanced or out of "
            "distribution, raises the margin ratio of contaminated hidden units.",
            Range(high=0.2),
            contaminated("retrained_id", "retrained", "retrained_ood"),
            ("spurious correlation, retrained OOD", by["retrained_ood"].spurious),
            RATIO,
            "margin OOD over margin ID, kappa = -1",
            derived=True,
        ),
        make(
            "identity_spurious",
            "A linear network uses a spurious correlation as a ReLU network does.",
            untouched,
            spurious("identity"),
            ("groups reweighted", groups.spurious),
        ),
    ]
