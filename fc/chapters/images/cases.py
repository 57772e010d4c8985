"""The crossed table: each network before each background; and the theorems' network on digits."""

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

DEPTHS = (1, 2, 4)
LINEAR, RESNET, RESNET_NORM, VIT = "linear", "resnet", "resnet norm", "vit"
# With mean pooling one and two convolutions do not learn the digits: tried before one family.
UNFIT, TRIED = ("conv 1 pooled", "conv 2 pooled"), "photo"
PAIRS = {(1, 7): (0.25, 0.5, 1.0, 2.0), (2, 6): (0.5, 1.0)}  # Two digits, and strengths s.


def networks() -> dict[str, ImageNetwork]:
    """The factors crossed, by a name such as ``"conv 4 pooled norm"``, and four others."""
    found = {LINEAR: ImageNetwork("dense", 0, pooled=False, norm=False)}
    for kind, pooled in (("dense", False), ("conv", False), ("conv", True)):
        for depth in DEPTHS:
            for norm in (False, True):
                name = f"{kind} {depth}{' pooled' * pooled}"
                if not (norm and name in UNFIT):
                    found[name + " norm" * norm] = ImageNetwork(kind, depth, pooled, norm)
    for name in (RESNET, RESNET_NORM):
        found[name] = ImageNetwork("resnet", norm=name == RESNET_NORM, width=8)
    return found | {VIT: ImageNetwork("vit", norm=False, width=8)}


def before(
    sizes: Scale,
    names: Iterable[str],
    families: Iterable[str] = VARYING,
    strength: float = 1.0,
    **changes: Any,
) -> dict[tuple[str, str], ImageTraining]:
    """Networks before families, by both; for few cases on 8 x 8 digits.

    `changes` are fields of the training.
    """
    small: dict[str, Any] = {"source": "digits", "train": 1297, "test": 500} if sizes.few else {}
    known = networks()
    return {
        (name, family): ImageTraining(
            ImageSetting(family, strength=strength, **small), known[name], **changes
        )
        for family in families
        for name in names
    }


def hidden(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """Networks with hidden layers and no norm before every family; those of `UNFIT` before one."""
    plain = [name for name in networks() if name != LINEAR and not name.endswith("norm")]
    return before(sizes, [x for x in plain if x not in UNFIT]) | before(sizes, UNFIT, [TRIED])


def crossed(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """The whole table."""
    normed = [name for name in networks() if name.endswith("norm")]
    return before(sizes, [LINEAR]) | hidden(sizes) | before(sizes, normed)


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
