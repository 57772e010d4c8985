"""The grid: remedies in networks as they are trained in practice, from scratch and contaminated."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from fc.chapters.practice import ORDINARY
from fc.experiments.networks.pretraining import Pretraining
from fc.experiments.networks.training import NO_REMEDY, TorchTraining
from fc.model.setting import Setting
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe

DEPTHS = (2, 3, 5)
# At every scale: d0 = 32 features, and so small that six seeds take seconds.
SIZES: dict[str, Any] = {"n_core": 16, "n_bg": 16, "width": 64, "batch": 50}
RADII = {"linear": None, "spheres": 2.0}
# Input dimensions d: torch's initial weights are uniform in +-1/sqrt(d).
SMALL, LARGE = 4096, 32
# Updates with the remedy, and without one before it. A fit takes some 20 to 100 of them on the
# linear core, and 100 to 900 on two spheres.
STEPS, BEFORE = 1000, {"linear": 300, "spheres": 1000}
RATES = {"linear": {"sgd": 0.1, "adam": 2e-3}, "spheres": {"sgd": 0.5, "adam": 2e-3}}


class Place(NamedTuple):
    """A column of the grid; `tuned` where it starts from a network trained without a remedy."""

    core: str
    optimiser: str
    depth: int
    start: int = SMALL
    tuned: bool = False


PLACES = tuple(
    Place(core, optimiser, depth, start, tuned)
    for core in RADII
    for tuned, start, optimisers, depths in (
        (False, SMALL, ("sgd", "adam"), DEPTHS),
        (False, LARGE, ("sgd",), (2, 5)),
        (True, SMALL, ("sgd", "adam"), (2, 5)),
    )
    for optimiser in optimisers
    for depth in depths
)
# What the columns of one core have in common, by the middle of each block.
BLOCKS = {1: "SGD", 4: "Adam", 6.5: "SGD,\nlarge start", 8.5: "SGD,\ntuned", 10.5: "Adam,\ntuned"}
# What a remedy changes: the `Remedy`, the norm, or the activation.
ROWS: dict[str, dict[str, Any]] = {
    "none": {},
    "inputs off the mean": {"remedy": Remedy("without_mean")},
    "gradient off the mean": {"remedy": Remedy(gradient="off_input_mean")},
    "centring": {"remedy": Remedy("centred")},
    "50% flipped": {"remedy": Remedy(flipped=0.5)},
    "batch norm": {"norm": "batch"},
    "layer norm": {"norm": "layer"},
    "tanh": {"activation": "tanh"},
}


def network(place: Place, name: str = "none") -> TorchTraining:
    """The network at a place of the grid with a remedy of `ROWS`."""
    made: dict[str, Any] = {"remedy": NO_REMEDY, "norm": None, "activation": "relu"} | ROWS[name]
    fields = SIZES | {"d": place.start, "activation": made["activation"]}
    setting = Setting().changed(**fields, core_radius=RADII[place.core])
    architecture = replace(ORDINARY, depth=place.depth, norm=made["norm"])
    recipe = Recipe("logistic", place.optimiser, RATES[place.core][place.optimiser], STEPS)
    job = setting, architecture, recipe, made["remedy"], (STEPS,)
    if not place.tuned:
        return TorchTraining(*job)
    before = BEFORE[place.core]
    return Pretraining(*job, pretraining=recipe, backgrounds=NO_REMEDY, until=before)


def grid(names: Iterable[str] = tuple(ROWS), **at: Any) -> dict[tuple[Place, str], TorchTraining]:
    """Networks by place and remedy, at the places whose fields have the values `at`.

    A network that is trained already keeps its norm and its activation.
    """
    return {
        (place, name): network(place, name)
        for place in PLACES
        for name in names
        if all(getattr(place, field) == value for field, value in at.items())
        and not (place.tuned and ROWS[name].keys() - {"remedy"})
    }
