"""Pre-training on more diverse backgrounds."""

from fc.chapters.scale import SIZES
from fc.experiments.images.pretraining import interaction
from fc.experiments.networks.pretraining import Pretraining
