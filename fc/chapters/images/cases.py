"""The table: each network before each background; the theorems' network on digits."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from fc.chapters.scale import Scale
from fc.data.backgrounds import SHIFTS, VARYING, Array
from fc.data.images import ImageSetting, split
from fc.experiments.images.digit_pair import DigitPair
from fc.experiments.images.training import ImageTraining
from fc.networks.images import ImageNetwork
from fc.runs.records import Sweep

PAIRS = {(1, 7): (0.25, 0.5, 1.0, 2.0), (2, 6): (0.5, 1.0)}  # Two digits, and strengths s.
NETWORKS = {
    "linear": ImageNetwork("dense", 0, pooled=False, norm=False),
    "dense 1": ImageNetwork("dense", 1, pooled=False, norm=False),
    "dense 2": ImageNetwork("dense", 2, pooled=False, norm=False),
    "dense 4": ImageNetwork("dense", 4, pooled=False, norm=False),
    "dense 1 norm": ImageNetwork("dense", 1, pooled=False),
    "dense 2 norm": ImageNetwork("dense", 2, pooled=False),
    "dense 4 norm": ImageNetwork("dense", 4, pooled=False),
    "conv 1": ImageNetwork("conv", 1, pooled=False, norm=False),
    "conv 4": ImageNetwork("conv", 4, pooled=False, norm=False),
    "conv 4 norm": ImageNetwork("conv", 4, pooled=False),
    "conv 4 pooled": ImageNetwork("conv", 4, norm=False),
    "conv 4 pooled norm": ImageNetwork("conv", 4),
    "resnet": ImageNetwork("resnet", norm=False, width=8),
    "resnet norm": ImageNetwork("resnet", width=8),
    "vit": ImageNetwork("vit", norm=False, width=8),
}


def before(
    sizes: Scale,
    names: Iterable[str] = tuple(NETWORKS),
    families: Iterable[str] = VARYING,
    strength: float = 1.0,
    **changes: Any,
) -> dict[tuple[str, str], ImageTraining]:
    """Networks before families, by both; for few cases on 8 x 8 digits.

    `changes` are fields of the training.
    """
    small: dict[str, Any] = {"source": "digits", "train": 1297, "test": 500} if sizes.few else {}
    return {
        (name, family): ImageTraining(
            ImageSetting(family, strength=strength, **small), NETWORKS[name], **changes
        )
        for family in families
        for name in names
    }


def pairs(sizes: Scale) -> Sweep:
    """The theorems' network on two digits before every family and strength, by strength."""
    families, known = (VARYING[:1], {(1, 7): (1.0,)}) if sizes.few else (VARYING, PAIRS)
    return tuple(
        (s, DigitPair(ImageSetting(family, strength=s), (one,), (other,)))
        for family in families
        for (one, other), strengths in known.items()
        for s in strengths
    )


def examples(rng: np.random.Generator, count: int = 3) -> Array:
    """Test digits as pictures, a family a row, each `count` under every shift in turn."""
    found = []
    for family in VARYING:
        setting = ImageSetting(family, test=count)
        digits, drawn = split(setting, rng)[1].pixels, setting.drawn(count, rng)
        found += [setting.shown(setting.composed(digits, drawn, x, rng)) for x in SHIFTS]
    return np.concatenate(found)


def mosaic(images: Array, columns: int, gap: int) -> Array:
    """Images (N, side, side, 3) in rows of `columns` as one image, with 1 between them."""
    cells = np.pad(images, ((0, 0), (0, gap), (0, gap), (0, 0)), constant_values=1)
    rows = [np.concatenate(row, axis=1) for row in np.split(cells, len(cells) // columns)]
    return np.concatenate(rows)[:-gap, :-gap]
