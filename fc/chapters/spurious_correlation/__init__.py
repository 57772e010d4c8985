"""Spurious correlation on Boolean data."""

from fc.chapters.remedies import cases as remedy_cases
from fc.chapters.scale import SIZES
from fc.data.boolean import BooleanFunction, BooleanSetting, draw
from fc.experiments.boolean.first_feature import FirstFeature
from fc.experiments.boolean.hidden_units import FEW
from fc.experiments.theorems.label_information import LabelProbe
from fc.networks.probes import least_squares
from fc.theory.fourier_gap import best_spurious_part, core_push, gap

__all__ = [
    "FEW",
    "SIZES",
    "BooleanFunction",
    "BooleanSetting",
    "FirstFeature",
    "LabelProbe",
    "best_spurious_part",
    "core_push",
    "draw",
    "gap",
    "least_squares",
    "remedy_cases",
]
