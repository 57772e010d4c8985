"""Pictures of optimised inputs and heatmaps, stored with their provenance."""

from base64 import b64decode
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.files import read_rows


class Pictures(NamedTuple):
    """Optimised inputs by training and background, and heatmaps.

    Attributes
    ----------
    provenance : dict
        Seed, run, date, and the versions that made them.
    images : dict
        From (kind, background) to integers in 0 to 255: (K, side, side, 3), K pictures, or with
        the kind ``"heatmap"`` (K, rows, rows), a map for each picture of the kind ``"input"``.
    """

    provenance: dict[str, Any]
    images: dict[tuple[str, str], NDArray[np.uint8]]


def load_pictures(path: str | Path) -> Pictures:
    """Read stored pictures; a ValueError says what is wrong in any other file."""
    made_by, rows = read_rows(path, "pictures", "optimised inputs", _picture)
    return Pictures(made_by, dict(rows))


def _picture(row: Any) -> tuple[tuple[str, str], NDArray[np.uint8]]:
    pixels = np.frombuffer(b64decode(row["pixels"]), np.uint8)
    return (row["kind"], row["background"]), pixels.reshape(row["shape"])


def mosaic(images: NDArray[Any], columns: int, gap: int = 1, ground: float = 1.0) -> NDArray[Any]:
    """Pictures in rows of `columns`, with grey `ground` between, as one picture in [0, 1]."""
    side, rows = images.shape[1], -(-len(images) // columns)
    height, width = rows * (side + gap), columns * (side + gap)
    cells = np.full((rows * columns, side + gap, side + gap, 3), ground)
    cells[: len(images), :side, :side] = images / (255 if images.dtype == np.uint8 else 1)
    grid = cells.reshape(rows, columns, *cells.shape[1:]).swapaxes(1, 2)
    return grid.reshape(height, width, 3)[: height - gap, : width - gap]


def heated(maps: NDArray[np.uint8], side: int) -> NDArray[Any]:
    """Maps (K, rows, rows) as pictures (K, side, side, 3) in [0, 1], dark where they are 0."""
    from matplotlib import colormaps

    wide = maps.repeat(side // maps.shape[1], axis=1).repeat(side // maps.shape[2], axis=2)
    return np.asarray(colormaps["inferno"](wide)[..., :3])
