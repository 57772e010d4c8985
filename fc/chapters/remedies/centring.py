"""Claims on the background's mean: the dose, and where centring ends, on two spheres."""

from fc.chapters.constants.population_dynamics import POPULATION_MARGIN
from fc.chapters.scale import Scale
from fc.experiments.networks.training import NO_REMEDY, MeanDirection
from fc.experiments.theorems.shifted_backgrounds import Dose
from fc.networks.architecture import Architecture
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Statements

# Added to uniform strengths: training backgrounds of mean 0, 1/8, ..., 1/2.
DOSES = (0.0, 0.125, 0.25, 0.375, 0.5)
At = tuple[int, int, str | None, str]
# Input dimensions d of the default initialisation, uniform in +-1/sqrt(d).
SMALL_START, MIDDLE_START, LARGE_START = 4096, 512, 64
STARTS = {SMALL_START: (2, 3, 4, 5), MIDDLE_START: (2, 3, 4), LARGE_START: (2, 3, 4, 5)}
# A point of the inner sphere, moved by so much, looks as long as one at radius 3/2: in units of
# the core's root mean square sqrt((1 + 4)/2), (3/2)^2 = 1 + REACH^2 5/2.
REACH = 0.5**0.5
HALFWAY = 0.25  # Between no error and the error 1/2 of one answer for all inputs.
ERROR = "error_ood", "OOD error rate where fitted, kappa = -1"
ALIGNMENT = "alignment", "share of the squared background weights along the mean, times n_bg"
DIFFERENCE = "difference", "SGD minus prediction of the OOD hinge risk"
SHIFT = "reach", "shift over the core's contribution, root mean squares"


def doses(sizes: Scale, believed: float | None = None) -> Sweep:
    """Training background's mean against the risk on a fixed background."""
    return tuple((m, Dose(sizes.features(bg_shift=m - 0.5), believed)) for m in DOSES)


def spheres(
    sizes: Scale, start: int, depth: int, remedy: Remedy = NO_REMEDY, norm: str | None = None
) -> MeanDirection:
    """Classes on two spheres, default initialisation in dimension `start`, logistic loss."""
    setting = sizes.features(core_radius=2.0, d=max(start, 2 * sizes.n), width=64)
    architecture = Architecture(depth, True, True, "default", norm)
    recipe = Recipe("logistic", step_size=0.5, steps=3000)
    return MeanDirection(setting, architecture, recipe, remedy)


def networks(sizes: Scale) -> dict[At, MeanDirection]:
    """Every network, by the dimension of its start, its depth, its norm and its inputs."""
    at: list[tuple[int, int, str | None]]
    at = [(start, depth, None) for start, depths in STARTS.items() for depth in depths]
    at += [(start, 2, "batch") for start in (SMALL_START, LARGE_START)]
    centred = Remedy("centred")
    found = {(*x, "centred"): spheres(sizes, *x[:2], centred, x[2]) for x in at}
    return found | {(SMALL_START, 2, None, "raw"): spheres(sizes, SMALL_START, 2)}


def claims(sizes: Scale) -> list[Claim]:
    """The dose; centring over depth, initial weights and batch norm; what the weights look like."""
    say, by = Statements("remedies", sizes.seeds), networks(sizes)
    small, middle, large = (
        [by[start, depth, None, "centred"] for depth in depths] for start, depths in STARTS.items()
    )
    batch = [by[start, 2, "batch", "centred"] for start in (SMALL_START, LARGE_START)]
    raw = by[SMALL_START, 2, None, "raw"]
    # As factors go, between 1 (random) and n_bg (along the mean).
    between = sizes.n**0.5
    return [
        say.derived(
            "dose",
            "The population dynamics predicts the risk on a fixed background from the mean of the "
            "training background.",
        )
        .of(doses(sizes), *DIFFERENCE, within=POPULATION_MARGIN)
        .against("prediction for the mean 1/2", doses(sizes, 0.5)[:-1]),
        say(
            "spheres_small_start",
            "On two spheres centring cures networks of 2 to 5 layers that start from small "
            "first-layer weights: it removes more than half of the error.",
        )
        .of(small, *ERROR, high=HALFWAY)
        .against("not centred", raw),
        say("spheres_large_start", "From large ones it does not cure 3 to 5 layers.")
        .of(large[1:], *ERROR, low=HALFWAY)
        .against("weights along the background's mean removed", large[1], "error_ood.none"),
        say("spheres_batch_norm", "With batch norm it does not cure, from small or large weights.")
        .of(batch, *ERROR, low=HALFWAY)
        .against("no batch norm, small weights", small[0]),
        say(
            "spheres_alignment",
            "Centred networks on two spheres have background weights nearer to random directions "
            "than to that of the mean.",
        )
        .of([*small, *middle, *large, *batch], *ALIGNMENT, high=between)
        .against("not centred", raw),
        say(
            "spheres_reach",
            "Where centring cures, a flipped background moves the pre-activations by less than "
            "0.7 of what the core contributes to them.",
        )
        .of([*small, *middle], *SHIFT, high=REACH)
        .against("batch norm", batch[0]),
    ]
