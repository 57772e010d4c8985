"""Pictures of optimised inputs, stored with their provenance."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.chapters.images.cases import ASCENT, signature_cases
from fc.chapters.scale import SIZES
from fc.files import provenance, write_atomically
from fc.model.features import streams
from fc.networks.optimised_inputs import optimised_inputs

SEED, RUN = 0, 0
# Of the roughness: without it a picture is noise to the eye, with ten times as much it is grey.
SMOOTH = 30.0
SHOWN = (("resnet", "representation", 12), ("vit", "representation", 6), ("mlp", "logits", 6))
COLUMNS = ("red", "blue", "any")


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


def draw_pictures(seed: int = SEED, run: int = RUN, scale: str = "quick") -> Pictures:
    """Train one network of every shown kind and background, and optimise inputs of its units."""
    images = {}
    cases = signature_cases(SIZES[scale])
    for kind, output, units in SHOWN:
        for background in COLUMNS:
            job, rngs = cases[kind, background], streams(seed, run)
            module, *_ = job.trained(rngs, {})
            found, gain = optimised_inputs(
                module, job.setting.side, rngs.extra, job.ascent, output, smooth=SMOOTH
            )
            # A unit that is silent on all noise is not raised, and its picture shows the noise.
            raised = found[gain > 1][:units]
            images[kind, background] = np.rint(255 * raised).astype(np.uint8)
    made_by = {
        "seed": seed,
        "run": run,
        "scale": scale,
        "steps": ASCENT,
        "smooth": SMOOTH,
    } | provenance()
    return Pictures(made_by, images)


def save_pictures(pictures: Pictures, path: Path) -> None:
    """Store `pictures` as JSON, one line a network."""
    rows = [
        json.dumps(
            {
                "kind": kind,
                "background": background,
                "shape": images.shape,
                "pixels": b64encode(images.tobytes()).decode(),
            }
        )
        for (kind, background), images in pictures.images.items()
    ]
    body = ",\n".join(rows)
    made_by = json.dumps(pictures.provenance)
    write_atomically(path, f'{{"provenance": {made_by},\n"pictures": [\n{body}\n]}}\n')


def load_pictures(path: str | Path) -> Pictures:
    """Read what `save_pictures` wrote.

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
    count, side = len(images), images.shape[1]
    rows = -(-count // columns)
    scale = 255 if images.dtype == np.uint8 else 1
    cell = side + gap
    out = np.full((rows * cell - gap, columns * cell - gap, 3), ground)
    for i, image in enumerate(images):
        row, column = i // columns * cell, i % columns * cell
        out[row : row + side, column : column + side] = image / scale
    return out
