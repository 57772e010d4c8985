"""What keeps a background out of a network, where, and where not."""

from fc.chapters.scale import SIZES
