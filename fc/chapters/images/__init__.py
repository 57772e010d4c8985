"""Images before varying backgrounds."""

from fc.chapters.scale import SIZES
from fc.data.backgrounds import SHIFTS, VARYING
from fc.data.images import ImageSetting
from fc.experiments.images.training import ImageTraining
from fc.networks.images import ImageNetwork
