"""Two radii of the core."""

from fc.chapters.nonlinear_core.cases import measured
from fc.chapters.numerical_experiment.cases import default as paper
from fc.chapters.scale import SIZES
from fc.experiments.networks.spheres import CURVE
