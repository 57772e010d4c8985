"""Images before varying backgrounds."""

from fc.chapters.images.pictures import heated, load_pictures, mosaic
from fc.chapters.scale import SIZES
from fc.data.images import images
from fc.experiments.images.heatmaps import KAPPAS
