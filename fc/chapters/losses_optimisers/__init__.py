"""Losses, optimisers and variants of the network."""

from fc.chapters.scale import SIZES
