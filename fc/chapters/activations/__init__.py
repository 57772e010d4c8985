"""Which activations contaminate."""

from fc.chapters.activations.cases import CLEAN, LARGE_START, NEGATIVE, POSITIVE, growth
from fc.chapters.sizes import SIZES

__all__ = [
    "CLEAN",
    "LARGE_START",
    "NEGATIVE",
    "POSITIVE",
    "SIZES",
    "growth",
]
