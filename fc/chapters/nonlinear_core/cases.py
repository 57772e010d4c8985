"""Networks on two radii of the core vector, and how a claim about one is put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from fc.chapters.scale import Scale
from fc.experiments.networks.spheres import RadiusTraining
from fc.networks.architecture import Architecture
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy
from fc.requirements import Array
from fc.runs.records import Records, key
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range

RADIUS = 2.0
STEPS, LONG = 2000, 4000
RATES = {"sgd": 0.3, "momentum": 0.03, "adam": 2e-3, "adamw": 2e-3}
# Each with the optimiser and the step size at which it learns the radii.
ACTIVATIONS: dict[str, tuple[str, float]] = {
    "leaky_relu:0.1": ("adam", 2e-3),
    "gelu": ("adam", 2e-3),
    "sigmoid": ("adam", 1e-2),
    "tanh": ("adam", 1e-2),
    "square": ("adam", 2e-3),
}
NARROW = "beta:20,20"  # The variance of the uniform law, divided by 13.7.
# Skewed: with a symmetric law the data at kappa = -1 would be those in distribution.
MEAN_ZERO: dict[str, Any] = {"bg_strengths": "bernoulli:0.75", "bg_shift": -0.75}
NO_MEAN, FEW_BG = "mean-zero background, skewed", "n_b = n_c/8"
LABEL_NOISE = 0.2
DECAY = 0.001


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


def combination(sizes: Scale, loss: str, optimiser: str) -> RadiusTraining:
    """ReLU with a loss and an optimiser, followed beyond the fit."""
    followed = optimiser == "adam" and loss == "logistic"
    checkpoints = (STEPS, LONG) if followed else (STEPS,)
    return job(sizes, loss, optimiser, steps=checkpoints[-1], checkpoints=checkpoints)


def backgrounds(sizes: Scale) -> dict[int, RadiusTraining]:
    """The ReLU network by its number of background features."""
    others = sizes.n // 8, sizes.n // 4, sizes.n // 2, 2 * sizes.n
    found = {n: job(sizes, n_bg=n) for n in others}
    return dict(sorted((found | {sizes.n: combination(sizes, "logistic", "sgd")}).items()))


def of_activation(sizes: Scale, activation: str, **changes: Any) -> RadiusTraining:
    """A network with another activation than ReLU."""
    optimiser, rate = ACTIVATIONS[activation]
    return job(sizes, "logistic", optimiser, rate=rate, activation=activation, **changes)


def claim(
    sizes: Scale,
    name: str,
    statement: str,
    quantity: str,
    bound: Range,
    what: tuple[RadiusTraining, str],
    control: tuple[str, RadiusTraining, str],
    source: Literal["derived", "observed"] = "observed",
) -> Claim:
    """A claim about an entry of one job, with an entry of another as its control."""
    against, other, read = control
    return Claim(
        f"nonlinear_core.{name}",
        statement,
        quantity,
        bound,
        ((what[0].setting.d0, what[0]),),
        what[1],
        sizes.seeds,
        Control(against, ((other.setting.d0, other),), read),
        source,
    )


def measured(
    sizes: Scale, records: Records, network: RadiusTraining, entries: Sequence[str]
) -> Array:
    """Entries of the runs of a job, of shape (entries, seeds); NaN where there is none."""
    rows = [records[key(network), run] for run in range(sizes.seeds)]
    return np.array([[row.get(entry, np.nan) for row in rows] for entry in entries])
