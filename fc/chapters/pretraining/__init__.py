"""Pre-training on more diverse backgrounds."""

from fc.chapters.scale import SIZES
from fc.data.images import images
