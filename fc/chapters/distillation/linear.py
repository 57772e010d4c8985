"""Claims on the theorems' student of a linear teacher, and the path that predicts it."""

from dataclasses import replace

from fc.chapters.scale import Scale
from fc.experiments.networks.distillation import LinearFit
from fc.verdicts.claim import Claim, Statements

# Checkpoints of the student: after the fast phase, and well into the slow one.
EARLY, LATE = 100, 1500
CHECKPOINTS = (20, 50, EARLY, 200, 500, 1000, LATE)
PARTS = (0.25, 0.5, 1.0, 2.0)  # n_bg / n_core.
PATH_MARGIN = 0.05
FITTED = 0.01  # Relative to the variance of the teacher's representation.


def linear_fit(sizes: Scale, part: float = 1.0, activation: str = "relu") -> LinearFit:
    """A student of the sum of the core, with ``part n_core`` background features."""
    setting = sizes.features(n_bg=round(part * sizes.n), activation=activation)
    # In units of the setting's own step size: the noise vanishes with the error.
    paced = replace(setting, step_size=10 * setting.eta)
    return LinearFit(paced, (EARLY,) if sizes.few else CHECKPOINTS)


def claims(say: Statements, sizes: Scale) -> list[Claim]:
    """The path of a ReLU student, and a linear one, which has no choice."""
    paths = [linear_fit(sizes, part) for part in PARTS]
    last = EARLY if sizes.few else LATE
    return [
        say.derived(
            "path",
            rf"After {last} steps the two-variable path predicts the fit error on a flipped "
            r"background for $n_b/n_c = 1/4, 1/2, 1, 2$.",
        )
        .of(paths, f"{last}.off(-1)", within=PATH_MARGIN)
        .against("predicted with one gate", read=f"{last}.off_one_gate(-1)"),
        say.derived(
            "linear_student",
            "A linear student of the linear teacher fits it on a flipped background as well.",
        )
        .of(linear_fit(sizes, activation="identity"), f"{EARLY}.fit(-1)", high=FITTED)
        .against("ReLU student", linear_fit(sizes)),
    ]
