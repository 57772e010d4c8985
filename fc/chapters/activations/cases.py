"""Which activations are put to the test, and the job of each."""

from typing import Any

from fc.chapters.scale import Scale
from fc.experiments.theorems.growth import Growth, at_pace
from fc.verdicts.claim import Statements

# Activations that were chosen after the criterion was written, with the class and the growth ratio
# B / C that it predicts. This list was committed before any of them was trained.
CHOSEN_AFTERWARDS = {
    "mish": ("positive", 0.454),
    "hardswish": ("positive", 0.403),
    "logsigmoid": ("negative", -0.333),
    # phi_e' changes its sign at 0.51; up to mean margin 1 the two halves nearly cancel.
    "selu": ("undecided", -0.011),
    "softsign": ("stable", 0.0),
    "hardtanh": ("neutral", 0.0),
    "tanhshrink": ("unstable", None),
}
POSITIVE = ("relu", "leaky_relu:0.1", "gelu", "silu", "softplus", "elu", "mish", "hardswish")
NEGATIVE = ("logsigmoid", "quadratic:-0.3", "shifted:0.5:tanh")
# With a near relative that the criterion says contaminates.
CLEAN = {
    "identity": "leaky_relu:0.75",
    "tanh": "shifted:0.5:tanh",
    "sigmoid": "shifted:0.5:sigmoid",
    "erf": "shifted:0.5:erf",
    "sin": "shifted:0.5:sin",
    "softsign": "shifted:0.5:softsign",
    "hardtanh": "shifted:0.5:hardtanh",
    "selu": "shifted:-0.5:selu",
    "shifted:5:relu": "shifted:0.5:relu",
}
FEW = ("relu", "gelu", "quadratic:-0.3", "tanh", "identity", "selu")
MIXING = (-1.0, -0.5, 0.25, 0.5, 0.75)
# Half of the growth that is worth a warning; and the relative error of a prediction.
CLEAN_BELOW, NEAR = 0.05, 0.1
# From vanishing weights, an activation that is flat at 0 would never leave them.
LARGE_START = {"square": 1.0, "cubic": 1.0, "tanhshrink": 3.0}


def slug(spec: str) -> str:
    """Name of an activation in a claim's id: the text of its spec."""
    return "_".join(part for part in spec.split(":") if part[-1].isalpha())


def growth(sizes: Scale, spec: str, start: float | None = None) -> Growth:
    """The job of an activation; `start` is the factor of initial weights of variance ``1/d0^2``."""
    large: dict[str, Any] = {} if start is None else {"d": (2 * sizes.n) ** 2, "init_scale": start}
    return at_pace(sizes.features(activation=spec, **large), steps(sizes))


def steps(sizes: Scale) -> int:
    """Steps that mean margin 1 takes, about."""
    return 80 if sizes.few else 200


ENTRIES = {
    "ratio": "growth of B over growth of C",
    "relative.predicted": "growth ratio, predicted minus SGD, over SGD",
    "rms": "growth of B over growth of C, root mean square over neurons",
    "margin_ratio(-1)": "margin ratio at kappa = -1",
    "risk_gap(-1)": "OOD minus ID hinge risk at kappa = -1",
    "risk_gap(-2)": "OOD minus ID hinge risk at kappa = -2",
}


def statements(sizes: Scale) -> Statements:
    """The maker of the chapter's claims."""
    return Statements("activations", sizes.seeds, "derived", ENTRIES.get)
