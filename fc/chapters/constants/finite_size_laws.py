"""Claims on the constants behind Theta(1): the laws inside and outside their range."""

from fc.chapters.constants import phase_diagram, population_dynamics
from fc.chapters.constants.population_dynamics import POPULATION_MARGIN, cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.comparisons import AtMargin
from fc.model.setting import Setting
from fc.theory.setting_laws import law, obstacles
from fc.verdicts.claim import Claim, Statements

STRENGTHS = ("uniform", "beta:2,5", "bernoulli:0.5")
EQUAL = ((32, 32), (64, 64), (128, 128), (256, 256))
WEAKER = ((32, 4), (32, 16), (64, 16), (128, 32), (256, 64))
STRONGER = ((16, 2), (16, 16), (16, 64))
LAW_MARGIN = 0.02
KAPPAS, FEW_KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -3.0), (0.0, -1.0, -3.0)
DROPPED = "(1-q)/(1+q) left out of the law", "symmetric"
EXCHANGED = "mu and sigma exchanged in the law", "exchanged"
REVERSED = "kappa's sign reversed in the law", "reversed"
WORST = "OOD hinge risk at the worst kappa, size of"
# What each law is about, how it is measured, and which wrong law is its control.
LAWS = {
    "core": ("$C$", "mean C", DROPPED),
    "bg": ("$B$", "mean B", DROPPED),
    "active_neg": ("$q^-$", "median q-", EXCHANGED),
    "risk_id": ("$R_{ID}$", "ID hinge risk", EXCHANGED),
    "risk_ood": (r"$R_{OOD}(\kappa)$, $-3 \le \kappa \le 1$,", WORST, REVERSED),
}


def settings(scale: Scale) -> list[Setting]:
    """Settings at which the laws are compared with SGD, inside and outside their range."""
    sizes = [((32, 32), "uniform"), ((64, 16), "bernoulli:0.5")]
    if scale.few:
        return [cheap(near_320_steps(*n, spec), 128, 600) for n, spec in sizes]
    if scale.name == "quick":
        sizes += [((32, 32), "beta:2,5"), ((16, 64), "uniform")]
        return [near_320_steps(*n, spec, width=128) for n, spec in sizes]
    sizes = [(n, spec) for spec in STRENGTHS for n in (*EQUAL, *WEAKER, *STRONGER)]
    sizes += [(n, "uniform") for n in ((512, 64), (512, 512), (64, 96), (32, 128), (128, 512))]
    return [near_320_steps(*n, spec) for n, spec in sizes] + [
        near_320_steps(64, 64, bg_strengths="beta:2,5"),
        near_320_steps(64, 64, taper=0.8),
        near_320_steps(64, 32, taper=0.8),
        near_320_steps(64, 64, activation="leaky_relu:0.125"),
        near_320_steps(64, 64, activation="identity"),
    ]


def holds(setting: Setting) -> bool:
    """Whether `setting` lies in the laws' range of validity."""
    return not list(obstacles(setting, law(setting, extrapolate=True)))


def claims(scale: Scale) -> list[Claim]:
    """Laws inside their range, population dynamics everywhere, its closure, the phase diagram."""
    say = Statements("constants", scale.law_seeds, "derived")
    kappas = FEW_KAPPAS if scale.few else KAPPAS
    inside, outside = (
        [AtMargin(s, kappas) for s in settings(scale) if holds(s) is within]
        for within in (True, False)
    )
    # Only where both groups are equally strong is q large enough to matter.
    equal = next(x for x in inside if x.setting.n_core == x.setting.n_bg)
    over = f"over {len(inside)} settings"
    largest = f"largest deviation of C, B, q-, R_ID, R_OOD, over {len(outside)} settings"
    found = [
        say(entry, rf"The law for {symbol} holds within ${LAW_MARGIN}$ at $T_2$.")
        .of(inside, f"{entry}.law", f"{what}, SGD minus law, {over}", within=LAW_MARGIN)
        .against(name, equal, f"{entry}.{wrong}")
        for entry, (symbol, what, (name, wrong)) in LAWS.items()
    ]
    if outside:
        population = say(
            "population",
            "Outside the laws' range the population dynamics holds within "
            f"${POPULATION_MARGIN}$ at $T_2$.",
        ).of(outside, "worst.population", largest, within=POPULATION_MARGIN)
        found.append(population.against("the laws, extrapolated", read="worst.law"))
    return found + population_dynamics.claims(scale) + phase_diagram.claims(scale)
