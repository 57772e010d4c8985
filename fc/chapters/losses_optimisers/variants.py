"""Variants of the theorems' network and of its training, and what contamination survives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from fc.chapters.practice import HALF, MEAN_ZERO, ORDINARY, RATES, numbered, ordinary
from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.recipe import LOSSES, Recipe
from fc.runs.records import Sweep
from fc.theory.activity import active_neg
from fc.theory.laws import law
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range

DEPTHS = (2, 3, 4, 5, 6)
BATCHES = (1, 8, 64, 500)
DATASETS = (30, 100, 300, 1000)
# Some 30 times the steps to T2; small batches suffice for a trend.
FAR, FAR_BATCH = 10_000, 128
# What the finite-size laws allow themselves, and what a variant may change to count as none.
LAW_MARGIN, SAME = 0.02, 0.05
# Halfway between the 2/3 of the margin that such networks keep at kappa = 0 where fitted, and 1.
RESTORED = 5 / 6
FITTED, AT_END = "fit.margin_ratio(-1)", f"{FAR}.margin_ratio(-1)"
PLAIN = Architecture()


def margin_ratio(setting: Setting, kappa: float, biases: bool = False) -> float:
    """``E[y h]`` at kappa over that in distribution, by the law of T2.

    With trainable biases (derived): a bias is the weight of a background feature that is always 1,
    so S_b becomes S_b + 1, and of the B that is learned the share 1 / (S_b + 1) does not move with
    kappa. The bias of the output is not pushed, as the classes have the same margins.

    Raises
    ------
    ValueError
        Where there is no law.
    """
    found, moved = law(setting, extrapolate=True), kappa
    if biases:
        s_bg = found.sums.s_bg + 1
        moved = (kappa * found.sums.s_bg + 1) / s_bg
        sums = found.sums._replace(s_bg=s_bg)
        found = replace(found, sums=sums, active_neg=active_neg(sums, found.leak))
    return found.margin(moved) / found.margin(1.0)


def theorem(
    sizes: Scale,
    architecture: Architecture = PLAIN,
    loss: str = "hinge",
    checkpoint: int | None = None,
    **changes: Any,
) -> TorchTraining:
    """The theorems' network with something changed, to the fit or to a step beyond it."""
    recipe = Recipe(loss, steps=checkpoint or 3000)
    checkpoints = (checkpoint,) if checkpoint else ()
    return TorchTraining(sizes.features(**changes), architecture, recipe, checkpoints=checkpoints)


def practice(depth: int, **changes: Any) -> TorchTraining:
    """A network as they are trained in practice, by Adam, to the fit."""
    recipe = Recipe("hinge", "adam", RATES["adam"])
    return TorchTraining(ordinary(**changes), replace(ORDINARY, depth=depth), recipe)


def far(loss: str, n: int = 32, **changes: Any) -> TorchTraining:
    """Such a network long after the fit, with `n` core and as many background features."""
    setting = ordinary(n_core=n, n_bg=n, d=8 * n, batch=FAR_BATCH, **changes)
    recipe = Recipe(loss, "adam", RATES["adam"], FAR)
    return TorchTraining(setting, ORDINARY, recipe, checkpoints=(FAR,))


def _claim(
    sizes: Scale,
    name: str,
    statement: str,
    order: Range,
    sweep: Sweep,
    control: Control,
    source: Literal["derived", "observed"] = "observed",
) -> Claim:
    read = control.read
    at = "where fitted" if read.startswith("fit") else f"after {FAR} steps"
    kind = "OOD hinge risk" if "risk" in read else "margin ratio"
    kappa = read.partition("(")[2].rstrip(")")
    quantity = f"{kind} at kappa = {kappa} {at}"
    name = f"variants.{name}"
    return Claim(name, statement, quantity, order, sweep, read, sizes.seeds, control, source)


