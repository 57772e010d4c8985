"""Pictures of optimised inputs, stored with their provenance."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Pictures(NamedTuple):
    """Optimised inputs by network and training background.

    Attributes
    ----------
    provenance : dict
        Seed, run, date, and the versions that made them.
    images : dict
        From (kind, background) to (K, side, side, 3) integers in 0 to 255.
    """

    provenance: dict[str, Any]
    images: dict[tuple[str, str], NDArray[np.uint8]]


def load_pictures(path: str | Path) -> Pictures:
    """Read stored pictures.

    Raises
    ------
    ValueError
        If the file is not such a file.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        images = {
            (row["kind"], row["background"]): np.frombuffer(
                b64decode(row["pixels"], validate=True), np.uint8
            ).reshape(row["shape"])
            for row in content["pictures"]
        }
        return Pictures(content["provenance"], images)
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(f"{path} must be a file of optimised inputs: {error}") from None


def mosaic(images: NDArray[Any], columns: int, gap: int = 1, ground: float = 1.0) -> NDArray[Any]:
    """Pictures in rows of `columns`, with grey `ground` between, as one picture in [0, 1]."""
    side, rows = images.shape[1], -(-len(images) // columns)
    height, width = rows * (side + gap), columns * (side + gap)
    cells = np.full((rows * columns, side + gap, side + gap, 3), ground)
    cells[: len(images), :side, :side] = images / (255 if images.dtype == np.uint8 else 1)
    grid = cells.reshape(rows, columns, *cells.shape[1:]).swapaxes(1, 2)
    return grid.reshape(height, width, 3)[: height - gap, : width - gap]
