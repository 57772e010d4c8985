"""Remedies: what cures feature contamination, what cures spurious correlation, and what neither."""

from fc.chapters.constants.cases import POPULATION_MARGIN
from fc.chapters.remedies import centring as centring_limits
from fc.chapters.remedies import cures, dissociation
from fc.chapters.remedies import practice as practice_remedies
from fc.chapters.scale import Scale
from fc.experiments.theorems.dose import Dose
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Statements

# Added to uniform strengths: training backgrounds of mean 0, 1/8, ..., 1/2.
DOSES = (0.0, 0.125, 0.25, 0.375, 0.5)
DIFFERENCE = "difference", "SGD minus prediction of the OOD hinge risk"


def doses(sizes: Scale, believed: float | None = None) -> Sweep:
    """Training background's mean against the risk on a fixed background."""
    return tuple((m, Dose(sizes.features(bg_shift=m - 0.5), believed)) for m in DOSES)


def claims(sizes: Scale) -> list[Claim]:
    """Double dissociation, the other remedies, the dose, and where centring ends."""
    found = dissociation.in_brief(sizes)
    if sizes.few:
        return found
    for module in (dissociation, cures, practice_remedies):
        found += module.claims(sizes)
    return [*found, _dose(sizes), *centring_limits.claims(sizes)]


def _dose(sizes: Scale) -> Claim:
    return (
        Statements("remedies", sizes.seeds, "derived")(
            "dose",
            "The population dynamics predicts the risk on a fixed background from the mean of the "
            "training background.",
        )
        .of(doses(sizes), *DIFFERENCE, within=POPULATION_MARGIN)
        .against("prediction for the mean 1/2", doses(sizes, 0.5)[:-1])
    )
