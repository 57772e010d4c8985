"""Representation distillation."""

from fc.chapters.scale import SIZES
from fc.data.images import split
from fc.experiments.networks.distillation import LinearFit
from fc.theory.student_path import expected_fit_error, student_path
from fc.verdicts.inference import mean_interval
