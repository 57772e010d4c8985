"""Networks on two radii of the core vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fc.chapters.numerical_experiment.cases import default
from fc.chapters.scale import Scale
from fc.experiments.networks.numerical import NumericalExperiment
from fc.experiments.networks.spheres import RadiusTraining
from fc.networks.architecture import Architecture
from fc.networks.training import Recipe
from fc.requirements import Array
from fc.runs.experiment import Experiment
from fc.runs.records import Records, as_sweep, table

RADIUS = 2.0
STEPS = 1500
RATES = {"sgd": 0.3, "adam": 2e-3, "adamw": 1e-3}
FIXED = 1000  # Samples of the paper's experiment.
NEAR_FIT, LATER = 100, 2000  # Steps at which the paper's experiment is measured.
WEAK = 8  # Core features for each background feature, where the background is weak.
WIDE = 1024
PUT_BACK: dict[str, Any] = {"bg_strengths": "bernoulli:0.75"}
# Skewed: with a symmetric law the data at kappa = -1 would be those in distribution.
MEAN_ZERO: dict[str, Any] = PUT_BACK | {"bg_shift": -0.75}


def job(
    sizes: Scale,
    optimiser: str = "sgd",
    *,
    rate: float | None = None,
    steps: int = STEPS,
    checkpoints: Sequence[int] = (),
    biases: bool = True,
    **changes: Any,
) -> RadiusTraining:
    """A ReLU network on the logistic loss; `changes` of `Setting`, by default n_b = n_c.

    The output layer is trained too, and all weights start as torch's for 8 n_c inputs.
    """
    n_core = changes.get("n_core", sizes.n)
    fields = {"core_radius": RADIUS, "n_bg": n_core, "batch": sizes.batch // 2, "d": 8 * n_core}
    return RadiusTraining(
        sizes.features(**(fields | changes)),
        Architecture(biases=biases, trained_output=True, init="default"),
        Recipe("logistic", optimiser, rate or RATES[optimiser], steps),
        checkpoints=tuple(checkpoints),
    )


def after(sizes: Scale, optimiser: str = "sgd", **changes: Any) -> RadiusTraining:
    """The same, measured after `STEPS` steps as well; AdamW with the paper's weight decay."""
    decay = {"weight_decay": 1e-3} if optimiser == "adamw" else {}
    return job(sizes, optimiser, checkpoints=(STEPS,), **decay | changes)


def weak(sizes: Scale, **changes: Any) -> RadiusTraining:
    """The same with n_b = n_c / 8."""
    return job(sizes, n_bg=changes.get("n_core", sizes.n) // WEAK, **changes)


def settings(sizes: Scale) -> dict[str, RadiusTraining]:
    """Networks that fit their data, by what differs from the first."""
    own = {"nothing": after(sizes)}
    if sizes.few:
        return own
    changes: dict[str, dict[str, Any]] = {
        "$n_c = n_b = 16$": {"n_core": 16},
        "$n_c = n_b = 64$": {"n_core": 64, "steps": 4000},
        "$m = 64$": {"width": 64},
        "$m = 512$": {"width": 512},
        "$R = 3/2$": {"core_radius": 1.5, "steps": 4000},
        "$R = 3$": {"core_radius": 3.0},
        "step size 1": {"rate": 1.0},
    }
    return own | {name: job(sizes, **change) for name, change in changes.items()}


def crossed(sizes: Scale) -> dict[tuple[str, int | None], RadiusTraining]:
    """By the optimiser, and by the number of fixed samples, None for fresh ones."""
    pairs = [(how, samples) for how in ("sgd", "adamw") for samples in (None, FIXED)]
    return {pair: after(sizes, pair[0], dataset=pair[1]) for pair in pairs}


def all_at_once(sizes: Scale) -> NumericalExperiment:
    """AdamW on all of the fixed samples in every step, features on the axes of the input space."""
    one = default(sizes, "spheres")
    setting = one.setting.changed(width=sizes.width)
    return replace(one, setting=setting, rotated=False, checkpoints=(NEAR_FIT, LATER))


def measured(sizes: Scale, records: Records, network: Experiment, entries: Sequence[str]) -> Array:
    """Entries of the runs of a job, of shape (entries, seeds); NaN at a step that it has not."""
    steps = {str(step) for step in getattr(network, "checkpoints", ())}
    times = {entry: entry.partition(".")[0] for entry in entries}
    reads = [entry for entry, at in times.items() if at in steps or not at.isdigit()]
    values = {read: table(as_sweep(network), read, sizes.seeds, records)[1] for read in reads}
    return np.vstack([values.get(entry, np.full(sizes.seeds, np.nan)) for entry in entries])
