"""Claims on the constants behind Theta(1): the laws inside and outside their range."""

from fc.chapters.constants import phase_diagram, population_dynamics
from fc.chapters.constants.cases import (
    LAW_MARGIN,
    POPULATION_MARGIN,
    equally_strong,
    holds,
    settings,
)
from fc.chapters.scale import Scale
from fc.experiments.theorems.comparisons import AtMargin
from fc.verdicts.claim import Claim, Statements

KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -3.0)
FEW_KAPPAS = (0.0, -1.0, -3.0)
DROPPED = "(1-q)/(1+q) left out of the law", "symmetric"
EXCHANGED = "mu and sigma exchanged in the law", "exchanged"
REVERSED = "kappa's sign reversed in the law", "reversed"
# What each law is about, how it is measured, and which wrong law is its control.
LAWS = {
    "core": ("$C$", "mean C", DROPPED),
    "bg": ("$B$", "mean B", DROPPED),
    "active_neg": ("$q^-$", "median q-", EXCHANGED),
    "risk_id": ("$R_{ID}$", "ID hinge risk", EXCHANGED),
    "risk_ood": (
        r"$R_{OOD}(\kappa)$, $-3 \le \kappa \le 1$,",
        "OOD hinge risk at the worst kappa, size of",
        REVERSED,
    ),
}


def claims(scale: Scale) -> list[Claim]:
    """Laws inside their range, population dynamics everywhere, and the error of the closure."""
    say = Statements("constants", scale.law_seeds, "derived")
    kappas = FEW_KAPPAS if scale.few else KAPPAS
    inside, outside = (
        [AtMargin(s, kappas) for s in settings(scale) if holds(s) is within]
        for within in (True, False)
    )
    # Only where the groups are equally strong is q large enough to matter.
    equal = [job for job in inside if equally_strong(job.setting)]
    over = f"over {len(inside)} settings"
    found = [
        say(entry, rf"The law for {symbol} holds within ${LAW_MARGIN}$ at $T_2$.")
        .of(inside, f"{entry}.law", f"{what}, SGD minus law, {over}", within=LAW_MARGIN)
        .against(name, equal[:1], f"{entry}.{wrong}")
        for entry, (symbol, what, (name, wrong)) in LAWS.items()
    ]
    if outside:
        found.append(
            say(
                "population",
                "Outside the laws' range the population dynamics holds within "
                rf"${POPULATION_MARGIN}$ at $T_2$.",
            )
            .of(
                outside,
                "worst.population",
                f"largest deviation of C, B, q-, R_ID, R_OOD, over {len(outside)} settings",
                within=POPULATION_MARGIN,
            )
            .against("the laws, extrapolated", read="worst.law")
        )
    return found + population_dynamics.claims(scale) + phase_diagram.claims(scale)
