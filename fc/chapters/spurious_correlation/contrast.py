"""The claim on one network that can fail by contamination and by a spurious correlation."""

from typing import Any

from fc.chapters.remedies.cases import AGREEMENT, BATCH, REMEDIES, TITLES
from fc.chapters.scale import Scale
from fc.experiments.networks.two_failures import TwoFailures
from fc.networks.training import Recipe
from fc.theory.two_failures import Lost, lost
from fc.verdicts.claim import Claim, Statements

COURSE = (100, 200, 400, 800, 1600)  # Steps; a fit takes 350 to 600.
OFFSET = 0.25  # Of the features that carry the sign: half of the mean of the others.
APART = 0.25
FOR = {"contamination": ("centred", "gradient"), "spurious": ("groups", "dro")}
NAMES = TITLES | {"none": "no remedy"}
AS = {"dro": "groups", "retrained": "none"}  # What is predicted as something else is.


def both(sizes: Scale, remedy: str = "none", **changes: Any) -> TwoFailures:
    """The theorems' network, where half of the background carries a sign; `changes` of it."""
    follows = {"bg_agreement": AGREEMENT, "bg_signed": sizes.n // 2, "bg_offset": OFFSET}
    setting = sizes.features(**{"batch": BATCH} | follows | changes)
    recipe = Recipe(steps=COURSE[-1])
    return TwoFailures(setting, recipe=recipe, remedy=REMEDIES[remedy], checkpoints=COURSE)


def predicted(job: TwoFailures, remedy: str) -> Lost:
    """What theory says is lost; it knows no group DRO and no refit of the last layer."""
    return lost(job.setting, AS.get(remedy, remedy))


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
        .of([both(sizes, name) for names in FOR.values() for name in names], "apart", low=APART)
        .against("no remedy, or a new last layer", [both(sizes), both(sizes, "retrained")]),
    ]
