"""Other losses and optimisers, on networks as they are trained in practice."""

from __future__ import annotations

from itertools import product

from fc.chapters.practice import (
    GROWS,
    HALF,
    MEAN_ZERO,
    ORDINARY,
    RATES,
    UNCHANGED,
    numbered,
    ordinary,
)
from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.networks.recipe import LOSSES, OPTIMISERS, Recipe
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range

CONTAMINATED = ("relu", "leaky_relu:0.1", "gelu")
SPARED = ("sigmoid", "tanh", "identity")


def cells(sizes: Scale) -> list[tuple[str, str]]:
    """Pairs of a loss and an optimiser."""
    few = (("hinge", "squared"), ("sgd", "adam"))
    return list(product(*(few if sizes.few else (LOSSES, OPTIMISERS))))


def in_every_cell(sizes: Scale, activation: str, **changes: object) -> Sweep:
    """One network a cell, trained until it is fitted."""
    setting = ordinary(activation, **changes)
    return numbered(
        TorchTraining(setting, ORDINARY, Recipe(loss, name, RATES[name]))
        for loss, name in cells(sizes)
    )


def claims(sizes: Scale) -> list[Claim]:
    """Which activations are contaminated, whatever the loss and the optimiser."""
    growth, flipped, removed = (
        f"fit.{entry}" for entry in ("growth_ratio", "margin_ratio(-1)", "margin_ratio(0)")
    )
    quantities = {
        growth: "growth of B over growth of C where fitted",
        flipped: "margin ratio at kappa = -1 where fitted",
        removed: "margin ratio at kappa = 0 where fitted",
    }
    relu = Control("ReLU", in_every_cell(sizes, "relu"), growth)

    def claim(phi: str, what: str, says: str, order: Range, control: Control) -> Claim:
        sweep = in_every_cell(sizes, phi)
        return Claim(
            f"losses.{phi.partition(':')[0]}_{what}",
            rf"`{phi}`: {says}, for each of {len(sweep)} pairs of a loss and an optimiser.",
            quantities[control.read],
            order,
            sweep,
            control.read,
            sizes.seeds,
            control,
            source="observed",
        )

    identity = Control("identity activation", in_every_cell(sizes, "identity"), growth)
    mean_zero = Control("mean-zero background", in_every_cell(sizes, "relu", **MEAN_ZERO), flipped)
    half = r"at $\kappa = -1$ at most half of the margin is left"
    return [
        claim("relu", "margin", half, Range(high=HALF), mean_zero),
        *(
            claim(
                phi,
                "grows",
                rf"the background grows with the core, $B/C \ge {GROWS}$",
                Range(low=GROWS),
                identity,
            )
            for phi in (CONTAMINATED[2:] if sizes.few else CONTAMINATED)
        ),
        *(
            claim(
                phi,
                "stays",
                rf"the background gets no common sign, $\lvert B/C \rvert \le {GROWS}$",
                Range(-GROWS, GROWS),
                relu,
            )
            for phi in (SPARED[1:] if sizes.few else SPARED)
        ),
        *(
            claim(
                phi,
                "margin",
                rf"without a background ($\kappa = 0$) the margin stays within "
                rf"{100 * UNCHANGED:g}\%",
                Range(1 - UNCHANGED, 1 + UNCHANGED),
                Control("ReLU", relu.sweep, removed),
            )
            for phi in ("sigmoid", "tanh")
            if not sizes.few
        ),
    ]
