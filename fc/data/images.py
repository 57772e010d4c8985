"""Real images before a background that says nothing about the class: ``x = digit + kappa s t``.

The digit stays as it is, pixel by pixel. A pixel of 0 is grey to the eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.data.backgrounds import FAMILIES, Array, backgrounds, shifted, vendored
from fc.requirements import require_integer, require_number, require_one_of, require_package

Labels = NDArray[np.int64]
CLASSES = 10
SIDES = {"mnist": 28, "digits": 8}


class Images(NamedTuple):
    """Images without their background, (N, side, side, 3) in [0, 1], and their classes, 0 to 9."""

    pixels: Array
    label: Labels


@dataclass(frozen=True)
class ImageSetting:
    """Which images, before which background.

    Parameters
    ----------
    background : str
        Of the training images, out of `fc.data.backgrounds.FAMILIES`.
    source : str
        ``"mnist"``, 28 x 28, or ``"digits"``, scikit-learn's, 8 x 8.
    train, test : int
        Number of images of either kind; they are disjoint.
    strength : float
        The factor s: how bright a background is beside the digit.
    """

    background: str = "colour"
    source: str = "mnist"
    train: int = 4000
    test: int = 1000
    strength: float = 1.0

    def __post_init__(self) -> None:
        require_one_of("background", self.background, FAMILIES)
        require_one_of("source", self.source, tuple(SIDES))
        for field in ("train", "test"):
            require_integer(field, getattr(self, field), 1)
        require_number("strength", self.strength, 0)

    @property
    def side(self) -> int:
        """Pixels along a side."""
        return SIDES[self.source]

    @property
    def step_cost(self) -> float:
        """Numbers in the training set times 10: ten epochs of a small network, in 320 steps."""
        return 10.0 * self.train * 3 * self.side**2

    def drawn(self, count: int, rng: np.random.Generator) -> Array:
        """Training backgrounds t, (count, side, side, 3)."""
        return backgrounds(self.background, count, self.side, rng)

    def inputs(self, pixels: Array, rng: np.random.Generator) -> Array:
        """Images (N, ...), each before a training background of its own."""
        return self.composed(pixels, self.drawn(len(pixels), rng))

    def composed(
        self,
        pixels: Array,
        background: Array,
        shift: float | str = "id",
        rng: np.random.Generator | None = None,
    ) -> Array:
        """Inputs ``digit + s t'`` (N, side, side, 3), with t' those of `backgrounds.shifted`."""
        t = shifted(background, self.background, shift, rng)
        return pixels + np.float32(self.strength) * t

    def shown(self, inputs: Array) -> Array:
        """Inputs as pictures in [0, 1]: 0 becomes grey, what lies beyond is cut off."""
        return np.clip(0.5 + inputs / (2 * (1 + self.strength)), 0, 1)


@cache
def images(source: str) -> Images:
    """Every image of a source; `ImageSetting` names the sources."""
    if source == "digits":
        found = require_package("sklearn.datasets").load_digits()
        grey, label = found.images / 16, found.target
    else:
        known = vendored("mnist")
        grey, label = known["pixels"] / 255, known["label"]
    return Images(np.repeat(grey[..., None].astype(np.float32), 3, axis=-1), label.astype(np.int64))


def split(setting: ImageSetting, rng: np.random.Generator) -> tuple[Images, Images]:
    """Training and test images of `setting` without background, drawn without replacement."""
    pixels, label = images(setting.source)
    if (count := setting.train + setting.test) > len(label):
        allowed = f"at most {len(label)}, the images of {setting.source}"
        raise ValueError(f"train + test must be {allowed}, got {count}")
    rows = rng.permutation(len(label))[:count]
    train, test = (Images(pixels[part], label[part]) for part in np.split(rows, [setting.train]))
    return train, test
