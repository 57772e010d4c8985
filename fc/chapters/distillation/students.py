"""Claims on representation distillation in the feature model."""

from fc.chapters.constants.cases import POPULATION_MARGIN
from fc.chapters.distillation import images as image_distillation
from fc.chapters.distillation.cases import (
    EARLY,
    FORK,
    LATE,
    PARTS,
    backgrounds,
    linear_fit,
    of_core,
    of_radius,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

FITTED, MISSED = 0.01, 0.25  # Relative to the variance of the teacher's representation.
TURN, RIGHT, GAP = 0.1, 0.97, 0.1
EDGE_SEEDS = 10  # The seeds scatter near the edge of what the student can bear.
# What is read, and what that is.
ID, FLIPPED = ("fit(1)", "fit error in distribution"), ("fit(-1)", "fit error at kappa = -1")
MEANLESS = "fit(0)", "fit error at kappa = 0"
CHANGE = f"{EARLY}.change(-1)", f"change of the fit error at kappa = -1, step {EARLY} to {LATE}"
ACCURACY = "accuracy of a probe at kappa = -1"
WORST = "worst(1)", "smallest of the three accuracies in distribution"
GAIN = "gain(-1)", "accuracy of the distilled student minus that of the standard network"
LOST = "lost(-1)", "accuracy of the teacher minus that of the distilled student"
MILD = "gain(no mean)", "difference of accuracies where the background has lost its mean"


def claims(sizes: Scale) -> list[Claim]:
    """The path of a student, networks of practice on two kinds of core, and images."""
    say = Statements("distillation", sizes.seeds)
    if sizes.few:
        return _early(say, sizes)
    found = _early(say, sizes) + _late(say, sizes) + _core(say, sizes) + _radius(say, sizes)
    return found + image_distillation.claims(sizes)


def _after(step: int, read: str, quantity: str) -> tuple[str, str]:
    return f"{step}.{read}", f"{quantity}, step {step}"


def _near(value: float) -> Range:
    return Range(value - POPULATION_MARGIN, value + POPULATION_MARGIN)


def _path(say: Statements, sizes: Scale, step: int, name: str, statement: str) -> Claim:
    off = _after(step, "off(-1)", "measured minus predicted fit error at kappa = -1")
    one_gate = "predicted with one gate, $n_b = n_c$", linear_fit(sizes), f"{step}.off_one_gate(-1)"
    paths = [linear_fit(sizes, part) for part in PARTS]
    return say.derived(name, statement).of(paths, *off, _near(0)).against(*one_gate)


def _early(say: Statements, sizes: Scale) -> list[Claim]:
    predicted = (
        "When the fast phase ends, the two-variable path predicts the fit error on a flipped "
        r"background for $n_b/n_c = 1/4, 1/2, 1, 2$."
    )
    return [
        _path(say, sizes, EARLY, "path_early", predicted),
        say.derived(
            "linear_student",
            "A linear student of the linear teacher fits it on a flipped background as well.",
        )
        .of(linear_fit(sizes, activation="identity"), *_after(EARLY, *FLIPPED), high=FITTED)
        .against("ReLU student", linear_fit(sizes)),
    ]


def _late(say: Statements, sizes: Scale) -> list[Claim]:
    quarter, half, same, double = (linear_fit(sizes, part) for part in PARTS)
    mended, opened = (linear_fit(sizes, part) for part in FORK)
    fit_id, meanless, flipped = (_after(LATE, *what) for what in (ID, MEANLESS, FLIPPED))
    return [
        _path(say, sizes, LATE, "path_late", f"So it does after {LATE} steps."),
        say("matched", "In distribution all of these students have fitted the teacher.")
        .of([quarter, half, same, double], *fit_id, high=FITTED)
        .against(r"$\kappa = -1$", quarter, flipped[0]),
        say(
            "mends",
            r"For $n_b/n_c = 1/2, 3/4, 13/16$ fitting longer mends the student on a flipped "
            "background.",
        )
        .of([half, linear_fit(sizes, 0.75), mended], *CHANGE, high=-TURN)
        .against("$n_b = 7 n_c/8$", opened),
        say("worsens", "For $n_b/n_c = 7/8$ and 1 fitting longer makes it worse.")
        .of([opened, same], *CHANGE, low=TURN)
        .against("$n_b = 13 n_c/16$", mended),
        say(
            "open_gates",
            r"For $n_b \ge n_c$ the background opens all gates: without it the student gives half "
            "of what the teacher gives, a fit error of 1/4.",
        )
        .of([same, double], *meanless, _near(0.25))
        .against("$n_b = n_c/2$", half),
        say("silent", "On a flipped background these students are silent: a fit error of 1.")
        .of([same, double], *flipped, _near(1))
        .against("$n_b = n_c/2$", half),
        say.derived(
            "centred_student",
            "With centred inputs the ReLU student fits the teacher on a flipped background.",
        )
        .of(linear_fit(sizes, inputs="centred"), *flipped, high=FITTED)
        .against("not centred", same),
    ]


def _core(say: Statements, sizes: Scale) -> list[Claim]:
    by = {n: of_core(sizes, n) for n in backgrounds(sizes)}
    return [
        say(
            "core_id",
            "A network of practice fits a teacher that gives the core features, in distribution.",
        )
        .of(list(by.values()), *ID, high=FITTED)
        .against(r"$\kappa = -1$", by[sizes.n], "fit(-1)"),
        say("core_ood", r"It does not on a flipped background, for $n_b \ge n_c$.")
        .of([job for n, job in by.items() if n >= sizes.n], *FLIPPED, low=MISSED)
        .against("linear student", of_core(sizes, activation="identity")),
        say("core_centred", "With centred inputs it does.")
        .of(of_core(sizes, inputs="centred"), *FLIPPED, high=FITTED)
        .against("not centred", by[sizes.n]),
    ]


def _radius(say: Statements, sizes: Scale) -> list[Claim]:
    few, half, same, double, many = (of_radius(sizes, n) for n in backgrounds(sizes))
    centred = of_radius(sizes, inputs="centred")
    squared_half, squared_same, squared_double = (
        of_radius(sizes, n, loss="squared") for n in backgrounds(sizes)[1:4]
    )
    squared_centred = of_radius(sizes, inputs="centred", loss="squared")
    return [
        say(
            "radius_id",
            r"On two radii probes on teacher, distilled and standard network are right in "
            r"distribution, for $n_b < 4 n_c$.",
        )
        .of([few, half, same, double], *WORST, low=RIGHT)
        .against(r"$\kappa = -1$", same, "worst(-1)"),
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
        .against("$n_b = n_c/2$, label by squared loss", squared_half),
        say(
            "radius_gain_squared",
            r"On a flipped background it is better than a network trained on the label by the "
            "squared loss, too, for $n_b = n_c$ and $2 n_c$.",
        )
        .of([squared_same, squared_double], *GAIN, low=GAP)
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
