"""What a number must be, said in one sentence."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


Record = dict[str, float]

LARGEST = 10**30


def require_integer(field: str, value: Any, least: int, most: int = LARGEST) -> int:
    """`value` as an int in [least, most]; a ValueError names the field otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or number < least:
        raise ValueError(f"{field} must be an integer of at least {least}, got {value!r}")
    if number > most:
        raise ValueError(f"{field} must be an integer of at most {most:g}, got {value!r}")
    return number


def require_number(
    field: str, value: Any, low: float = -math.inf, high: float = math.inf, *, strict: bool = False
) -> float:
    """`value` as a finite float in [low, high] (above low if `strict`); else a ValueError."""
    bounds = [f"{'above' if strict else 'at least'} {low:g}"] if low > -math.inf else []
    bounds += [f"at most {high:g}"] if high < math.inf else []
    allowed = " ".join(["a finite number", " and ".join(bounds)]).strip()
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or not low <= number <= high or (strict and number == low):
        raise ValueError(f"{field} must be {allowed}, got {value!r}")
    return number


def require_type(field: str, value: Any, kind: type) -> None:
    """A ValueError that names the field unless `value` is a `kind`."""
    if not isinstance(value, kind):
        raise ValueError(f"{field} must be of type {kind.__name__}, got {value!r}")


def require_one_of(field: str, value: Any, allowed: Sequence[Any]) -> None:
    """A ValueError that names the field unless `value` is one of `allowed`."""
    if value not in allowed:
        names = ", ".join(str(x) for x in allowed)
        raise ValueError(f"{field} must be one of {names}, got {value!r}")
