"""Store pictures of hidden units and heatmaps: ``optimise_inputs.py FILE``, two minutes."""

import sys
from base64 import b64encode
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fc.chapters.images.heatmaps import CONV, attention
from fc.chapters.images.pictures import Pictures
from fc.chapters.images.visualisation import shown
from fc.data.images import CLASSES
from fc.experiments.images.heatmaps import KAPPAS
from fc.experiments.images.shifts import shifted_inputs
from fc.files import provenance, write_rows
from fc.model.features import streams
from fc.networks.heatmaps import grad_cam
from fc.networks.image_units import optimised_inputs

SEED, RUN = 5, 0
UNITS = 8
MAPPED = ("1", "0", "-1")  # Shifts kappa.


def as_bytes(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """From [0, 1] to 0 to 255."""
    return np.rint(255 * values).astype(np.uint8)


def draw_units() -> dict[tuple[str, str], NDArray[np.uint8]]:
    """Pictures of the first units that are raised at all, each scaled by its largest value."""
    found = {}
    for (kind, background), job in shown().items():
        rngs = streams(SEED, RUN)
        module, _ = job.trained(rngs)
        images, gain = optimised_inputs(module, job.setting.side, rngs.extra, job.ascent)
        images = images[gain > 0][:UNITS]
        largest = np.abs(images).max(axis=(1, 2, 3), keepdims=True)
        found[kind, background] = as_bytes(0.5 + images / (2 * largest))
    return found


def draw_heatmaps() -> dict[tuple[str, str], NDArray[np.uint8]]:
    """The first test image of each class, and its maps under the shifts over their largest value.

    Maps are ordered by shift, then by class.
    """
    found = {}
    for job in attention(CONV):
        rngs, family = streams(SEED, RUN), job.setting.background
        module, test = job.trained(rngs)
        inputs = shifted_inputs(job.setting, test, rngs.evaluate, KAPPAS)
        first = np.array([np.flatnonzero(test.label == label)[0] for label in range(CLASSES)])
        shown = [inputs[kappa][first] for kappa in MAPPED]
        maps = np.concatenate([grad_cam(module, x, test.label[first]) for x in shown])
        found["input", family] = as_bytes(job.setting.shown(shown[0]))
        found["heatmap", family] = as_bytes(maps / maps.max())
    return found


def save_pictures(pictures: Pictures, path: Path) -> None:
    """Store `pictures` as JSON, one line a network."""
    rows = [
        {
            "kind": kind,
            "background": background,
            "shape": list(images.shape),
            "pixels": b64encode(images.tobytes()).decode(),
        }
        for (kind, background), images in pictures.images.items()
    ]
    write_rows(path, pictures.provenance, "pictures", rows)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists.")
    made_by = {"seed": SEED, "run": RUN} | provenance()
    save_pictures(Pictures(made_by, draw_units() | draw_heatmaps()), Path(sys.argv[1]))
