"""Spurious correlation on Boolean data."""

from fc.chapters.scale import SIZES
from fc.theory import fourier_gap
