"""Store pictures of what hidden units of networks on images answer to: ``optimise_inputs.py FILE``.

Nine networks are trained, about a minute.
"""

import json
import sys
from base64 import b64encode
from pathlib import Path

import numpy as np

from fc.chapters.images.cases import ASCENT, signature_cases
from fc.chapters.images.pictures import Pictures
from fc.chapters.scale import SIZES
from fc.files import provenance, write_atomically
from fc.model.features import streams
from fc.networks.image_units import optimised_inputs

SEED, RUN, SCALE = 0, 0, "quick"
# Of the roughness: without it a picture is noise to the eye, with ten times as much it is grey.
SMOOTH = 30.0
SHOWN = (("resnet", "representation", 12), ("vit", "representation", 6), ("mlp", "logits", 6))
COLUMNS = ("red", "blue", "any")


def draw_pictures() -> Pictures:
    """Train one network of every shown kind and background, and optimise inputs of its units."""
    images = {}
    cases = signature_cases(SIZES[SCALE])
    for kind, output, units in SHOWN:
        for background in COLUMNS:
            job, rngs = cases[kind, background], streams(SEED, RUN)
            module, *_ = job.trained(rngs, {})
            found, gain = optimised_inputs(
                module, job.setting.side, rngs.extra, job.ascent, output, smooth=SMOOTH
            )
            # A unit that is silent on all noise is not raised, and its picture shows the noise.
            raised = found[gain > 1][:units]
            images[kind, background] = np.rint(255 * raised).astype(np.uint8)
    made_by = {"seed": SEED, "run": RUN, "scale": SCALE, "steps": ASCENT, "smooth": SMOOTH}
    return Pictures(made_by | provenance(), images)


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


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists.")
    save_pictures(draw_pictures(), Path(sys.argv[1]))
