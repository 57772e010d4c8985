"""Which activations contaminate."""

from fc.chapters.scale import SIZES
from fc.experiments.theorems.growth import Growth, at_pace, growth_ratio
from fc.theory.growth_criterion import growth_path
from fc.theory.population.ungated import grown
