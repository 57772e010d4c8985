"""Pre-training on more diverse backgrounds."""

from fc.chapters.scale import SIZES
