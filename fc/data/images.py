"""Real images in a frame of background that says nothing about the class; see chapter "Images"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.data.cifar import cifar10
from fc.requirements import require_integer, require_one_of, require_package, require_type

Array = NDArray[np.float32]
Labels = NDArray[np.int64]
# The corners of the RGB cube.
COLOURS: Mapping[str, tuple[float, float, float]] = {
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "cyan": (0.0, 1.0, 1.0),
    "magenta": (1.0, 0.0, 1.0),
    "yellow": (1.0, 1.0, 0.0),
    "black": (0.0, 0.0, 0.0),
    "white": (1.0, 1.0, 1.0),
}
BACKGROUNDS = (*COLOURS, "any", "stripes", "noise")
STRIPE = 2  # Width in pixels.
CLASSES = 10
CIFAR = "cifar10:"


class Images(NamedTuple):
    """Images and their classes.

    Attributes
    ----------
    pixels : (N, side, side, 3) array
        Red, green and blue in [0, 1].
    label : (N,) array
        Class, 0 to 9.
    """

    pixels: Array
    label: Labels


@dataclass(frozen=True)
class ImageSetting:
    """Which images, in which frame.

    Parameters
    ----------
    background : str
        Of the training images: a name in `COLOURS`; ``"any"``, a colour for each image, uniform in
        the RGB cube; ``"stripes"``, black and white with a random start; ``"noise"``, a colour for
        each pixel.
    source : str
        ``"digits"`` (scikit-learn's, 8 x 8), or ``"cifar10:FOLDER"`` with the folder that holds
        the batch files of CIFAR-10.
    train, test : int
        Number of images of either kind; they are disjoint.
    pad : int
        Width of the frame in pixels.
    """

    background: str = "red"
    source: str = "digits"
    train: int = 1297
    test: int = 500
    pad: int = 4

    def __post_init__(self) -> None:
        require_one_of("background", self.background, BACKGROUNDS)
        require_type("source", self.source, str)
        if self.source != "digits" and not self.source.startswith(CIFAR):
            raise ValueError(f"source must be digits or {CIFAR}FOLDER, got {self.source!r}")
        for field in ("train", "test", "pad"):
            require_integer(field, getattr(self, field), 1)

    @property
    def side(self) -> int:
        """Pixels along a side, with the frame."""
        return (8 if self.source == "digits" else 32) + 2 * self.pad

    @property
    def step_cost(self) -> float:
        """Numbers in the training set times 1000: ten epochs of a network of that width."""
        return 1000.0 * self.train * 3 * self.side**2


def other_colours(background: str) -> tuple[str, ...]:
    """The colours out of distribution: all of `COLOURS` but `background`."""
    return tuple(name for name in COLOURS if name != background)


@cache
def digits() -> Images:
    """scikit-learn's 1797 handwritten digits, 8 x 8, grey on black."""
    found = require_package("sklearn.datasets").load_digits()
    grey = (found.images / 16).astype(np.float32)
    return Images(np.repeat(grey[..., None], 3, axis=-1), found.target.astype(np.int64))


def split(setting: ImageSetting, rng: np.random.Generator) -> tuple[Images, Images]:
    """Training and test images of `setting` without their frames, drawn without replacement.

    A source with fewer images, or whose files are not there, is refused.
    """
    is_digits = setting.source == "digits"
    pixels, label = digits() if is_digits else cifar10(setting.source.removeprefix(CIFAR))
    if setting.train + setting.test > len(label):
        raise ValueError(
            f"train + test must be at most {len(label)}, the images of {setting.source}, "
            f"got {setting.train + setting.test}"
        )
    rows = rng.permutation(len(label))[: setting.train + setting.test]
    scale = 1 if is_digits else 255
    parts = np.split(rows, [setting.train])
    train, test = (Images((pixels[part] / scale).astype(np.float32), label[part]) for part in parts)
    return train, test


def framed(pixels: Array, background: str, pad: int, rng: np.random.Generator) -> Array:
    """Images in the middle of a frame, (N, side + 2 pad, side + 2 pad, 3).

    Parameters
    ----------
    pixels : (N, side, side, 3) array
        In [0, 1].
    background : str
        Out of `BACKGROUNDS`; drawn with `rng` where it is random, independently of the image.
    """
    x = np.asarray(pixels)
    if x.dtype.kind not in "buif":
        raise ValueError(f"pixels must be an array of real numbers, got one of type {x.dtype}")
    if x.ndim != 4 or x.shape[1] != x.shape[2] or x.shape[3] != 3:
        raise ValueError(f"pixels must have the shape (N, side, side, 3), got {x.shape}")
    if x.size and not (np.isfinite(x).all() and x.min() >= 0 and x.max() <= 1):
        raise ValueError(
            f"pixels must be finite numbers in [0, 1], got {np.min(x):g} to {np.max(x):g}"
        )
    require_one_of("background", background, BACKGROUNDS)
    require_integer("pad", pad, 1)
    count, side = len(x), x.shape[1] + 2 * pad
    out = np.empty((count, side, side, 3), np.float32)
    out[:] = _background(background, count, side, rng)
    out[:, pad:-pad, pad:-pad] = x
    return out


def _background(name: str, count: int, side: int, rng: np.random.Generator) -> NDArray[Any]:
    """Frames, of a shape that broadcasts to (count, side, side, 3)."""
    if name == "any":
        return rng.random((count, 1, 1, 3))
    if name == "noise":
        return rng.random((count, side, side, 3))
    if name == "stripes":
        start = rng.integers(2 * STRIPE, size=(count, 1))
        bright = (np.arange(side) + start) // STRIPE % 2
        return bright[:, None, :, None]
    return np.array(COLOURS[name])


def padding(side: int, pad: int) -> NDArray[np.bool_]:
    """Which pixels of a framed image belong to the frame, (side, side)."""
    mask = np.ones((side, side), bool)
    mask[pad:-pad, pad:-pad] = False
    return mask
