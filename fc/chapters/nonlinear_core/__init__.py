"""Two radii of the core."""

from fc.chapters.nonlinear_core.cases import measured
from fc.chapters.scale import SIZES
