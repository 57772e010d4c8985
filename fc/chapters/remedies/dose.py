"""Remedies: what cures feature contamination, what cures spurious correlation, and what neither."""

from __future__ import annotations

from fc.chapters.remedies import centring as centring_limits
from fc.chapters.remedies import cures, dissociation, no_cures
from fc.chapters.remedies import practice as practice_remedies
from fc.chapters.scale import Scale
from fc.experiments.theorems.dose import Dose
from fc.model.setting import Setting
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range

# Added to uniform strengths: training backgrounds of mean 0, 1/8, ..., 1/2.
DOSES = (0.0, 0.125, 0.25, 0.375, 0.5)
CLOSURE = 0.03  # Margin of the population dynamics in the chapters on the constants.


def doses(sizes: Scale, believed: float | None = None) -> Sweep:
    """Training background's mean against the risk on a fixed background."""
    return tuple((mean, Dose(_dosed(sizes, mean), believed)) for mean in DOSES)


def _dosed(sizes: Scale, mean: float) -> Setting:
    return sizes.features(bg_shift=mean - 0.5)


def claims(sizes: Scale) -> list[Claim]:
    """Double dissociation, the other remedies, the dose, and where centring ends."""
    found = dissociation.in_brief(sizes)
    if sizes.few:
        return found
    for module in (dissociation, cures, no_cures, practice_remedies):
        found += module.claims(sizes)
    return found + _dose(sizes) + centring_limits.claims(sizes)


def _dose(sizes: Scale) -> list[Claim]:
    return [
        Claim(
            "remedies.dose",
            "The population dynamics predicts the risk on a fixed background from the mean of the "
            "training background.",
            "SGD minus prediction of the OOD hinge risk",
            Range(-CLOSURE, CLOSURE),
            doses(sizes),
            "difference",
            sizes.seeds,
            Control("prediction for the mean 1/2", doses(sizes, 0.5)[:-1], "difference"),
            "derived",
        )
    ]
