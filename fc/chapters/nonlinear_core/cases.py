"""Networks on two radii of the core vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.networks.architecture import Architecture
from fc.networks.training import Recipe
from fc.requirements import Array
from fc.runs.records import Records, as_sweep, table

RADIUS = 2.0
STEPS = 1500
RATES = {"sgd": 0.3, "adamw": 1e-3}
WEAK = 8  # Core features for each background feature, where the background is weak.
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
) -> TorchTraining:
    """A ReLU network on the logistic loss; `changes` of `Setting`, by default n_b = n_c.

    The output layer is trained too, and all weights start as torch's for 8 n_c inputs.
    """
    n_core = changes.get("n_core", sizes.n)
    fields = {"core_radius": RADIUS, "n_bg": n_core, "batch": sizes.batch // 2, "d": 8 * n_core}
    return TorchTraining(
        sizes.features(**(fields | changes)),
        Architecture(biases=biases, trained_output=True, init="default"),
        Recipe("logistic", optimiser, rate or RATES[optimiser], steps),
        checkpoints=tuple(checkpoints),
    )


def settings(sizes: Scale) -> dict[str, TorchTraining]:
    """Networks that fit their data, by what differs from the first; three of them trained on."""
    late = {"checkpoints": (STEPS,)}
    changes: dict[str, dict[str, Any]] = {
        "nothing": late,
        "AdamW": late | {"optimiser": "adamw", "weight_decay": 1e-3},
        "1,000 fixed samples": late | {"dataset": 1000},
        "$n_c = n_b = 16$": {"n_core": 16},
        "$n_c = n_b = 64$": {"n_core": 64, "steps": 4000},
        "$m = 64$": {"width": 64},
        "$m = 512$": {"width": 512},
        "$R = 3/2$": {"core_radius": 1.5, "steps": 4000},
        "$R = 3$": {"core_radius": 3.0},
        "step size 1": {"rate": 1.0},
    }
    names = ["nothing"] if sizes.few else list(changes)
    return {name: job(sizes, **changes[name]) for name in names}


def weak(sizes: Scale) -> TorchTraining:
    """A weak background, n_b = n_c / 8."""
    return job(sizes, n_bg=sizes.n // WEAK)


def measured(
    sizes: Scale, records: Records, network: TorchTraining, entries: Sequence[str]
) -> Array:
    """Entries of the runs of a job, of shape (entries, seeds); NaN at a step that it has not."""

    def values(entry: str) -> Array:
        at = entry.partition(".")[0]
        if at.isdigit() and int(at) not in network.checkpoints:
            return np.full((1, sizes.seeds), np.nan)
        return table(as_sweep(network), entry, sizes.seeds, records)[1]

    return np.concatenate([values(entry) for entry in entries])
