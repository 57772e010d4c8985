"""Claims on representation distillation: networks of practice on two kinds of core, and images."""

from dataclasses import replace
from typing import Any

from fc.chapters.distillation import linear
from fc.chapters.practice import ORDINARY
from fc.chapters.scale import Scale
from fc.experiments.networks.distillation import Distillation
from fc.model.setting import Setting
from fc.networks.distillation import Teacher
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

FITTED = 0.01  # Relative to the variance of the teacher's representation.
RIGHT, GAP = 0.97, 0.1
STOPPED = 20  # Steps after which nothing is fitted.
SEEDS, EDGE_SEEDS = 8, 10  # Where they scatter most; near the edge of what the student can bear.
COLOURS = ("red", "black")  # Training frames.
# What is read, and what that is.
ID, FLIPPED = ("fit(1)", "fit error in distribution"), ("fit(-1)", "fit error at kappa = -1")
ACCURACY = "accuracy of a probe at kappa = -1"
WORST = "worst(1)", "smallest of the three accuracies in distribution"
GAIN = "gain(-1)", "accuracy of the distilled student minus that of the standard network"
LOST = "lost(-1)", "accuracy of the teacher minus that of the distilled student"
MILD = "gain(no mean)", "difference of accuracies where the background has lost its mean"
GAP_HALFWAY = "accuracy of the teacher minus that of the student, halfway to other colours"
HALFWAY = "mean accuracy over frames halfway to seven other colours"
FIT_OOD = "mean fit error over frames of seven other colours"


def of_core(
    sizes: Scale, n_bg: int | None = None, inputs: str = "raw", activation: str = "relu"
) -> Distillation:
    """A network of practice with one hidden layer, whose teacher gives the core features."""
    setting = _setting(sizes, n_bg, activation=activation)
    recipe = Recipe("logistic", "adam", 2e-3, 1000)
    return Distillation(setting, Teacher("core"), ORDINARY, recipe, inputs)


def of_radius(
    sizes: Scale, n_bg: int | None = None, inputs: str = "raw", loss: str = "logistic"
) -> Distillation:
    """One with two hidden layers, on two radii, whose teacher is a random ReLU map of the core.

    `loss` is that of the standard network on the label; the student does not depend on it.
    """
    setting, teacher = _setting(sizes, n_bg, core_radius=2.0), Teacher("relu", 2 * sizes.n)
    recipe = Recipe(loss, "adam", 3e-3, 1500)
    return Distillation(setting, teacher, replace(ORDINARY, depth=3), recipe, inputs)


def _setting(sizes: Scale, n_bg: int | None, **changes: Any) -> Setting:
    sized = {"n_bg": n_bg or sizes.n, "batch": sizes.batch // 2, "d": 8 * sizes.n}
    return sizes.features(**sized, **changes)


def backgrounds(sizes: Scale) -> tuple[int, ...]:
    """Numbers of background features of the sweep."""
    return tuple(round(part * sizes.n) for part in (0.25, 0.5, 1, 2, 4))


def _stopped(job: Distillation) -> tuple[str, Distillation]:
    """A control that has not learned yet."""
    return f"after {STOPPED} steps", replace(job, recipe=replace(job.recipe, steps=STOPPED))


def claims(sizes: Scale) -> list[Claim]:
    """The path of a student, networks of practice on two kinds of core, and images."""
    say = Statements("distillation", sizes.seeds)
    found = linear.claims(say, sizes)
    return found if sizes.few else [*found, *_core(say, sizes), *_radius(say, sizes)]


def _core(say: Statements, sizes: Scale) -> list[Claim]:
    by = {n: of_core(sizes, n) for n in backgrounds(sizes)}
    return [
        say(
            "core_id",
            "A network of practice fits a teacher that gives the core features, in distribution.",
        )
        .of(list(by.values()), *ID, high=FITTED)
        .against(*_stopped(by[sizes.n])),
        say("core_ood", r"It does not on a flipped background, for $n_b \ge n_c$.")
        .of([job for n, job in by.items() if n >= sizes.n], *FLIPPED, low=0.25)
        .against("linear student", of_core(sizes, activation="identity")),
        say("core_centred", "With centred inputs it does.")
        .of(of_core(sizes, inputs="centred"), *FLIPPED, high=FITTED)
        .against("not centred", by[sizes.n]),
    ]


def _radius(say: Statements, sizes: Scale) -> list[Claim]:
    few, half, same, double, many = (of_radius(sizes, n) for n in backgrounds(sizes))
    centred = of_radius(sizes, inputs="centred")
    squared = [of_radius(sizes, n, loss="squared") for n in backgrounds(sizes)[2:4]]
    squared_centred = of_radius(sizes, inputs="centred", loss="squared")
    return [
        say(
            "radius_id",
            r"On two radii probes on teacher, distilled and standard network are right in "
            r"distribution, for $n_b < 4 n_c$.",
        )
        .of([few, half, same, double], *WORST, low=RIGHT)
        .against(*_stopped(same)),
        say("radius_teacher", "On a flipped background the teacher is right.")
        .of([few, half, same, double, many], "teacher.accuracy(-1)", ACCURACY, low=RIGHT)
        .against("standard network", same, "standard.accuracy(-1)"),
        say(
            "radius_gain",
            r"There the distilled student is better than the standard network, for $n_b \le n_c$.",
        )
        .of([few, half, same], *GAIN, low=GAP)
        .against("$n_b = 4 n_c$", many),
        say(
            "radius_lost",
            r"It is worse than its teacher, for $n_b \ge 2 n_c$.",
            seeds=max(sizes.seeds, EDGE_SEEDS),
        )
        .of([double, many], *LOST, low=GAP)
        .against("$n_b = n_c/4$", few),
        say("radius_order", r"For $n_b = 4 n_c$ it is no better than the standard network.")
        .of(many, *GAIN, high=GAP)
        .against("$n_b = n_c$", same),
        say(
            "radius_no_mean",
            r"Where the shift only takes the background's mean away, the distilled student is "
            r"better than the standard network, for $n_b \ge n_c$.",
        )
        .of([same, double, many], *MILD, low=GAP)
        .against(r"flipped instead, $n_b = 4 n_c$", many, GAIN[0]),
        say(
            "radius_gain_squared",
            r"On a flipped background it is better than a network trained on the label by the "
            "squared loss, too, for $n_b = n_c$ and $2 n_c$.",
        )
        .of(squared, *GAIN, low=GAP)
        .against("centred inputs", squared_centred),
        say(
            "radius_centred",
            "With centred inputs the student fits the teacher on a flipped background.",
        )
        .of(centred, *FLIPPED, high=FITTED)
        .against("not centred", same),
        say(
            "radius_centred_squared",
            "With centred inputs a network trained on the label by the squared loss is right "
            "there, too.",
        )
        .of(squared_centred, "standard.accuracy(-1)", ACCURACY, low=RIGHT)
        .against("logistic loss", centred),
    ]
