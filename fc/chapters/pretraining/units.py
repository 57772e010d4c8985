"""Claims on pre-training: what diverse backgrounds do to the units, and what is left later."""

from dataclasses import replace
from typing import Any

from fc.chapters.practice import HALF, ORDINARY, RATES, ordinary
from fc.chapters.remedies.practice import DEPTHS
from fc.chapters.scale import Scale
from fc.experiments.networks.pretraining import DIVERSE, Pretraining, SameMean
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.theory.setting_laws import law
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

IN_DISTRIBUTION, NO_MEAN, SAME_MEAN = Remedy(), Remedy("centred"), SameMean()
# A limit for the first training; steps of the second.
FITTING, EARLY, LATE = 4000, 300, 1000
SAME, LOST = 0.05, 0.75  # An unchanged quantity; three quarters of a margin.
AT_END, KEPT = f"{LATE}.margin_ratio(-1)", f"{LATE}.margin_kept(-1)"
ADDED = f"{LATE}.margin_added(-1)"
LATER = f"{LATE:,} steps after the pre-training".replace(",", " ")
# What is read, and what that is.
ACTIVE = "0.active_neg", "q- after the pre-training, mean over units"
CLEAN = "0.margin_ratio(-2)", "margin ratio at kappa = -2 at the start"
FLIPPED_START = "0.margin_ratio(-1)", "margin ratio at kappa = -1 at the start"
FLIPPED = AT_END, f"margin ratio at kappa = -1, {LATER}"
LEFT = KEPT, f"margin at kappa = -1 {LATER}, over that after it"
GAINED = ADDED, f"margin added at kappa = -1 over that added in distribution, {LATER}"
GROWTH = f"growth ratio over S_b / S_c, {EARLY} steps after the pre-training"
OOD = "ood", "accuracy, mean over the other seven colours"
UNCHANGED = Range(1 - SAME, 1 + SAME)


def theorem(
    sizes: Scale,
    backgrounds: Remedy = DIVERSE,
    share: float = 1.0,
    loss: str = "logistic",
    **changes: Any,
) -> Pretraining:
    """The theorems' network; the gradient of the logistic loss never ends."""
    setting = sizes.features(n_bg=round(share * sizes.n))
    changes |= {"recipe": Recipe(loss, steps=LATE), "checkpoints": (EARLY, LATE)}
    first = Recipe(loss, steps=FITTING)
    return Pretraining(setting, pretraining=first, backgrounds=backgrounds, **changes)


def practice(
    depth: int, backgrounds: Remedy = DIVERSE, remedy: Remedy = IN_DISTRIBUTION, **changes: Any
) -> Pretraining:
    """Biases, trained output, Adam; `remedy` is that of the second training."""
    recipe = Recipe("logistic", "adam", RATES["adam"], LATE)
    second = replace(ORDINARY, depth=depth), recipe, remedy, (EARLY, LATE)
    return Pretraining(ordinary(), *second, pretraining=recipe, backgrounds=backgrounds, **changes)


def claims(sizes: Scale) -> list[Claim]:
    """Pre-training on both signs of the background, and then training in distribution."""
    say, both = Statements("pretraining", sizes.seeds), theorem(sizes)
    usual = "pre-trained in distribution", theorem(sizes, IN_DISTRIBUTION)
    shares = [theorem(sizes, share=share) for share in ((1.0,) if sizes.few else (0.5, 1.0, 2.0))]
    ratio = law(both.setting, extrapolate=True).ratio
    contaminated = round((1 - ratio) / (1 + ratio), 3)
    by_law = Range(round(contaminated - SAME, 3), round(contaminated + SAME, 3))
    found = [
        say.derived(
            "asymmetry",
            "After pre-training on both signs of the background a unit is active on at most one in "
            r"fifty inputs of its negative class: $q^- \le 0.02$.",
        )
        .of(both, *ACTIVE, high=0.02)
        .against(*usual),
        say.derived(
            "clean",
            r"It leaves the margin at $\kappa = -2$, which it has not seen, as in distribution.",
        )
        .of(both, *CLEAN, low=1 - SAME)
        .against(*usual),
        say.derived(
            "growth",
            "Training in distribution then adds background and core weights in the ratio "
            r"$\Delta B / \Delta C = S_b / S_c$ within 5% (logistic loss).",
        )
        .of(shares, f"{EARLY}.growth_share", GROWTH, UNCHANGED)
        .against(*usual),
        say.derived(
            "kept",
            r"With $S_b = S_c$ the margin at $\kappa = -1$ stays within 5% of what the "
            "pre-training gave, for 1000 steps.",
        )
        .of(both, *LEFT, UNCHANGED)
        .against(*usual),
        say(
            "lost",
            r"After these 1000 steps the margin ratio at $\kappa = -1$ has fallen by more than a "
            "quarter.",
        )
        .of(both, *FLIPPED, high=LOST)
        .against("the second training on both signs, too", theorem(sizes, remedy=DIVERSE)),
        say.derived(
            "new_core",
            "On core features that the pre-training had not seen the margin ratio is that of a "
            "network without pre-training by the law, within 0.05.",
        )
        .of(theorem(sizes, new_core=True), *FLIPPED, by_law)
        .against("the same core features", both),
    ]
    if sizes.few:
        return found
    hinge, usual_hinge = (theorem(sizes, b, loss="hinge") for b in (DIVERSE, IN_DISTRIBUTION))
    return [
        *found,
        say("hinge", r"With the hinge loss the margin at $\kappa = -1$ stays within 5%, too.")
        .of(hinge, *LEFT, UNCHANGED)
        .against(usual[0], usual_hinge),
        say.derived(
            "no_mean",
            "Pre-training in distribution on centred inputs, without any diversity, leaves the "
            r"margin at $\kappa = -2$ as in distribution, too.",
        )
        .of(theorem(sizes, NO_MEAN), *CLEAN, low=1 - SAME)
        .against(*usual),
        say(
            "same_mean",
            "Pre-training on backgrounds multiplied by 0 or 2, as spread out as both signs and "
            r"with the mean kept, leaves at most half of the margin at $\kappa = -1$.",
        )
        .of(theorem(sizes, SAME_MEAN), *FLIPPED_START, high=HALF)
        .against("both signs", both),
        *_practice(say),
    ]


def _practice(say: Statements) -> list[Claim]:
    return [
        say(
            "practice",
            "In networks of practice (biases, trained output, Adam) with "
            f"{', '.join(map(str, DEPTHS))} layers, pre-trained to the fit, the margin ratio falls "
            "by more than a quarter within 1000 steps.",
        )
        .of([practice(depth) for depth in DEPTHS], *FLIPPED, high=LOST)
        .against("the second training on both signs, too", practice(2, remedy=DIVERSE)),
        say(
            "practice_none",
            "Pre-trained in distribution, they have at most a fifth of the margin left.",
        )
        .of([practice(depth, IN_DISTRIBUTION) for depth in DEPTHS], *FLIPPED, high=0.2)
        .against("both signs, 5 layers", practice(5)),
        say(
            "deep",
            "With 5 layers, and not with 2, more than a quarter of the margin that the second "
            r"training adds is there at $\kappa = -1$ as well.",
        )
        .of(practice(5), *GAINED, low=0.25)
        .against("2 layers", practice(2)),
        say(
            "long",
            "With 5 layers and as many steps of pre-training the margin ratio stays above a half.",
        )
        .of(practice(5, until=LATE), *FLIPPED, low=HALF)
        .against("pre-trained in distribution", practice(5, IN_DISTRIBUTION, until=LATE)),
    ]
