"""Claims on remedies in networks as they are trained in practice."""

from dataclasses import replace
from typing import Any

from fc.chapters.practice import HALF, ORDINARY, RATES, ordinary
from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

DEPTHS = (2, 3, 5)
# Some 25 times the steps to the fit, where such a network has least of its margin left.
STEPS = 500
LEFT = f"{STEPS}.margin_ratio(-1)"
RATIO = LEFT, f"margin ratio at kappa = -1 after {STEPS} steps"
KEPT = 0.75  # Three quarters of the margin.
RECIPE = Recipe("logistic", "adam", RATES["adam"], STEPS)
REMEDIES: dict[str, tuple[Remedy, str | None]] = {
    "none": (Remedy(), None),
    "centring": (Remedy("centred"), None),
    "no gradient along the bg mean": (Remedy(without_bg_mean=True), None),
    "batch norm, mean only": (Remedy(), "batch_mean"),
    "batch norm": (Remedy(), "batch"),
    "50% flipped": (Remedy(flipped=0.5), None),
    "layer norm": (Remedy(), "layer"),
}
CURES = tuple(name for name in REMEDIES if name not in ("none", "layer norm"))


def practice(name: str, depth: int, **changes: Any) -> TorchTraining:
    """A ReLU network trained by Adam on the logistic loss, with a remedy of `REMEDIES`."""
    remedy, norm = REMEDIES[name]
    architecture = replace(ORDINARY, depth=depth, norm=norm)
    return TorchTraining(ordinary(**changes), architecture, RECIPE, remedy, (STEPS,))


def claims(sizes: Scale) -> list[Claim]:
    """What cures two to five layers, and that layer norm does not cure two."""
    say, centred = Statements("remedies", sizes.seeds), ("centred", practice("centring", 2))
    return [
        say(
            "practice",
            rf"In networks of practice with {', '.join(map(str, DEPTHS))} layers, centring, no "
            "gradient along the background's mean, batch norm, its mean alone and random signs "
            r"of the background keep at least three quarters of the margin at $\kappa = -1$.",
        )
        .of([practice(name, depth) for name in CURES for depth in DEPTHS], *RATIO, low=KEPT)
        .against("no remedy", practice("none", 2)),
        say("practice_none", "Without a remedy at most half is left at each of these depths.")
        .of([practice("none", depth) for depth in DEPTHS], *RATIO, high=HALF)
        .against(*centred),
        say(
            "practice_layer_norm",
            "Layer norm leaves at most half of it in such a network of two layers.",
        )
        .of(practice("layer norm", 2), *RATIO, high=HALF)
        .against("centred instead", centred[1]),
    ]
