"""Representation distillation."""

from fc.chapters.nonlinear_core.cases import measured
from fc.chapters.scale import SIZES
from fc.experiments.networks.distillation import KAPPAS
from fc.theory.student_path import expected_fit_error, student_path
