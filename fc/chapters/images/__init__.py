"""Images in a frame of background."""

from fc.chapters.images.pictures import load_pictures, mosaic
from fc.chapters.sizes import SIZES
from fc.data.images import BACKGROUNDS, ImageSetting, digits, framed

__all__ = [
    "BACKGROUNDS",
    "SIZES",
    "ImageSetting",
    "digits",
    "framed",
    "load_pictures",
    "mosaic",
]
