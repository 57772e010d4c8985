"""Pre-training on other backgrounds."""

from fc.chapters.scale import SIZES
from fc.experiments.networks.pretraining import Pretraining
