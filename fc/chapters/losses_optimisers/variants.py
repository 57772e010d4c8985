"""Variants of the theorems' network and of its training, and what contamination survives."""

from dataclasses import replace
from typing import Any

from fc.chapters.losses_optimisers import several
from fc.chapters.practice import HALF, MEAN_ZERO, ORDINARY, RATES, ordinary
from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.training import LOSSES, Recipe
from fc.theory.setting_laws import law
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

LAW_MARGIN = 0.02  # Of the law for trained biases.
DEPTHS = (2, 3, 4, 5, 6)
BATCHES = (1, 8, 64, 500)
DATASETS = (30, 100, 300, 1000)
# Some 30 times the steps to T2; small batches suffice for a trend.
FAR, FAR_BATCH = 10_000, 128
# What a variant may change to count as none.
SAME = 0.05
# Halfway between the 2/3 of the margin that such networks keep at kappa = 0 where fitted, and 1.
RESTORED = 5 / 6
FITTED, AT_END = "fit.margin_ratio(-1)", f"{FAR}.margin_ratio(-1)"
REMOVED, RISK = f"{FAR}.margin_ratio(0)", f"{FAR}.risk_ood(-1)"
QUANTITIES = {
    FITTED: "margin ratio at kappa = -1 where fitted",
    AT_END: f"margin ratio at kappa = -1 after {FAR} steps",
    REMOVED: f"margin ratio at kappa = 0 after {FAR} steps",
    RISK: f"OOD hinge risk at kappa = -1 after {FAR} steps",
}
PLAIN, NO_MEAN = Architecture(), "mean-zero background"


def margin_ratio(setting: Setting, kappa: float, biases: bool = False) -> float:
    """``E[y h]`` at kappa over that in distribution, by the law of T2.

    With trainable biases (derived): a bias is the weight of a background feature that is always 1,
    so S_b becomes S_b + 1, and of the B that is learned the share 1 / (S_b + 1) does not move with
    kappa. The bias of the output is not pushed, as the classes have the same margins. A ValueError
    where there is no law.
    """
    found, moved = law(setting, extrapolate=True), kappa
    if biases:
        s_bg = found.sums.s_bg + 1
        moved = (kappa * found.sums.s_bg + 1) / s_bg
        sums = found.sums._replace(s_bg=s_bg)
        found = replace(found, sums=sums)
    return found.margin(moved) / found.margin(1.0)


def theorem(sizes: Scale, architecture: Architecture = PLAIN, **changes: Any) -> TorchTraining:
    """The theorems' network with something changed, to the fit."""
    return TorchTraining(sizes.features(**changes), architecture, Recipe(steps=3000))


def practice(depth: int, **changes: Any) -> TorchTraining:
    """A network as they are trained in practice, by Adam, to the fit."""
    recipe = Recipe("hinge", "adam", RATES["adam"])
    return TorchTraining(ordinary(**changes), replace(ORDINARY, depth=depth), recipe)


def far(loss: str, n: int = 32, **changes: Any) -> TorchTraining:
    """Such a network long after the fit, with `n` core and as many background features."""
    setting = ordinary(n_core=n, n_bg=n, d=8 * n, batch=FAR_BATCH, **changes)
    recipe = Recipe(loss, "adam", RATES["adam"], FAR)
    return TorchTraining(setting, ORDINARY, recipe, checkpoints=(FAR,))


def mean_zero(network: TorchTraining) -> TorchTraining:
    """The same network where the background has no mean."""
    return replace(network, setting=network.setting.changed(**MEAN_ZERO))


def claims(sizes: Scale) -> list[Claim]:
    """Margin ratios at kappa = -1, most of them against the law of the theorems' network."""
    say = Statements("variants", sizes.seeds, words=QUANTITIES.get)
    depths = DEPTHS[:3] if sizes.few else DEPTHS
    batches, datasets = (x[1::2] if sizes.few else x for x in (BATCHES, DATASETS))
    kept = margin_ratio(sizes.features(), -1.0)
    by_batch = f"With batches of {', '.join(map(str, batches))} the margin that is left"
    by_data = f"With {', '.join(map(str, datasets))} training samples, seen again and again, it"
    output = [theorem(sizes, Architecture(trained_output=True))]
    variants = (
        ("batch", by_batch, [theorem(sizes, batch=size) for size in batches]),
        ("data", by_data, [theorem(sizes, dataset=size) for size in datasets]),
        ("output", "With a trained output layer it", output),
    )
    found = [
        say(
            "depth",
            rf"With {depths[0]} to {depths[-1]} layers at most half of the margin is left at "
            r"$\kappa = -1$.",
        )
        .of([practice(depth) for depth in depths], FITTED, high=HALF)
        .against(NO_MEAN, [mean_zero(practice(depth)) for depth in depths]),
        *(
            say(name, f"{what} is that of the law within ${SAME}$.")
            .of(networks, FITTED, order=_around(kept, SAME))
            .against(NO_MEAN, mean_zero(networks[-1]))
            for name, what, networks in variants
        ),
    ]
    found += several.claims(sizes)
    return found if sizes.few else [*found, *_beyond(sizes, say)]


def _around(value: float, margin: float) -> Range:
    return Range(round(value - margin, 3), round(value + margin, 3))


def _beyond(sizes: Scale, say: Statements) -> list[Claim]:
    """Biases; and long after the fit: SGD for every loss, and Adam, where the losses part."""
    plain, recipes = theorem(sizes, batch=FAR_BATCH), [Recipe(x, steps=FAR) for x in LOSSES]
    by_sgd = [replace(plain, recipe=recipe, checkpoints=(FAR,)) for recipe in recipes]
    biased = theorem(sizes, Architecture(biases=True))
    kept = margin_ratio(biased.setting, -1.0, biases=True)
    hinge, logistic = far("hinge"), far("logistic")
    return [
        say.derived(
            "biases",
            r"With trainable biases it is that of the law with $S_b + 1$ for $S_b$, within "
            rf"${LAW_MARGIN}$.",
        )
        .of(biased, FITTED, order=_around(kept, LAW_MARGIN))
        .against("no biases", theorem(sizes)),
        say(
            "far",
            rf"SGD for {FAR} steps on any of the losses leaves at most half of the margin at "
            r"$\kappa = -1$.",
        )
        .of(by_sgd, AT_END, high=HALF)
        .against(NO_MEAN, mean_zero(by_sgd[0])),
        say("far_adam", f"Adam for {FAR} steps on the hinge or logistic loss leaves at most half.")
        .of([hinge, logistic], AT_END, high=HALF)
        .against(NO_MEAN, mean_zero(hinge)),
        say(
            "far_squared",
            rf"Adam for {FAR} steps on the squared loss gives back more than half of the margin "
            r"that is lost without a background ($\kappa = 0$).",
        )
        .of(far("squared", n=64), REMOVED, low=RESTORED)
        .against("hinge loss", hinge),
        say(
            "far_hinge_risk",
            r"On the logistic loss margins grow, and the OOD hinge risk falls below $0.2$ although "
            "at most half of the margin is left.",
        )
        # Under its number among the losses.
        .of(((2, logistic),), RISK, high=0.2)
        .against("hinge loss", hinge),
    ]
