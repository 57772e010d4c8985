"""What cures contamination, and what cures spurious correlation."""

from fc.chapters.scale import SIZES
from fc.experiments.theorems.dose import leading_order

__all__ = ["SIZES", "leading_order"]
