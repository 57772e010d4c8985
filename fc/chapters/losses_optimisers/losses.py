"""Other losses and optimisers, on networks as they are trained in practice."""

from itertools import product

from fc.chapters.practice import GROWS, HALF, MEAN_ZERO, ORDINARY, RATES, UNCHANGED, ordinary
from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.networks.training import LOSSES, OPTIMISERS, Recipe
from fc.runs.records import Sweep, as_sweep
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

CONTAMINATED = ("relu", "leaky_relu:0.1", "gelu")
SPARED = ("sigmoid", "tanh", "identity")
GROWTH, FLIPPED, REMOVED = "fit.growth_ratio", "fit.margin_ratio(-1)", "fit.margin_ratio(0)"
QUANTITIES = {
    GROWTH: "growth of B over growth of C where fitted",
    FLIPPED: "margin ratio at kappa = -1 where fitted",
    REMOVED: "margin ratio at kappa = 0 where fitted",
}
# What is said of an activation, the last part of the claim's name, the entry and its bounds.
HALVED = r"at $\kappa = -1$ at most half of the margin is left", "margin", FLIPPED, Range(high=HALF)
GROWN = rf"the background grows with the core, $B/C \ge {GROWS}$", "grows", GROWTH, Range(low=GROWS)
STAYS = (
    rf"the background gets no common sign, $\lvert B/C \rvert \le {GROWS}$",
    *("stays", GROWTH, Range(-GROWS, GROWS)),
)
KEPT = (
    rf"without a background ($\kappa = 0$) the margin stays within {100 * UNCHANGED:g}\%",
    *("margin", REMOVED, Range(1 - UNCHANGED, 1 + UNCHANGED)),
)


def cells(sizes: Scale) -> list[tuple[str, str]]:
    """Pairs of a loss and an optimiser."""
    few = (("hinge", "squared"), ("sgd", "adam"))
    return list(product(*(few if sizes.few else (LOSSES, OPTIMISERS))))


def in_every_cell(sizes: Scale, activation: str, **changes: object) -> Sweep:
    """One network a cell, trained until it is fitted."""
    setting = ordinary(activation, **changes)
    recipes = [Recipe(loss, name, RATES[name]) for loss, name in cells(sizes)]
    return as_sweep([TorchTraining(setting, ORDINARY, recipe) for recipe in recipes])


def claims(sizes: Scale) -> list[Claim]:
    """Which activations are contaminated, whatever the loss and the optimiser."""
    say = Statements("losses", sizes.seeds, words=QUANTITIES.get)
    relu, identity = (in_every_cell(sizes, phi) for phi in ("relu", "identity"))
    mean_zero = in_every_cell(sizes, "relu", **MEAN_ZERO)
    cases = [("relu", HALVED, "mean-zero background", mean_zero)]
    dirty, clean = (CONTAMINATED[2:], SPARED[1:]) if sizes.few else (CONTAMINATED, SPARED)
    cases += [(phi, GROWN, "identity activation", identity) for phi in dirty]
    cases += [(phi, STAYS, "ReLU", relu) for phi in clean]
    if not sizes.few:
        cases += [(phi, KEPT, "ReLU", relu) for phi in ("sigmoid", "tanh")]
    pairs = f"for each of {len(cells(sizes))} pairs of a loss and an optimiser"
    return [
        say(f"{phi.partition(':')[0]}_{what}", f"`{phi}`: {says}, {pairs}.")
        .of(in_every_cell(sizes, phi), read, order=bound)
        .against(name, control)
        for phi, (says, what, read, bound), name, control in cases
    ]
