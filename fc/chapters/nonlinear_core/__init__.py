"""Two radii of the core."""

from fc.chapters.nonlinear_core.cases import (
    LONG,
    NARROW,
    STEPS,
    combination,
    job,
    measured,
    of_activation,
)
from fc.chapters.scale import SIZES
from fc.experiments.networks.spheres import CURVE
from fc.networks.recipe import LOSSES, OPTIMISERS
from fc.networks.training import train_networks
from fc.theory.spheres import activity_gap, bias_share, threshold_error, threshold_share, window

__all__ = [
    "CURVE",
    "LONG",
    "LOSSES",
    "NARROW",
    "OPTIMISERS",
    "SIZES",
    "STEPS",
    "activity_gap",
    "bias_share",
    "combination",
    "job",
    "measured",
    "of_activation",
    "threshold_error",
    "threshold_share",
    "train_networks",
    "window",
]
