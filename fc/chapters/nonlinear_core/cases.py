"""Networks on two radii of the core vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fc.chapters.scale import Scale
from fc.experiments.networks.spheres import RadiusTraining
from fc.networks.architecture import Architecture
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.requirements import Array
from fc.runs.experiment import Experiment
from fc.runs.records import Records, Sweep, as_sweep, table

RADIUS = 2.0
STEPS, LONG = 2000, 4000
RATES = {"sgd": 0.3, "momentum": 0.03, "adam": 2e-3, "adamw": 2e-3}
# Adam's step sizes at which other activations than ReLU learn the radii.
ACTIVATIONS = {"leaky_relu:0.1": 2e-3, "gelu": 2e-3, "sigmoid": 1e-2, "tanh": 1e-2, "square": 2e-3}
NARROW = "beta:20,20"  # The variance of the uniform law, divided by 13.7.
# Skewed: with a symmetric law the data at kappa = -1 would be those in distribution.
MEAN_ZERO: dict[str, Any] = {"bg_strengths": "bernoulli:0.75", "bg_shift": -0.75}
# At most so large an error is a recovery.
RECOVERED = 0.1
EVERYWHERE = rf"is at most ${RECOVERED}$ at $\kappa = -1, -1/2$ and $0$"


def job(
    sizes: Scale,
    loss: str = "logistic",
    optimiser: str = "sgd",
    *,
    rate: float | None = None,
    steps: int = STEPS,
    checkpoints: Sequence[int] = (),
    biases: bool = True,
    inputs: str = "raw",
    **changes: Any,
) -> RadiusTraining:
    """A network with trained output, biases and torch's initial weights; `changes` of `Setting`."""
    fields: dict[str, Any] = {
        "core_radius": RADIUS,
        "batch": sizes.batch // 2,
        # Initial weights, half of torch's usual ones: without training they fail, too, once a
        # centred background lies as far out as kappa = -1 puts it.
        "d": 8 * sizes.n,
    }
    return RadiusTraining(
        sizes.features(**(fields | changes)),
        Architecture(biases=biases, trained_output=True, init="default"),
        Recipe(loss, optimiser, rate or RATES[optimiser], steps),
        Remedy(inputs=inputs),
        tuple(checkpoints),
    )


def combination(sizes: Scale, loss: str = "logistic", optimiser: str = "sgd") -> RadiusTraining:
    """ReLU with a loss and an optimiser, followed beyond the fit."""
    followed = optimiser == "adam" and loss == "logistic"
    checkpoints = (STEPS, LONG) if followed else (STEPS,)
    return job(sizes, loss, optimiser, steps=checkpoints[-1], checkpoints=checkpoints)


def of_activation(sizes: Scale, activation: str, **changes: Any) -> RadiusTraining:
    """A network with another activation than ReLU."""
    changes["activation"] = activation
    return job(sizes, "logistic", "adam", rate=ACTIVATIONS[activation], **changes)


def at(network: RadiusTraining) -> Sweep:
    """A sweep of one network, under its number of features."""
    return ((network.setting.d0, network),)


def measured(sizes: Scale, records: Records, network: Experiment, entries: Sequence[str]) -> Array:
    """Entries of the runs of a job, of shape (entries, seeds); NaN at a step that it has not."""
    steps = {str(step) for step in getattr(network, "checkpoints", ())}
    times = {entry: entry.partition(".")[0] for entry in entries}
    reads = [entry for entry, at in times.items() if at in steps or not at.isdigit()]
    values = {read: table(as_sweep(network), read, sizes.seeds, records)[1] for read in reads}
    return np.vstack([values.get(entry, np.full(sizes.seeds, np.nan)) for entry in entries])
