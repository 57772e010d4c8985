"""The paper's settings, and networks that depart from them in one thing."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from fc.chapters.practice import ORDINARY
from fc.chapters.scale import Scale
from fc.experiments.networks.numerical import NumericalExperiment
from fc.experiments.networks.training import TorchTraining
from fc.model.setting import Setting
from fc.networks.training import Recipe
from fc.requirements import Array
from fc.runs.experiment import Experiment
from fc.runs.records import Records, key

PAPER = Setting(n_core=32, n_bg=32, d=256, width=256, batch=1000, weight_decay=1e-3)
RATE = 1e-3
DEFAULT = Recipe("logistic", "adamw", RATE)
CORES: dict[str, dict[str, Any]] = {"linear": {}, "spheres": {"core_radius": 2.0}}
CONTAMINATED = ("relu", "gelu", "leaky_relu:0.1")
SPARED = ("sigmoid", "tanh")
ACTIVATIONS = (*CONTAMINATED, *SPARED)
LOSSES = ("logistic", "hinge", "squared")
OPTIMISERS = ("adamw", "adam", "momentum")
NAMES = {"adamw": "AdamW", "adam": "Adam", "momentum": "SGD with momentum"}
# When the runs of the grid, and those of the paper's default, are measured.
GRID = {"smoke": (0, 200), "quick": (0, 300, 600), "full": (0, 300, 600, 2000, 5000)}
CURVE = (0, 10, 30, 100, 300, 600, 1000, 2000, 5000, 10_000, 20_000)
LONGEST = {"smoke": 200, "quick": 3000, "full": 20_000}
FAR = 10_000
# At full scale, too: the grid takes as long as all of its seeds.
SEEDS = 6


def cell(
    sizes: Scale, core: str = "linear", recipe: Recipe = DEFAULT, **changes: Any
) -> NumericalExperiment:
    """One network of the grid; `changes` are fields of the setting."""
    setting = PAPER.changed(**CORES[core] | changes)
    if sizes.few:
        setting = setting.changed(width=64, batch=200)
    return NumericalExperiment(setting, recipe=recipe, checkpoints=GRID[sizes.name])


def default(sizes: Scale, core: str) -> NumericalExperiment:
    """The paper's default, longer and looked at more often."""
    longest = LONGEST[sizes.name]
    times = {*GRID[sizes.name], *(t for t in CURVE if t < longest), longest}
    return replace(cell(sizes, core), checkpoints=tuple(sorted(times)))


def of_activations(sizes: Scale, core: str, *activations: str) -> list[NumericalExperiment]:
    """With the paper's default loss and optimiser."""
    return [
        default(sizes, core) if phi == "relu" else cell(sizes, core, activation=phi)
        for phi in activations
    ]


def of_pairs(sizes: Scale, core: str) -> list[NumericalExperiment]:
    """ReLU with each loss and each optimiser."""
    recipes = [Recipe(*pair, RATE) for pair in product(LOSSES, OPTIMISERS)]
    return [default(sizes, core) if r == DEFAULT else cell(sizes, core, r) for r in recipes]


def far(loss: str) -> TorchTraining:
    """Adam on fresh samples, some 25 times as long as it takes to fit them, features on axes."""
    setting = Setting(n_core=32, n_bg=32, d=256, width=128, batch=128)
    return TorchTraining(setting, ORDINARY, Recipe(loss, "adam", 5e-4, FAR), checkpoints=(FAR,))


def course(job: NumericalExperiment, name: str, records: Records) -> Array:
    """The entry `name` at each checkpoint of a job, of shape (checkpoints, SEEDS)."""
    every = [records[key(job), run] for run in range(SEEDS)]
    return np.array([[one[f"{t}.{name}"] for one in every] for t in job.checkpoints])


def mean(job: Experiment, entry: str, records: Records) -> float:
    """Mean over the seeds of an entry; NaN where there is none."""
    return float(np.mean([records[key(job), run].get(entry, np.nan) for run in range(SEEDS)]))
