"""Contamination and a spurious correlation in one network."""

from fc.chapters.scale import SIZES
