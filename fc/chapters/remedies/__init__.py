"""What cures contamination, and what cures spurious correlation."""

from fc.chapters.sizes import SIZES
from fc.experiments.theorems.dose import leading_order

__all__ = [
    "SIZES",
    "leading_order",
]
