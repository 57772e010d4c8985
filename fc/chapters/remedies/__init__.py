"""What cures contamination, and what cures spurious correlation."""

from fc.chapters.scale import SIZES
from fc.experiments.theorems.shifted_backgrounds import leading_order
