"""Several classes, and several training domains: what the projected gradient says of them."""

from typing import Any

from fc.chapters.scale import Scale
from fc.experiments.networks.several_classes import SeveralClasses
from fc.theory.several_classes import SeveralLaw
from fc.verdicts.claim import Claim, Statements

CLASSES = (2, 3, 10)
# Shifts of the background's mean, 1/2, in each domain.
MIXTURES = ((0.0, -0.25), (0.0, -0.5), (0.0, -1.0))
# The law of two classes misses B by up to 3%, the margin by .02; of more it leaves out the same.
NEAR = 0.05
LEFT = "miss(-1)"


def network(sizes: Scale, classes: int = 2, *domains: float, **changes: Any) -> SeveralClasses:
    """30 core features for two classes, 120 neurons: both multiples of 2, 3 and 10."""
    setting = sizes.features(n_core=30, n_bg=30, width=120, **changes)
    return SeveralClasses(setting, classes, domains or (0.0,))


def law(sizes: Scale, classes: int = 2, *domains: float) -> SeveralLaw:
    """That of `network`."""
    one = network(sizes, classes, *domains)
    return SeveralLaw(one.setting, one.classes, one.domains)


def claims(sizes: Scale, say: Statements) -> list[Claim]:
    """The margin by the law."""
    many, mixed = ([network(sizes, k) for k in CLASSES], [network(sizes, 2, *x) for x in MIXTURES])
    plain = LEFT.replace("miss", "miss_plain")
    return [
        say.derived(
            "classes",
            rf"With {', '.join(map(str, CLASSES))} classes the margin that is left at "
            rf"$\kappa = -1$ is that of the law within ${NEAR}$.",
        )
        .of(many, LEFT, within=NEAR)
        .against("the law of two classes", many[1:], plain),
        say.derived(
            "domains",
            r"With two domains, of background mean 1/2 and 1/4, 0 or -1/2, the margin that is left "
            rf"at $\kappa = -1$ is that of the law within ${NEAR}$.",
        )
        .of(mixed, LEFT, within=NEAR)
        .against("the law without the hinge gate", mixed, plain),
    ]
