"""Claims on the constants behind Theta(1): the laws inside and outside their range."""

from collections.abc import Sequence
from functools import cache

from fc.chapters.constants import phase_diagram, population_dynamics
from fc.chapters.constants.population_dynamics import cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.comparisons import AtMargin
from fc.model.setting import Setting
from fc.theory.setting_laws import TOLERANCES, Tolerance, law, obstacles
from fc.theory.wrong_laws import CONTROLS
from fc.verdicts.claim import Claim, Statements

STRENGTHS = ("uniform", "beta:2,5", "bernoulli:0.5")
LATE = ("beta:20,20", "beta:3,4")  # Many neurons take their side late.
EQUAL = ((32, 32), (64, 64), (128, 128), (256, 256))
WEAKER = ((32, 4), (32, 16), (64, 16), (128, 32), (256, 64))
STRONGER = ((16, 2), (16, 16), (16, 64))
OUTSIDE = 1.5  # Times the tolerance of a law, for the population dynamics outside the laws' range.
KAPPAS, FEW_KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -3.0), (0.0, -1.0, -3.0)
DROPPED = "no neuron active on both classes in the law", "symmetric"
EXCHANGED = "mu and sigma exchanged in the law", "exchanged"
ON_TIME = "no late neurons in the law", "on_time"
REVERSED = "kappa's sign reversed in the law", "reversed"
WORST = "OOD hinge risk at the worst kappa, size of"
# What each law is about, how it is measured, and which wrong law is its control.
LAWS = {
    "steps": ("$T_2$", "T2", ON_TIME),
    "core": ("$C$", "mean C", DROPPED),
    "bg": ("$B$", "mean B", DROPPED),
    "active_neg": ("$q^-$", "median q-", EXCHANGED),
    "late": ("the mean of $1 - q^+$", "mean 1 - q+", ON_TIME),
    "risk_id": ("$R_{ID}$", "ID hinge risk", EXCHANGED),
    "risk_ood": (r"$R_{OOD}$, at values of $\kappa$ from $-3$ to $1$,", WORST, REVERSED),
}


def settings(scale: Scale) -> list[Setting]:
    """Settings at which the laws are compared with SGD, inside and outside their range."""
    sizes = [((32, 32), "uniform"), ((64, 16), "bernoulli:0.5")]
    # The number of late neurons is of chance: the more neurons the better.
    late = near_320_steps(32, 32, LATE[0], width=512, batch=300)
    if scale.few:
        return [*(cheap(near_320_steps(*n, spec), 128, 600) for n, spec in sizes), late]
    if scale.name == "quick":
        sizes += [((32, 32), "beta:2,5"), ((32, 128), "uniform")]
        return [*(near_320_steps(*n, spec, width=128) for n, spec in sizes), late]
    sizes = [(n, spec) for spec in STRENGTHS for n in (*EQUAL, *WEAKER, *STRONGER)]
    sizes += [(n, "uniform") for n in ((512, 64), (512, 512), (64, 96), (32, 128), (128, 512))]
    return [
        *(near_320_steps(*n, spec) for n, spec in sizes),
        *(near_320_steps(64, n, spec, width=1024, batch=300) for spec in LATE for n in (64, 32)),
        near_320_steps(64, 64, bg_strengths="beta:2,5"),
        near_320_steps(64, 64, taper=0.8),
        near_320_steps(64, 32, taper=0.8),
        near_320_steps(64, 64, activation="leaky_relu:0.125"),
        near_320_steps(64, 64, activation="identity"),
    ]


@cache  # Whoever asks for a board makes its claims again.
def holds(setting: Setting) -> bool:
    """Whether `setting` lies in the laws' range of validity."""
    return next(obstacles(setting, law(setting, extrapolate=True)), None) is None


@cache
def distance(job: AtMargin, entry: str, wrong: str) -> float:
    """How far a wrong law is from the right one, over the tolerances of both.

    Above 1 a network cannot be within the tolerance of both: there the wrong law must be refuted.
    """
    laws = law(job.setting, extrapolate=True), CONTROLS[wrong](job.setting)
    if entry == "risk_ood":
        pairs = [[one.risk_ood(float(x)) for one in laws] for x in (1.0, *job.kappas)]
    else:
        pairs = [[getattr(one, {"steps": "t2"}.get(entry, entry)) for one in laws]]
    room = TOLERANCES[entry].room
    return max(abs(right - other) / (room(right) + room(other)) for right, other in pairs)


def told_apart(jobs: Sequence[AtMargin], entry: str) -> list[AtMargin]:
    """Where the wrong law of `entry` differs by more than the tolerances, the nearest first."""
    wrong = LAWS[entry][2][1]
    far = {job: distance(job, entry, wrong) for job in jobs}
    if not (apart := sorted((job for job in jobs if far[job] > 1), key=far.__getitem__)):
        raise ValueError(f"the tolerance of {entry} must tell its wrong law from the right one")
    return apart


def in_tex(tolerance: Tolerance) -> str:
    """``within 5%``, with what it is where the quantity is small."""
    relative, least = tolerance
    small = rf" (${relative * least:.2g}$ below ${least:g}$)" if least else ""
    return f"within ${100 * relative:g}$%{small}"


def claims(scale: Scale) -> list[Claim]:
    """Laws inside their range, population dynamics everywhere, its closure, the phase diagram."""
    say = Statements("constants", scale.law_seeds, "derived")
    kappas = FEW_KAPPAS if scale.few else KAPPAS
    inside, outside = (
        [AtMargin(s, kappas) for s in settings(scale) if holds(s) is within]
        for within in (True, False)
    )
    largest = (
        "largest miss of T2, C, B, q-, q+, R_ID, R_OOD over the tolerance of its law, "
        f"over {len(outside)} settings"
    )
    found = []
    for entry, (symbol, what, (name, wrong)) in LAWS.items():
        text = rf"The law for {symbol} holds {in_tex(TOLERANCES[entry])} at $T_2$."
        # Where many are late, few neurons leave these to chance: only a full run has enough.
        steady = [job for job in inside if job.setting.strengths not in LATE]
        of_chance = entry in ("active_neg", "risk_id") and scale.name != "full"
        jobs = steady if of_chance else inside
        over = f"SGD minus law, over the tolerance, over {len(jobs)} settings"
        right = say(entry, text).of(jobs, f"law({entry})", f"{what}, {over}", within=1)
        # The hardest of the settings: where the wrong law is nearest to the right one.
        found.append(right.against(name, told_apart(jobs, entry)[0], f"{wrong}({entry})"))
    if outside:
        population = say(
            "population",
            f"Outside the laws' range the population dynamics holds within ${OUTSIDE:g}$ times the "
            "laws' tolerances at $T_2$.",
        ).of(outside, "population(worst)", largest, within=OUTSIDE)
        found.append(population.against("the laws without late neurons", read="on_time(worst)"))
    return found + population_dynamics.claims(scale) + phase_diagram.claims(scale)
