"""Which activations contaminate."""

from fc.chapters.scale import SIZES
from fc.theory.growth_criterion import growth_path
