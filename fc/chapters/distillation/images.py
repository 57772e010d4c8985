"""Claims on representation distillation on images."""

from __future__ import annotations

from fc.chapters.distillation.cases import COLOURS, claim, on_images
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

RIGHT, GENERALISES = 0.95, 0.9
SEEDS = 8  # Where the seeds scatter most.
LOST, CLOSED = 0.2, 0.25
FITTED, MISSED = 0.15, 1.0  # A constant, the teacher's mean, has a fit error of about 1.


def claims(sizes: Scale) -> list[Claim]:
    """What a student on one background keeps of a teacher that saw every colour."""
    jobs = [on_images(colour) for colour in COLOURS]
    red = jobs[0]
    diverse = ("student fits in frames of any colour", on_images("red", "any"))
    return [
        claim(
            sizes,
            "images_id",
            "On digits in red frames probes on teacher, distilled and standard network are right "
            "in distribution.",
            "smallest of the three accuracies in distribution",
            Range(low=RIGHT),
            ([red], "worst_id"),
            ("halfway to other colours", red, "student.ood(0.5)"),
        ),
        claim(
            sizes,
            "images_teacher",
            "Halfway to other colours the teacher is right on nine images in ten.",
            "mean accuracy over frames halfway to seven other colours",
            Range(low=GENERALISES),
            ([red], "teacher.ood(0.5)"),
            ("standard network", red, "standard.ood(0.5)"),
        ),
        claim(
            sizes,
            "images_lost",
            "The student that fits its teacher in red or black frames is right on fewer, by at "
            "least a fifth of all images.",
            "accuracy of the teacher minus that of the student, halfway to other colours",
            Range(low=LOST),
            (jobs, "lost(0.5)"),
            (*diverse, "lost(0.5)"),
        ),
        claim(
            sizes,
            "images_closed",
            "In frames of other colours distillation closes at most a quarter of the gap between "
            "standard network and teacher.",
            "share of the gap that is closed",
            Range(high=CLOSED),
            (jobs, "closed(1)"),
            (*diverse, "closed(1)"),
            least_seeds=SEEDS,
        ),
        claim(
            sizes,
            "images_fit_id",
            "The student fits its teacher's representation in distribution.",
            "fit error on test images",
            Range(high=FITTED),
            (jobs, "fit_id"),
            ("halfway to other colours", red, "fit_ood(0.5)"),
        ),
        claim(
            sizes,
            "images_fit_ood",
            "In frames of other colours it is further from it than a constant is.",
            "mean fit error over frames of seven other colours",
            Range(low=MISSED),
            (jobs, "fit_ood(1)"),
            (*diverse, "fit_ood(1)"),
            least_seeds=SEEDS,
        ),
    ]
