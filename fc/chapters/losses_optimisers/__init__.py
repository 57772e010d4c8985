"""Losses, optimisers and variants of the network."""

from fc.chapters.sizes import SIZES

__all__ = [
    "SIZES",
]
