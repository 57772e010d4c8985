"""Networks as they are trained in practice, which several chapters look at."""

from typing import Any

from fc.model.setting import Setting
from fc.networks.architecture import Architecture

ORDINARY = Architecture(biases=True, trained_output=True, init="default")
# The fit comes after 8 to 120 steps.
RATES = {"sgd": 0.03, "momentum": 0.003, "adam": 5e-4, "adamw": 5e-4}
# The growth ratio B/C that counts as contamination; half of the margin.
GROWS, HALF = 0.1, 0.5
# Skewed: with a symmetric law the data at kappa = -1 would be those in distribution. The margin
# ratio of a linear network, the other candidate for a control, is 1 whatever its weights.
MEAN_ZERO: dict[str, Any] = {"bg_strengths": "bernoulli:0.75", "bg_shift": -0.75}


def ordinary(activation: str = "relu", **changes: object) -> Setting:
    """Setting with ``d = 4 d0`` input coordinates, on which the default initial weights depend.

    64 core features at every scale: the squared loss holds each margin at 1, where the spread over
    inputs alone is a hinge risk, of 0.046 with 32 features, close to the 0.05 of the fit.
    """
    fields: dict[str, Any] = {"n_core": 64, "n_bg": 64, "d": 512, "width": 128, "batch": 256}
    return Setting(**(fields | {"activation": activation} | changes))
