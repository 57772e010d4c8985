"""Claims on networks that can fail by contamination and by a spurious correlation."""

from typing import Any

from fc.chapters.remedies.cases import BATCH, GRADIENT
from fc.chapters.scale import Scale
from fc.experiments.networks.training import NO_REMEDY
from fc.experiments.networks.two_failures import TwoFailures
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.theory.two_failures import Lost, lost
from fc.verdicts.claim import Claim, Statements

COURSE = (100, 200, 400, 800, 1600)  # Steps; a fit takes 350 to 600.
AGREEMENT = 0.95  # The probability lambda that a sign agrees with the label.
OFFSET = 0.25  # Of the features that carry the sign: half of the mean of the others.
APART = 0.25
# What is done, and as what it is predicted: theory knows no group DRO and no new last layer.
REMEDIES = {
    "no remedy": ("none", NO_REMEDY),
    "centring": ("centred", Remedy("centred")),
    "gradient off the mean": ("gradient", GRADIENT),
    "group reweighting": ("groups", Remedy(weights="groups")),
    "group DRO": ("groups", Remedy(weights="dro")),
    "last layer retrained": ("none", Remedy(retrained=True)),
}
NONE, *CURES, LAST_LAYER = REMEDIES
FOR = {"contamination": CURES[:2], "spurious": CURES[2:]}


def both(
    sizes: Scale, remedy: str = NONE, course: tuple[int, ...] = COURSE, **changes: Any
) -> TwoFailures:
    """The theorems' network, where half of the background carries a sign; `changes` of it."""
    follows = {"bg_agreement": AGREEMENT, "bg_signed": sizes.n // 2, "bg_offset": OFFSET}
    setting = sizes.features(**{"batch": BATCH} | follows | changes)
    recipe = Recipe(steps=course[-1])
    return TwoFailures(setting, recipe=recipe, remedy=REMEDIES[remedy][1], checkpoints=course)


def predicted(sizes: Scale, remedy: str) -> Lost:
    """What theory says is lost."""
    return lost(both(sizes).setting, REMEDIES[remedy][0])


def claims(sizes: Scale) -> list[Claim]:
    """What is for the one failure leaves the other, over the whole course."""
    say = Statements("spurious", sizes.seeds)
    return [
        say.derived(
            "two_failures",
            "In one network that can fail in both ways centring and the gradient off the mean take "
            "away what contamination costs and leave the spurious correlation; weighing the groups "
            f"does the reverse. From step {COURSE[0]} to {COURSE[-1]:,} the shares of the margin "
            f"that are lost differ by at least {APART}.",
        )
        .of([both(sizes, name) for name in CURES], "apart", low=APART)
        .against("no remedy, or a new last layer", [both(sizes), both(sizes, LAST_LAYER)]),
    ]
