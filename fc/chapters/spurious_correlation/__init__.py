"""Spurious correlation on Boolean data."""

from fc.chapters.remedies import cases as remedy_cases
from fc.chapters.sizes import SIZES
from fc.data.boolean import draw
from fc.experiments.boolean.first_feature import FirstFeature
from fc.experiments.boolean.hidden_units import FEW, least_squares
from fc.experiments.theorems.label_information import LabelProbe
from fc.theory.fourier_gap import best_spurious_part, core_push, gap

__all__ = [
    "FEW",
    "SIZES",
    "FirstFeature",
    "LabelProbe",
    "best_spurious_part",
    "core_push",
    "draw",
    "gap",
    "least_squares",
    "remedy_cases",
]
