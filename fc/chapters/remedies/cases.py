"""The theorems' network with a remedy, on contaminated and on spuriously correlated data."""

from typing import Any, NamedTuple

from fc.chapters.scale import Scale
from fc.experiments.networks.pretraining import Pretraining
from fc.experiments.networks.training import NO_REMEDY, THEOREM_NETWORK, TorchTraining
from fc.model.setting import Setting
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe

AGREEMENT = 0.95  # Of the background's sign with the label, in the spurious control.
BATCH = 100  # Six seeds then share a tensor program.
STEPS, LATER = 2500, 400
FLIP = "fit.risk_ood(-1)"
GRADIENT = Remedy(gradient="off_input_mean")
REMEDIES = {
    "none": NO_REMEDY,
    "groups": Remedy(weights="groups"),
    "dro": Remedy(weights="dro"),
    "retrained": Remedy(retrained=True),
    "centred": Remedy("centred"),
    "gradient": GRADIENT,
}
TITLES = {
    "none": "none",
    "groups": "group reweighting",
    "dro": "group DRO",
    "retrained": "last layer retrained",
    "centred": "centring",
    "gradient": "gradient off the mean",
}


class Case(NamedTuple):
    """One remedy, on both kinds of data."""

    contamination: TorchTraining
    spurious: TorchTraining


def theorem(sizes: Scale, remedy: Remedy = GRADIENT, **changes: Any) -> TorchTraining:
    """Two layers, small start, hinge loss, SGD, to the fit; `changes` are of the setting."""
    setting = sizes.features(batch=BATCH, **changes)
    return TorchTraining(setting, recipe=Recipe(steps=STEPS), remedy=remedy)


def cases(sizes: Scale) -> dict[str, Case]:
    """Every remedy by name."""
    return {
        name: Case(theorem(sizes, one), theorem(sizes, one, bg_agreement=AGREEMENT))
        for name, one in REMEDIES.items()
    }


def tuned(sizes: Scale, remedy: Remedy = GRADIENT) -> Pretraining:
    """The theorems' network, trained to the fit without a remedy, and then on with one."""
    setting = sizes.features(batch=BATCH)
    first, second = (Recipe("logistic", steps=steps) for steps in (2 * STEPS, LATER))
    return Pretraining(
        setting, THEOREM_NETWORK, second, remedy, (LATER,), pretraining=first, backgrounds=NO_REMEDY
    )


def growth_left(setting: Setting, samples: int) -> float:
    """B/C that the gradient off the mean of so many inputs leaves, ``(S_b / S_c) sin^2 theta``.

    To leading order before the margin, with q- = 0: theta is the angle by which the estimate
    misses the background's mean, ``sin^2 = sum_j sigma_j^2 / (s S_b + sum_j sigma_j^2)``.
    """
    missed = setting.core.variance_sum + setting.bg.variance_sum
    return setting.bg.s / setting.core.s * missed / (samples * setting.bg.s + missed)
