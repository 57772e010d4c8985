"""Pre-training on other backgrounds."""

from fc.chapters.sizes import SIZES

__all__ = [
    "SIZES",
]
