"""Claims on representation distillation in the feature model."""

from __future__ import annotations

from fc.chapters.distillation import images as image_distillation
from fc.chapters.distillation.cases import (
    EARLY,
    FORK,
    LATE,
    PARTS,
    backgrounds,
    claim,
    linear_fit,
    of_core,
    of_radius,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

CLOSURE = 0.03  # Margin of the population dynamics in the chapters on the constants.
FITTED, MISSED = 0.01, 0.25  # Relative to the variance of the teacher's representation.
TURN = 0.1
RIGHT, GAP = 0.97, 0.1
FLIPPED = "fit error at kappa = -1"
ACCURACY = "accuracy of a probe at kappa = -1"


def claims(sizes: Scale) -> list[Claim]:
    """The path of a student, networks of practice on two kinds of core, and images."""
    if sizes.few:
        return _early(sizes)
    found = _early(sizes) + _late(sizes) + _core(sizes) + _radius(sizes)
    return found + image_distillation.claims(sizes)


def _early(sizes: Scale) -> list[Claim]:
    paths = [linear_fit(sizes, part) for part in PARTS]
    return [
        claim(
            sizes,
            "path_early",
            "When the fast phase ends, the two-variable path predicts the fit error on a flipped "
            r"background for $n_b/n_c = 1/4, 1/2, 1, 2$.",
            f"measured minus predicted fit error at kappa = -1, step {EARLY}",
            Range(-CLOSURE, CLOSURE),
            (paths, f"{EARLY}.off(-1)"),
            ("predicted with one gate, $n_b = n_c$", paths[2], f"{EARLY}.off_one_gate(-1)"),
            "derived",
        ),
        claim(
            sizes,
            "linear_student",
            "A linear student of the linear teacher fits it on a flipped background as well.",
            f"{FLIPPED}, step {EARLY}",
            Range(high=FITTED),
            ([linear_fit(sizes, activation="identity")], f"{EARLY}.fit(-1)"),
            ("ReLU student", linear_fit(sizes), f"{EARLY}.fit(-1)"),
            "derived",
        ),
    ]


def _late(sizes: Scale) -> list[Claim]:
    by = {part: linear_fit(sizes, part) for part in PARTS}
    mended, opened = (linear_fit(sizes, part) for part in FORK)
    open_gates = [by[1.0], by[2.0]]
    return [
        claim(
            sizes,
            "path_late",
            f"So it does after {LATE} steps.",
            f"measured minus predicted fit error at kappa = -1, step {LATE}",
            Range(-CLOSURE, CLOSURE),
            (list(by.values()), f"{LATE}.off(-1)"),
            ("predicted with one gate, $n_b = n_c$", by[1.0], f"{LATE}.off_one_gate(-1)"),
            "derived",
        ),
        claim(
            sizes,
            "matched",
            "In distribution all of these students have fitted the teacher.",
            f"fit error in distribution, step {LATE}",
            Range(high=FITTED),
            (list(by.values()), f"{LATE}.fit(1)"),
            (r"$\kappa = -1$", by[0.25], f"{LATE}.fit(-1)"),
        ),
        claim(
            sizes,
            "mends",
            r"For $n_b/n_c = 1/2, 3/4, 13/16$ fitting longer mends the student on a flipped "
            "background.",
            f"change of the fit error at kappa = -1, step {EARLY} to {LATE}",
            Range(high=-TURN),
            ([by[0.5], linear_fit(sizes, 0.75), mended], f"{EARLY}.change(-1)"),
            ("$n_b = 7 n_c/8$", opened, f"{EARLY}.change(-1)"),
        ),
        claim(
            sizes,
            "worsens",
            r"For $n_b/n_c = 7/8$ and 1 fitting longer makes it worse.",
            f"change of the fit error at kappa = -1, step {EARLY} to {LATE}",
            Range(low=TURN),
            ([opened, by[1.0]], f"{EARLY}.change(-1)"),
            ("$n_b = 13 n_c/16$", mended, f"{EARLY}.change(-1)"),
        ),
        claim(
            sizes,
            "open_gates",
            r"For $n_b \ge n_c$ the background opens all gates: without it the student gives half "
            "of what the teacher gives, a fit error of 1/4.",
            f"fit error at kappa = 0, step {LATE}",
            Range(0.25 - CLOSURE, 0.25 + CLOSURE),
            (open_gates, f"{LATE}.fit(0)"),
            ("$n_b = n_c/2$", by[0.5], f"{LATE}.fit(0)"),
        ),
        claim(
            sizes,
            "silent",
            r"On a flipped background these students are silent: a fit error of 1.",
            f"{FLIPPED}, step {LATE}",
            Range(1 - CLOSURE, 1 + CLOSURE),
            (open_gates, f"{LATE}.fit(-1)"),
            ("$n_b = n_c/2$", by[0.5], f"{LATE}.fit(-1)"),
        ),
        claim(
            sizes,
            "centred_student",
            "With centred inputs the ReLU student fits the teacher on a flipped background.",
            f"{FLIPPED}, step {LATE}",
            Range(high=FITTED),
            ([linear_fit(sizes, inputs="centred")], f"{LATE}.fit(-1)"),
            ("not centred", by[1.0], f"{LATE}.fit(-1)"),
            "derived",
        ),
    ]


def _core(sizes: Scale) -> list[Claim]:
    by = {n: of_core(sizes, n) for n in backgrounds(sizes)}
    raw = by[sizes.n]
    return [
        claim(
            sizes,
            "core_id",
            "A network of practice fits a teacher that gives the core features, in distribution.",
            "fit error in distribution",
            Range(high=FITTED),
            (list(by.values()), "fit(1)"),
            (r"$\kappa = -1$", raw, "fit(-1)"),
        ),
        claim(
            sizes,
            "core_ood",
            r"It does not on a flipped background, for $n_b \ge n_c$.",
            FLIPPED,
            Range(low=MISSED),
            ([job for n, job in by.items() if n >= sizes.n], "fit(-1)"),
            ("linear student", of_core(sizes, activation="identity"), "fit(-1)"),
        ),
        claim(
            sizes,
            "core_centred",
            "With centred inputs it does.",
            FLIPPED,
            Range(high=FITTED),
            ([of_core(sizes, inputs="centred")], "fit(-1)"),
            ("not centred", raw, "fit(-1)"),
        ),
    ]


def _radius(sizes: Scale) -> list[Claim]:
    by = {n: of_radius(sizes, n) for n in backgrounds(sizes)}
    few, half, same, double, many = by
    below = [job for n, job in by.items() if n < many]
    centred = of_radius(sizes, inputs="centred")
    squared = {n: of_radius(sizes, n, loss="squared") for n in (half, same, double)}
    squared_centred = of_radius(sizes, inputs="centred", loss="squared")
    return [
        claim(
            sizes,
            "radius_id",
            r"On two radii probes on teacher, distilled and standard network are right in "
            r"distribution, for $n_b < 4 n_c$.",
            "smallest of the three accuracies in distribution",
            Range(low=RIGHT),
            (below, "worst(1)"),
            (r"$\kappa = -1$", by[same], "worst(-1)"),
        ),
        claim(
            sizes,
            "radius_teacher",
            "On a flipped background the teacher is right.",
            ACCURACY,
            Range(low=RIGHT),
            (list(by.values()), "teacher.accuracy(-1)"),
            ("standard network", by[same], "standard.accuracy(-1)"),
        ),
        claim(
            sizes,
            "radius_gain",
            r"There the distilled student is better than the standard network, for $n_b \le n_c$.",
            "accuracy of the distilled student minus that of the standard network",
            Range(low=GAP),
            ([by[few], by[half], by[same]], "gain(-1)"),
            ("$n_b = 4 n_c$", by[many], "gain(-1)"),
        ),
        claim(
            sizes,
            "radius_lost",
            r"It is worse than its teacher, for $n_b \ge 2 n_c$.",
            "accuracy of the teacher minus that of the distilled student",
            Range(low=GAP),
            ([by[double], by[many]], "lost(-1)"),
            ("$n_b = n_c/4$", by[few], "lost(-1)"),
            least_seeds=10,  # The seeds scatter near the edge of what the student can bear.
        ),
        claim(
            sizes,
            "radius_order",
            r"For $n_b = 4 n_c$ it is no better than the standard network.",
            "accuracy of the distilled student minus that of the standard network",
            Range(high=GAP),
            ([by[many]], "gain(-1)"),
            ("$n_b = n_c$", by[same], "gain(-1)"),
        ),
        claim(
            sizes,
            "radius_no_mean",
            r"Where the shift only takes the background's mean away, the distilled student is "
            r"better than the standard network, for $n_b \ge n_c$.",
            "difference of accuracies where the background has lost its mean",
            Range(low=GAP),
            ([by[same], by[double], by[many]], "gain(no mean)"),
            ("$n_b = n_c/2$, label by squared loss", squared[half], "gain(no mean)"),
        ),
        claim(
            sizes,
            "radius_gain_squared",
            r"On a flipped background it is better than a network trained on the label by the "
            "squared loss, too, for $n_b = n_c$ and $2 n_c$.",
            "accuracy of the distilled student minus that of the standard network",
            Range(low=GAP),
            ([squared[same], squared[double]], "gain(-1)"),
            ("centred inputs", squared_centred, "gain(-1)"),
        ),
        claim(
            sizes,
            "radius_centred",
            "With centred inputs the student fits the teacher on a flipped background.",
            FLIPPED,
            Range(high=FITTED),
            ([centred], "fit(-1)"),
            ("not centred", by[same], "fit(-1)"),
        ),
        claim(
            sizes,
            "radius_centred_squared",
            "With centred inputs a network trained on the label by the squared loss is right "
            "there, too.",
            ACCURACY,
            Range(low=RIGHT),
            ([squared_centred], "standard.accuracy(-1)"),
            ("logistic loss", centred, "standard.accuracy(-1)"),
        ),
    ]
