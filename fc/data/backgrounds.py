"""Backgrounds that vary from image to image and say nothing about the class.

They lie in [0, 1]: their mean is positive, as that of the theorems' background strengths is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
# Patches in training, and those of pictures that no training has seen.
PATCHES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "photo": (("china", "coffee", "astronaut", "chelsea"), ("flower", "rocket")),
    "texture": (("brick", "grass"), ("gravel",)),
}
# A colour for each image, uniform in the RGB cube; patches; and no background.
VARYING = ("colour", *PATCHES)
FAMILIES = (*VARYING, "none")
# What happens to a background out of distribution, beside any number kappa.
SHIFTS = ("id", "removed", "inverted", "moved", "unseen")
_FACTORS = {"id": 1.0, "removed": 0.0, "inverted": -1.0}


def vendored(name: str) -> dict[str, NDArray[Any]]:
    """Arrays of one of the files that `VENDORED.md` lists."""
    with np.load(Path(__file__).with_name(f"{name}.npz")) as found:
        return {field: found[field] for field in found.files}


@cache
def _pictures(family: str, unseen: bool) -> tuple[Array, ...]:
    known = vendored("backgrounds")
    chosen = (known[name] / np.float32(255) for name in PATCHES[family][unseen])
    return tuple(np.broadcast_to(x.reshape(*x.shape[:2], -1), (*x.shape[:2], 3)) for x in chosen)


def backgrounds(
    family: str, count: int, side: int, rng: np.random.Generator, *, unseen: bool = False
) -> Array:
    """Backgrounds t in [0, 1], of shape (count, side, side, 3), drawn independently.

    Parameters
    ----------
    family : str
        Out of `FAMILIES`: ``"colour"``, one colour for each image; ``"photo"`` and ``"texture"``,
        patches of photographs and of grey textures; ``"none"``, 0 everywhere.
    side : int
        At most 160 pixels, the height of the pictures.
    unseen : bool
        Patches of other pictures than in training; for the colour, textures.
    """
    if unseen and family == "colour":
        family, unseen = "texture", False
    shape = count, side, side, 3
    if family not in PATCHES:
        drawn = rng.random((count, 1, 1, 3)) if family == "colour" else np.zeros(3)
        return np.broadcast_to(drawn.astype(np.float32), shape)
    pictures = _pictures(family, unseen)
    chosen, place = rng.integers(len(pictures), size=count), rng.random((count, 2))
    mirrored = rng.random(count) < 0.5
    found = np.empty(shape, np.float32)
    for i in range(count):
        picture = pictures[chosen[i]]
        top, left = (int(p * (n - side + 1)) for p, n in zip(place[i], picture.shape, strict=False))
        patch = picture[top : top + side, left : left + side]
        found[i] = patch[:, ::-1] if mirrored[i] else patch
    return found


@cache
def mean_colour(family: str) -> tuple[float, ...]:
    """Mean of a training background over pixels and draws, red, green and blue."""
    if family in PATCHES:
        means = [x.mean(axis=(0, 1), dtype=float) for x in _pictures(family, False)]
        return tuple(map(float, np.mean(means, axis=0)))
    return (0.5, 0.5, 0.5) if family == "colour" else (0.0, 0.0, 0.0)


def shifted(
    background: Array, family: str, shift: float | str, rng: np.random.Generator | None = None
) -> Array:
    """Training backgrounds (N, side, side, 3) out of distribution.

    A number kappa multiplies them; ``"id"``, ``"removed"`` and ``"inverted"`` are the kappa 1, 0
    and -1; ``"moved"`` takes twice their mean colour away, so that the mean has the opposite sign
    and the deviations stay; ``"unseen"`` draws as many of the family's unseen ones with `rng`.
    """
    if shift == "unseen":
        if rng is None:
            raise ValueError("rng must be a generator for unseen backgrounds, got None")
        return backgrounds(family, len(background), background.shape[1], rng, unseen=True)
    if shift == "moved":
        return background - 2 * np.array(mean_colour(family), np.float32)
    kappa = _FACTORS[shift] if isinstance(shift, str) else shift
    return np.float32(kappa) * background
