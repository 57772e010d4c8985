"""Images in a frame of background."""

from fc.chapters.images.pictures import load_pictures, mosaic
from fc.chapters.scale import SIZES
from fc.data.images import BACKGROUNDS, digits, framed
