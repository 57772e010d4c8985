"""Two radii of the core."""

from fc.chapters.nonlinear_core.cases import measured
from fc.chapters.scale import SIZES
from fc.experiments.networks.spheres import CURVE
from fc.networks.training import LOSSES, OPTIMISERS, train_networks
from fc.theory.spheres import activity_gap, threshold_error, window
