"""Networks as they are trained in practice, which several chapters look at."""

from typing import Any

from fc.networks.architecture import Architecture

ORDINARY = Architecture(biases=True, trained_output=True, init="default")
# The growth ratio B/C that counts as contamination; half of the margin.
GROWS, HALF = 0.1, 0.5
# Skewed: with a symmetric law the data at kappa = -1 would be those in distribution. The margin
# ratio of a linear network, the other candidate for a control, is 1 whatever its weights.
MEAN_ZERO: dict[str, Any] = {"bg_strengths": "bernoulli:0.75", "bg_shift": -0.75}
