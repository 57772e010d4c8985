"""Claims on pre-training: what diverse backgrounds do to the units, and what is left later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fc.chapters.practice import HALF, ORDINARY, RATES, ordinary
from fc.chapters.pretraining import images as image_pretraining
from fc.chapters.remedies.cases import maker
from fc.chapters.scale import Scale
from fc.experiments.networks.pretraining import DIVERSE, Pretraining, SameMean
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy
from fc.theory.laws import law
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

IN_DISTRIBUTION, NO_MEAN, SAME_MEAN = Remedy(), Remedy("centred"), SameMean()
DEPTHS = (2, 3, 5)
# Half as many, as many and twice as many background features as core features.
SHARES = (0.5, 1.0, 2.0)
# A limit for the first training; steps of the second.
FITTING, EARLY, LATE = 4000, 300, 1000
# An unchanged quantity; three quarters of a margin; a quarter of what is added; the margin ratio of
# a contaminated network; a unit that is active on one in fifty inputs of its negative class.
SAME, LOST, SURVIVES, CONTAMINATED, RARE = 0.05, 0.75, 0.25, 0.2, 0.02
CLEAN, AT_START = "0.margin_ratio(-2)", "0.margin_ratio(-1)"
AT_END, KEPT = f"{LATE}.margin_ratio(-1)", f"{LATE}.margin_kept(-1)"
ADDED = f"{LATE}.margin_added(-1)"


def theorem(
    sizes: Scale,
    backgrounds: Remedy = DIVERSE,
    share: float = 1.0,
    loss: str = "logistic",
    **changes: Any,
) -> Pretraining:
    """The theorems' network; the gradient of the logistic loss never ends."""
    setting = sizes.features(n_bg=round(share * sizes.n))
    return Pretraining(
        setting,
        recipe=Recipe(loss, steps=LATE),
        checkpoints=(EARLY, LATE),
        pretraining=Recipe(loss, steps=FITTING),
        backgrounds=backgrounds,
        **changes,
    )


def practice(
    depth: int,
    backgrounds: Remedy = DIVERSE,
    until: int | None = None,
    remedy: Remedy = IN_DISTRIBUTION,
) -> Pretraining:
    """Biases, trained output, Adam; `remedy` is that of the second training."""
    recipe = Recipe("logistic", "adam", RATES["adam"], LATE)
    return Pretraining(
        ordinary(),
        replace(ORDINARY, depth=depth),
        recipe,
        remedy,
        (EARLY, LATE),
        pretraining=recipe,
        backgrounds=backgrounds,
        until=until,
    )


