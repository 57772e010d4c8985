"""How differently the hidden units of a network on images react to the classes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.data.images import CLASSES
from fc.requirements import Array


def activation_rates(units: NDArray[Any], label: NDArray[Any]) -> Array:
    """Share of images of each class and of positions at which a unit is positive, (10, K).

    Parameters
    ----------
    units : (N, K, P) array
        K hidden units at P positions.
    label : (N,) array
        Classes, every one of them met.

    Raises
    ------
    ValueError
        If the lengths differ or a class has no image.
    """
    if len(units) != len(label):
        raise ValueError(
            f"label must have one entry for each of {len(units)} images, got {len(label)}"
        )
    if missing := sorted(set(range(CLASSES)) - set(np.unique(label).tolist())):
        raise ValueError(f"label must hold every class, got none of {missing[0]}")
    active = (units > 0).mean(axis=2)
    return np.stack([active[label == c].mean(axis=0) for c in range(CLASSES)])


def range_over_classes(rates: Array) -> float:
    """Mean over units of the largest minus the smallest of the ten rates."""
    return float(np.ptp(rates, axis=0).mean())


def gap_of_split(rates: Array, positive: Collection[int] = range(CLASSES // 2)) -> float:
    """Mean over units of ``|q+ - q-|`` for two halves of the classes, as the theorem has two."""
    inside = np.isin(np.arange(CLASSES), list(positive))
    return float(np.abs(rates[inside].mean(axis=0) - rates[~inside].mean(axis=0)).mean())
