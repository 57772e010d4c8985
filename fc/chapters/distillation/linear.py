"""Claims on the theorems' student of a linear teacher, and the path that predicts it."""

from typing import Any

from fc.chapters.constants.population_dynamics import POPULATION_MARGIN
from fc.chapters.scale import Scale
from fc.experiments.networks.distillation import LinearFit
from fc.verdicts.claim import Claim, Statements

# Checkpoints of the student: after the fast phase, and well into the slow one.
EARLY, LATE = 100, 1500
CHECKPOINTS = (20, 50, EARLY, 200, 500, 1000, LATE)
PARTS = (0.25, 0.5, 1.0, 2.0)  # n_bg / n_core.
FORK = (13 / 16, 7 / 8)  # Below and above what opens the gates.
FITTED = 0.01  # Relative to the variance of the teacher's representation.
CHANGE = f"{EARLY}.change(-1)", f"change of the fit error at kappa = -1, step {EARLY} to {LATE}"


def linear_fit(
    sizes: Scale, part: float = 1.0, inputs: str = "raw", activation: str = "relu"
) -> LinearFit:
    """A student of the sum of the core, with ``part n_core`` background features."""
    fields: dict[str, Any] = {"n_bg": round(part * sizes.n), "activation": activation}
    times = (EARLY,) if sizes.few else CHECKPOINTS
    # In units of the setting's own step size: the noise vanishes with the error.
    step_size = 10 * sizes.features(**fields).eta
    return LinearFit(sizes.features(**fields, step_size=step_size), times, inputs)


def _fit(step: int, kappa: int) -> tuple[str, str]:
    where = "at kappa = " + str(kappa) if kappa < 1 else "in distribution"
    return f"{step}.fit({kappa})", f"fit error {where}, step {step}"


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """After the fast phase; and well into the slow one, where the background opens the gates."""
    paths = _, half, same, double = [linear_fit(sizes, part) for part in PARTS]
    mended, opened = (linear_fit(sizes, part) for part in FORK)
    fit_id, meanless, flipped = (_fit(LATE, kappa) for kappa in (1, 0, -1))
    off = "off(-1)", "measured minus predicted fit error at kappa = -1, step"
    one_gate = "predicted with one gate"
    found = [
        say.derived(
            "path_early",
            "When the fast phase ends, the two-variable path predicts the fit error on a flipped "
            r"background for $n_b/n_c = 1/4, 1/2, 1, 2$.",
        )
        .of(paths, f"{EARLY}.{off[0]}", f"{off[1]} {EARLY}", within=POPULATION_MARGIN)
        .against(one_gate, read=f"{EARLY}.off_one_gate(-1)"),
        say.derived(
            "linear_student",
            "A linear student of the linear teacher fits it on a flipped background as well.",
        )
        .of(linear_fit(sizes, activation="identity"), *_fit(EARLY, -1), high=FITTED)
        .against("ReLU student", same),
    ]
    if sizes.few:
        return found
    return [
        *found,
        say.derived("path_late", f"So it does after {LATE} steps.")
        .of(paths, f"{LATE}.{off[0]}", f"{off[1]} {LATE}", within=POPULATION_MARGIN)
        .against(one_gate, read=f"{LATE}.off_one_gate(-1)"),
        say("matched", "In distribution all of these students have fitted the teacher.")
        .of(paths, *fit_id, high=FITTED)
        .against(f"after {CHECKPOINTS[1]} steps", read=f"{CHECKPOINTS[1]}.fit(1)"),
        say(
            "mends",
            r"For $n_b/n_c = 1/2, 3/4, 13/16$ fitting longer mends the student on a flipped "
            "background.",
        )
        .of([half, linear_fit(sizes, 0.75), mended], *CHANGE, high=-0.1)
        .against("$n_b = 7 n_c/8$", opened),
        say("worsens", "For $n_b/n_c = 7/8$ and 1 fitting longer makes it worse.")
        .of([opened, same], *CHANGE, low=0.1)
        .against("$n_b = 13 n_c/16$", mended),
        say(
            "open_gates",
            r"For $n_b \ge n_c$ the background opens all gates: without it the student gives half "
            "of what the teacher gives, a fit error of 1/4.",
        )
        .of([same, double], *meanless, low=0.25 - POPULATION_MARGIN, high=0.25 + POPULATION_MARGIN)
        .against("$n_b = n_c/2$", half),
        say("silent", "On a flipped background these students are silent: a fit error of 1.")
        .of([same, double], *flipped, low=1 - POPULATION_MARGIN, high=1 + POPULATION_MARGIN)
        .against("$n_b = n_c/2$", half),
        say.derived(
            "centred_student",
            "With centred inputs the ReLU student fits the teacher on a flipped background.",
        )
        .of(linear_fit(sizes, inputs="centred"), *flipped, high=FITTED)
        .against("not centred", same),
    ]
