"""Representation distillation."""

from fc.chapters.distillation.cases import EARLY, LATE, backgrounds, linear_fit, of_core, of_radius
from fc.chapters.nonlinear_core.cases import measured
from fc.chapters.scale import SIZES
from fc.experiments.images.distillation import SHARES
from fc.networks.teachers import KAPPAS
from fc.theory.student_path import expected_fit_error, student_path

__all__ = [
    "EARLY",
    "KAPPAS",
    "LATE",
    "SHARES",
    "SIZES",
    "backgrounds",
    "expected_fit_error",
    "linear_fit",
    "measured",
    "of_core",
    "of_radius",
    "student_path",
]
