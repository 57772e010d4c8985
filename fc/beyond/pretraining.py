"""Claims on pre-training: what diverse backgrounds do to the units, and what is left later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fc.beyond import image_pretraining
from fc.beyond.losses import ORDINARY, RATES, ordinary
from fc.beyond.remedy_cases import maker
from fc.beyond.sizes import Sizes
from fc.claims import Claim
from fc.pretraining import DIVERSE, Pretraining
from fc.remedies import Remedy
from fc.training import Recipe
from fc.trend import Range

IN_DISTRIBUTION = Remedy()
# As spread out as the two signs, (mu^2 + sigma^2)^(1/2) = 0.58, and with the mean kept.
NOISY = Remedy(noise=0.5)
DEPTHS = (2, 3, 5)
# Half as many, as many and twice as many background features as core features.
SHARES = (0.5, 1.0, 2.0)
# Steps to the fit, and up to three times as many again.
FITTING, EARLY, LATE = 4000, 300, 1000
# An unchanged quantity; a margin ratio of a contaminated network; a quarter of the margin lost;
# a unit that is active on one in fifty inputs of its negative class.
SAME, CONTAMINATED, LOST, RARE = 0.05, 0.2, 0.75, 0.02
AT_START, AT_END = "0.margin_ratio(-1)", f"{LATE}.margin_ratio(-1)"


def theorem(
    sizes: Sizes, backgrounds: Remedy = DIVERSE, share: float = 1.0, **changes: Any
) -> Pretraining:
    """The theorems' network on the logistic loss, whose gradient never ends."""
    setting = sizes.features(n_bg=round(share * sizes.n))
    return Pretraining(
        setting,
        recipe=Recipe("logistic", steps=LATE),
        checkpoints=(EARLY, LATE),
        pretraining=Recipe("logistic", steps=FITTING),
        backgrounds=backgrounds,
        **changes,
    )


def practice(depth: int, remedy: Remedy = IN_DISTRIBUTION) -> Pretraining:
    """Biases, trained output, Adam; `remedy` is that of the second training."""
    recipe = Recipe("logistic", "adam", RATES["adam"], LATE)
    architecture = replace(ORDINARY, depth=depth)
    return Pretraining(ordinary(), architecture, recipe, remedy, (EARLY, LATE), pretraining=recipe)


def claims(sizes: Sizes) -> list[Claim]:
    """Pre-training on both signs of the background, and then training in distribution."""
    make, both = maker(sizes, "pretraining"), theorem(sizes)
    usual = "pre-trained in distribution", theorem(sizes, IN_DISTRIBUTION)
    shares = [theorem(sizes, share=share) for share in (SHARES[1:2] if sizes.few else SHARES)]
    ratio = "margin ratio at kappa = -1"
    found = [
        make(
            "asymmetry",
            "After pre-training on both signs of the background the units are active on less than "
            r"one in fifty inputs of their negative class: $q^- \le 0.02$, farther from linear "
            "than without it.",
            Range(high=RARE),
            [both],
            usual,
            "0.active_neg",
            "q- after the pre-training, mean over units",
            derived=True,
        ),
        make(
            "clean",
            r"It leaves the margin at $\kappa = -1$ as it is in distribution.",
            Range(low=1 - SAME),
            [both],
            usual,
            AT_START,
            f"{ratio} after the pre-training",
            derived=True,
        ),
        make(
            "growth",
            "Training in distribution then adds background and core weights in the ratio "
            r"$\Delta B / \Delta C = S_b / S_c$ within 5%.",
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
            "pre-training gave.",
            Range(1 - SAME, 1 + SAME),
            [both],
            usual,
            f"{LATE}.margin_kept(-1)",
            f"margin at kappa = -1 {LATE} steps later, over that after the pre-training",
            derived=True,
        ),
        make(
            "lost",
            r"So the margin ratio at $\kappa = -1$ falls by more than a quarter.",
            Range(high=LOST),
            [both],
            ("the second training on both signs, too", theorem(sizes, remedy=DIVERSE)),
            AT_END,
            f"{ratio}, {LATE} steps after the pre-training",
        ),
        make(
            "new_core",
            "On core features that the pre-training had not seen the network is contaminated as "
            "one without pre-training.",
            Range(high=CONTAMINATED),
            [theorem(sizes, new_core=True)],
            ("the same core features", both),
            AT_END,
            f"{ratio}, {LATE} steps after the pre-training",
            derived=True,
        ),
    ]
    found += image_pretraining.claims(sizes)
    if sizes.few:
        return found
    return [
        *found,
        make(
            "mean",
            r"Pre-training on noisy inputs, as spread out but with the background's mean, leaves "
            r"at most a fifth of the margin at $\kappa = -1$.",
            Range(high=CONTAMINATED),
            [theorem(sizes, NOISY)],
            ("both signs", both),
            AT_START,
            f"{ratio} after the pre-training",
        ),
        make(
            "practice",
            "In networks of practice (biases, trained output, Adam) with "
            f"{', '.join(map(str, DEPTHS))} layers it falls by more than a quarter, too.",
            Range(high=LOST),
            [practice(depth) for depth in DEPTHS],
            ("the second training on both signs, too", practice(2, DIVERSE)),
            AT_END,
            f"{ratio}, {LATE} steps after the pre-training",
        ),
    ]
