"""Claims on representation distillation."""

from fc.chapters.distillation import linear
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements


def claims(sizes: Scale) -> list[Claim]:
    """Students on images, and the path of a student of a linear teacher."""
    say = Statements("distillation", sizes.seeds)
    return linear.claims(say, sizes)