def claims(sizes: Scale) -> list[Claim]:
    """Pre-training on both signs of the background, and then training in distribution."""
    make, both = maker(sizes, "pretraining"), theorem(sizes)
    usual = "pre-trained in distribution", theorem(sizes, IN_DISTRIBUTION)
    shares = [theorem(sizes, share=share) for share in (SHARES[1:2] if sizes.few else SHARES)]
    ratio = law(both.setting, extrapolate=True).ratio
    contaminated = round((1 - ratio) / (1 + ratio), 3)
    flipped, clean = "margin ratio at kappa = -1", "margin ratio at kappa = -2 at the start"
    later = f"{LATE:,} steps after the pre-training".replace(",", " ")
    found = [
        make(
            "asymmetry",
            "After pre-training on both signs of the background a unit is active on at most one in "
            r"fifty inputs of its negative class: $q^- \le 0.02$.",
            Range(high=RARE),
            [both],
            usual,
            "0.active_neg",
            "q- after the pre-training, mean over units",
            derived=True,
        ),
        make(
            "clean",
            r"It leaves the margin at $\kappa = -2$, which it has not seen, as in distribution.",
            Range(low=1 - SAME),
            [both],
            usual,
            CLEAN,
            clean,
            derived=True,
        ),
        make(
            "growth",
            "Training in distribution then adds background and core weights in the ratio "
            r"$\Delta B / \Delta C = S_b / S_c$ within 5% (logistic loss).",
            Range(1 - SAME, 1 + SAME),
            shares,
            usual,
            f"{EARLY}.growth_share",
            f"growth ratio over S_b / S_c, {EARLY} steps after the pre-training",
            derived=True,
        ),
        make(
            "kept",
            r"With $S_b = S_c$ the margin at $\kappa = -1$ stays within 5% of what the "
            "pre-training gave, for 1000 steps.",
            Range(1 - SAME, 1 + SAME),
            [both],
            usual,
            KEPT,
            f"margin at kappa = -1 {later}, over that after it",
            derived=True,
        ),
        make(
            "lost",
            r"After these 1000 steps the margin ratio at $\kappa = -1$ has fallen by more than a "
            "quarter.",
            Range(high=LOST),
            [both],
            ("the second training on both signs, too", theorem(sizes, remedy=DIVERSE)),
            AT_END,
            f"{flipped}, {later}",
        ),
        make(
            "new_core",
            "On core features that the pre-training had not seen the margin ratio is that of a "
            "network without pre-training by the law, within 0.05.",
            Range(round(contaminated - SAME, 3), round(contaminated + SAME, 3)),
            [theorem(sizes, new_core=True)],
            ("the same core features", both),
            AT_END,
            f"{flipped}, {later}",
            derived=True,
        ),
    ]
    if sizes.few:
        return found
    hinge, hinge_usual = (theorem(sizes, b, loss="hinge") for b in (DIVERSE, IN_DISTRIBUTION))
    in_distribution = "pre-trained in distribution", practice(5, IN_DISTRIBUTION)
    return [
        *found,
        make(
            "hinge",
            r"With the hinge loss the margin at $\kappa = -1$ stays within 5%, too.",
            Range(1 - SAME, 1 + SAME),
            [hinge],
            (usual[0], hinge_usual),
            KEPT,
            f"margin at kappa = -1 {later}, over that after it",
        ),
        make(
            "no_mean",
            "Pre-training in distribution on centred inputs, without any diversity, leaves the "
            r"margin at $\kappa = -2$ as in distribution, too.",
            Range(low=1 - SAME),
            [theorem(sizes, NO_MEAN)],
            usual,
            CLEAN,
            clean,
            derived=True,
        ),
        make(
            "same_mean",
            "Pre-training on backgrounds multiplied by 0 or 2, as spread out as both signs and "
            r"with the mean kept, leaves at most half of the margin at $\kappa = -1$.",
            Range(high=HALF),
            [theorem(sizes, SAME_MEAN)],
            ("both signs", both),
            AT_START,
            f"{flipped} at the start",
        ),
        make(
            "practice",
            "In networks of practice (biases, trained output, Adam) with "
            f"{', '.join(map(str, DEPTHS))} layers, pre-trained to the fit, the margin ratio falls "
            "by more than a quarter within 1000 steps.",
            Range(high=LOST),
            [practice(depth) for depth in DEPTHS],
            ("the second training on both signs, too", practice(2, remedy=DIVERSE)),
            AT_END,
            f"{flipped}, {later}",
        ),
        make(
            "practice_none",
            "Pre-trained in distribution, they have at most a fifth of the margin left.",
            Range(high=CONTAMINATED),
            [practice(depth, IN_DISTRIBUTION) for depth in DEPTHS],
            ("both signs, 5 layers", practice(5)),
            AT_END,
            f"{flipped}, {later}",
        ),
        make(
            "deep",
            "With 5 layers more than a quarter of the margin that the second training adds is "
            r"there at $\kappa = -1$ as well.",
            Range(low=SURVIVES),
            [practice(5)],
            in_distribution,
            ADDED,
            f"margin added at kappa = -1 over that added in distribution, {later}",
        ),
        make(
            "long",
            "With 5 layers and as many steps of pre-training the margin ratio stays above a half.",
            Range(low=HALF),
            [practice(5, until=LATE)],
            in_distribution,
            AT_END,
            f"{flipped}, {later}",
        ),
        *image_pretraining.claims(sizes),
    ]
