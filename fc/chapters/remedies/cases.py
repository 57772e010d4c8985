"""The theorems' network with a remedy."""

from typing import Any

from fc.chapters.scale import Scale
from fc.experiments.networks.training import TorchTraining
from fc.model.setting import Setting
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe

BATCH = 100  # Six seeds then share a tensor program.
STEPS = 2500
GRADIENT = Remedy(gradient="off_input_mean")


def theorem(sizes: Scale, remedy: Remedy = GRADIENT, **changes: Any) -> TorchTraining:
    """Two layers, small start, hinge loss, SGD, to the fit; `changes` are of the setting."""
    setting = sizes.features(batch=BATCH, **changes)
    return TorchTraining(setting, recipe=Recipe(steps=STEPS), remedy=remedy)


def growth_left(setting: Setting, samples: int) -> float:
    """B/C that the gradient off the mean of so many inputs leaves, ``(S_b / S_c) sin^2 theta``.

    To leading order before the margin, with q- = 0: theta is the angle by which the estimate
    misses the background's mean, ``sin^2 = sum_j sigma_j^2 / (s S_b + sum_j sigma_j^2)``.
    """
    missed = setting.core.variance_sum + setting.bg.variance_sum
    return setting.bg.s / setting.core.s * missed / (samples * setting.bg.s + missed)