def claims(sizes: Scale) -> list[Claim]:
    """Margin ratios at kappa = -1, most of them against the law of the theorems' network."""
    unchanged = margin_ratio(sizes.features(), -1.0)
    same = Range(round(unchanged - SAME, 3), round(unchanged + SAME, 3))
    mean_zero = Control("mean-zero background", numbered([theorem(sizes, **MEAN_ZERO)]), FITTED)
    depths = DEPTHS[:3] if sizes.few else DEPTHS
    batches, datasets = (x[1::2] if sizes.few else x for x in (BATCHES, DATASETS))
    deep = numbered(practice(depth) for depth in depths)
    deep_mean_zero = numbered(practice(depth, **MEAN_ZERO) for depth in depths)
    found = [
        _claim(
            sizes,
            "depth",
            rf"With {depths[0]} to {depths[-1]} layers at most half of the margin is left at "
            r"$\kappa = -1$.",
            Range(high=HALF),
            deep,
            Control("mean-zero background", deep_mean_zero, FITTED),
        ),
        _claim(
            sizes,
            "batch",
            rf"With batches of {', '.join(map(str, batches))} the margin that is left is that of "
            rf"the law within ${SAME}$.",
            same,
            numbered(theorem(sizes, batch=size) for size in batches),
            mean_zero,
        ),
        _claim(
            sizes,
            "data",
            rf"With {', '.join(map(str, datasets))} training samples, seen again and again, it is "
            rf"that of the law within ${SAME}$.",
            same,
            numbered(theorem(sizes, dataset=size) for size in datasets),
            mean_zero,
        ),
        _claim(
            sizes,
            "output",
            rf"With a trained output layer it is that of the law within ${SAME}$.",
            same,
            numbered([theorem(sizes, Architecture(trained_output=True))]),
            mean_zero,
        ),
    ]
    return found if sizes.few else [*found, _biases(sizes), *_far(sizes)]


def _biases(sizes: Scale) -> Claim:
    biased = margin_ratio(sizes.features(), -1.0, biases=True)
    return _claim(
        sizes,
        "biases",
        rf"With trainable biases it is that of the law with $S_b + 1$ for $S_b$, within "
        rf"${LAW_MARGIN}$.",
        Range(round(biased - LAW_MARGIN, 3), round(biased + LAW_MARGIN, 3)),
        numbered([theorem(sizes, Architecture(biases=True))]),
        Control("no biases", numbered([theorem(sizes)]), FITTED),
        "derived",
    )


def _far(sizes: Scale) -> list[Claim]:
    """Long after the fit: by SGD for every loss, and by Adam, where the losses part."""
    by_sgd = numbered(theorem(sizes, loss=x, checkpoint=FAR, batch=FAR_BATCH) for x in LOSSES)
    by_adam = numbered(far(loss) for loss in ("hinge", "logistic"))
    hinge = by_adam[:1]
    mean_zero = Control("mean-zero background", numbered([far("hinge", **MEAN_ZERO)]), AT_END)
    return [
        _claim(
            sizes,
            "far",
            rf"SGD for {FAR} steps on any of the losses leaves at most half of the margin at "
            r"$\kappa = -1$.",
            Range(high=HALF),
            by_sgd,
            mean_zero,
        ),
        _claim(
            sizes,
            "far_adam",
            rf"Adam for {FAR} steps on the hinge or logistic loss leaves at most half.",
            Range(high=HALF),
            by_adam,
            mean_zero,
        ),
        _claim(
            sizes,
            "far_squared",
            rf"Adam for {FAR} steps on the squared loss gives back more than half of the margin "
            r"that is lost without a background ($\kappa = 0$).",
            Range(low=RESTORED),
            numbered([far("squared", n=64)]),
            Control("hinge loss", hinge, f"{FAR}.margin_ratio(0)"),
        ),
        _claim(
            sizes,
            "far_hinge_risk",
            r"On the logistic loss margins grow, and the OOD hinge risk falls below $0.2$ although "
            "at most half of the margin is left.",
            Range(high=0.2),
            by_adam[1:],
            Control("hinge loss", hinge, f"{FAR}.risk_ood(-1)"),
        ),
    ]
