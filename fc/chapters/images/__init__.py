"""Images in a frame of background."""

from fc.chapters.images.pictures import load_pictures, mosaic
from fc.chapters.scale import SIZES
from fc.data.images import BACKGROUNDS, ImageSetting, digits, framed
from fc.experiments.images.framed_pair import FramedPair
from fc.experiments.images.training import ImageTraining
from fc.networks.images import ImageNetwork

__all__ = [
    "BACKGROUNDS",
    "SIZES",
    "FramedPair",
    "ImageNetwork",
    "ImageSetting",
    "ImageTraining",
    "digits",
    "framed",
    "load_pictures",
    "mosaic",
]
