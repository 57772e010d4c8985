"""Claims on representation distillation on images."""

from fc.chapters.distillation.cases import COLOURS, on_images
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

SEEDS = 8  # Where the seeds scatter most.
RIGHT, GENERALISES, LOST, CLOSED = 0.95, 0.9, 0.2, 0.25
FITS, WORSE_THAN_CONSTANT = 0.15, 1.0  # A constant, the teacher's mean, has an error of about 1.
GAP = "accuracy of the teacher minus that of the student, halfway to other colours"
HALFWAY = "mean accuracy over frames halfway to seven other colours"
MISSED = "mean fit error over frames of seven other colours"


def claims(sizes: Scale) -> list[Claim]:
    """What a student on one background keeps of a teacher that saw every colour."""
    say, seeds = Statements("distillation", sizes.seeds), max(sizes.seeds, SEEDS)
    red, black = (on_images(colour) for colour in COLOURS)
    diverse = "student fits in frames of any colour", on_images("red", "any")
    return [
        say(
            "images_id",
            "On digits in red frames probes on teacher, distilled and standard network are right "
            "in distribution.",
        )
        .of(red, "worst_id", "smallest of the three accuracies in distribution", low=RIGHT)
        .against("halfway to other colours", read="student.ood(0.5)"),
        say(
            "images_teacher", "Halfway to other colours the teacher is right on nine images in ten."
        )
        .of(red, "teacher.ood(0.5)", HALFWAY, low=GENERALISES)
        .against("standard network", read="standard.ood(0.5)"),
        say(
            "images_lost",
            "The student that fits its teacher in red or black frames is right on fewer, by at "
            "least a fifth of all images.",
        )
        .of([red, black], "lost(0.5)", GAP, low=LOST)
        .against(*diverse),
        say(
            "images_closed",
            "In frames of other colours distillation closes at most a quarter of the gap between "
            "standard network and teacher.",
            seeds=seeds,
        )
        .of([red, black], "closed(1)", "share of the gap that is closed", high=CLOSED)
        .against(*diverse),
        say("images_fit_id", "The student fits its teacher's representation in distribution.")
        .of([red, black], "fit_id", "fit error on test images", high=FITS)
        .against("halfway to other colours", red, "fit_ood(0.5)"),
        say(
            "images_fit_ood",
            "In frames of other colours it is further from it than a constant is.",
            seeds=seeds,
        )
        .of([red, black], "fit_ood(1)", MISSED, low=WORSE_THAN_CONSTANT)
        .against(*diverse),
    ]
