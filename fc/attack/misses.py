"""By how much a statement is missed at one setting, and whether runs say so."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.theory.setting_laws import Tolerance
from fc.verdicts.orders import Range


class Miss(NamedTuple):
    """One quantity at one setting: what is stated and found; by itself it speaks against nothing.

    Attributes
    ----------
    found : float
        NaN where training, or the dynamics, did not come to what is spoken of.
    over : float
        Miss over tolerance, not negative: above 1 the statement fails here.
    p : float
        After training: p-value of "the statement holds here", by a one-sided test over runs.
    """

    quantity: str
    stated: float = 0.0
    found: float = math.nan
    over: float = 0.0
    p: float = 1.0


def p_within(runs: ArrayLike, low: float = -np.inf, high: float = np.inf) -> float:
    """p-value of "the mean of independent runs lies in [low, high]"; 1 of a single run.

    By distances to the bounds: the least spread of a verdict, a part of the bound, would hide a
    miss of half of a small tolerance.
    """
    x = np.asarray(runs, dtype=float)
    inside = [gap for gap in (x - low, high - x) if x.size > 1 and np.isfinite(gap).all()]
    p = [Range(low=0.0).test(np.ones(1), gap[None]).p_refuted for gap in inside]
    return min([1.0, *(len(inside) * one for one in p)])


def judged(quantity: str, stated: float, found: ArrayLike, *tolerance: float) -> Miss:
    """What one or more runs `found`, within the `fc.theory.setting_laws.Tolerance`."""
    x, room = np.atleast_1d(found), Tolerance(*tolerance).room(stated)
    mean = float(x.mean())
    p = p_within(x, stated - room, stated + room)
    return Miss(quantity, stated, mean, abs(mean - stated) / room, p)
