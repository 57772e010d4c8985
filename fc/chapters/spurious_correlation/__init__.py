"""Spurious correlation on Boolean data."""

from fc.chapters.remedies import cases as remedy_cases
from fc.chapters.scale import SIZES
from fc.data.boolean import draw
from fc.experiments.boolean.hidden_units import FEW
from fc.networks.probes import least_squares
from fc.theory import fourier_gap
