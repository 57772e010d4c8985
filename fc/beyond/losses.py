"""Other losses and optimisers, on networks as they are trained in practice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from fc.beyond.sizes import Sizes
from fc.claims import Claim, Control, Sweep
from fc.runs import Job
from fc.setting import Setting
from fc.torch_networks import Architecture
from fc.trained import TorchTraining
from fc.training import LOSSES, OPTIMISERS, Recipe
from fc.trend import Range

ORDINARY = Architecture(biases=True, trained_output=True, init="default")
# The fit comes after 8 to 120 steps.
RATES = {"sgd": 0.03, "momentum": 0.003, "adam": 5e-4, "adamw": 5e-4}
CONTAMINATED = ("relu", "leaky_relu:0.1", "gelu")
SPARED = ("sigmoid", "tanh", "identity")
# A growth ratio B/C that matters; half of the margin; and a margin that is that in distribution.
GROWS, HALF, SPARED_WITHIN = 0.1, 0.5, 0.03


def ordinary(activation: str = "relu", **changes: object) -> Setting:
    """Setting with ``d = 4 d0`` input coordinates, on which the default initial weights depend.

    64 core features at every scale: the squared loss holds each margin at 1, where the spread over
    inputs alone is a hinge risk, of 0.05 with 32 features.
    """
    fields: dict[str, Any] = {"n_core": 64, "n_bg": 64, "d": 512, "width": 128, "batch": 256}
    return Setting(**(fields | {"activation": activation} | changes))


def cells(sizes: Sizes) -> list[tuple[str, str]]:
    """Pairs of a loss and an optimiser."""
    few = (("hinge", "squared"), ("sgd", "adam"))
    return list(product(*(few if sizes.few else (LOSSES, OPTIMISERS))))


def numbered(jobs: Iterable[Job]) -> Sweep:
    """A sweep in which no size is special."""
    return tuple(enumerate(jobs, 1))


def in_every_cell(sizes: Sizes, activation: str) -> Sweep:
    """One network a cell, trained until it is fitted."""
    return numbered(
        TorchTraining(ordinary(activation), ORDINARY, Recipe(loss, name, RATES[name]))
        for loss, name in cells(sizes)
    )


def claims(sizes: Sizes) -> list[Claim]:
    """Which activations are contaminated, whatever the loss and the optimiser."""
    identity, relu = in_every_cell(sizes, "identity"), in_every_cell(sizes, "relu")

    def claim(
        name: str,
        statement: str,
        quantity: str,
        order: Range,
        sweep: Sweep,
        read: str,
        other: Sweep,
    ) -> Claim:
        control = Control("ReLU" if other == relu else "identity activation", other, read)
        statement += f", for each of {len(sweep)} pairs of a loss and an optimiser."
        parts = (f"losses.{name}", statement, quantity, order, sweep, read, sizes.seeds, control)
        return Claim(*parts, source="observed")

    contaminated = [
        claim(
            f"{phi.partition(':')[0]}_grows",
            rf"{phi}: the background grows with the core, $B/C \ge {GROWS}$",
            "growth of B over growth of C where fitted",
            Range(low=GROWS),
            in_every_cell(sizes, phi),
            "fit.growth_ratio",
            identity,
        )
        for phi in (CONTAMINATED[2:] if sizes.few else CONTAMINATED)
    ]
    spared = [
        claim(
            f"{phi}_spared",
            rf"{phi}: without a background ($\kappa = 0$) the margin stays within "
            rf"{100 * SPARED_WITHIN:g}\%",
            "margin ratio at kappa = 0 where fitted",
            Range(1 - SPARED_WITHIN, 1 + SPARED_WITHIN),
            in_every_cell(sizes, phi),
            "fit.margin_ratio(0)",
            relu,
        )
        for phi in (SPARED[1:] if sizes.few else SPARED)
    ]
    half = claim(
        "relu_margin",
        r"relu: at $\kappa = -1$ at most half of the margin is left",
        "margin ratio at kappa = -1 where fitted",
        Range(high=HALF),
        relu,
        "fit.margin_ratio(-1)",
        identity,
    )
    return [half, *contaminated, *spared]
