"""What a field must be, and what must be installed: one sentence says what is not so.

For a field a ValueError names it, its value and what is allowed.
"""

import importlib
import math
import operator
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Record = dict[str, float]
LARGEST = 10**30
LARGEST_ENTRY = 1e100  # Of an array: its square is finite.
SHOWN = 80  # Characters of a value that a sentence shows.


def shown(value: Any) -> str:
    """`value` as a sentence shows it: in one line, and not all of it if it is long."""
    try:
        text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    except (RecursionError, ValueError):  # Nested too deeply, or an integer of 4,300 digits.
        text = f"a {type(value).__name__} too large to be shown"
    text = re.sub(r" at 0x\w+", "", " ".join(text.split()))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def told(error: Exception) -> str:
    """What was raised, on one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


class MissingPackage(ModuleNotFoundError):
    """What is asked for needs a package that is not installed; it says what installs it."""


def require_package(module: str) -> Any:
    """A module of a package that may be missing; a MissingPackage says what installs it."""
    top = module.split(".")[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != top:
            raise
        package = {"sklearn": "scikit-learn"}.get(top, top)
        raise MissingPackage(
            f"this needs the package {package}: `make packages` installs it in the folder of the "
            f"book, `pip install {package}` elsewhere"
        ) from None


class Lazy(ModuleType):
    """A module that is imported on use, since it is slow to load, or may be missing."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(require_package(self.__name__), name)
        setattr(self, name, value)  # The next time it is at hand.
        return value

    def __reduce__(self) -> tuple[type, tuple[str]]:  # It can be sent to another process.
        return Lazy, (self.__name__,)


integrate, optimize, special = map(Lazy, ("scipy.integrate", "scipy.optimize", "scipy.special"))
qmc = Lazy("scipy.stats.qmc")


def require_integer(field: str, value: Any, least: int, most: int = LARGEST) -> int:
    """`value` as an int in [least, most]; a ValueError names the field otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or number < least:
        raise ValueError(f"{field} must be an integer of at least {least}, got {shown(value)}")
    if number > most:
        raise ValueError(f"{field} must be an integer of at most {most:g}, got {shown(value)}")
    return number


def require_number(
    field: str,
    value: Any,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    strict: bool = False,
    below: bool = False,
) -> float:
    """`value` as a finite float in [low, high]; a ValueError names the field otherwise.

    It must be above low if `strict`, and below high if `below`.
    """
    bounds = [f"{'above' if strict else 'at least'} {low:g}"] if low > -math.inf else []
    bounds += [f"{'below' if below else 'at most'} {high:g}"] if high < math.inf else []
    allowed = " ".join(["a finite number", " and ".join(bounds)]).strip()
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    excluded = (strict and number == low) or (below and number == high)
    if not math.isfinite(number) or not low <= number <= high or excluded:
        raise ValueError(f"{field} must be {allowed}, got {shown(value)}")
    return number


Check = Callable[[str, Any], Any]


def integer(least: int, most: int = LARGEST) -> Check:
    """`require_integer` with these bounds."""
    return partial(require_integer, least=least, most=most)


def number(
    low: float, high: float = math.inf, *, strict: bool = False, below: bool = False
) -> Check:
    """`require_number` with these bounds."""
    return partial(require_number, low=low, high=high, strict=strict, below=below)


def bound(field: str, value: Any) -> Any:
    """A number, or an infinite one."""
    return value if isinstance(value, float) and math.isinf(value) else require_number(field, value)


def one_of(*allowed: Any) -> Check:
    """`require_one_of` these."""
    return partial(require_one_of, allowed=allowed)


def each(check: Check) -> Check:
    """A sequence, and no text, of which every element passes `check`, as a tuple."""

    def require(field: str, value: Any) -> tuple[Any, ...]:
        if isinstance(value, str | bytes | Mapping) or not np.iterable(value):
            raise ValueError(f"{field} must be a sequence, got {shown(value)}")
        return tuple(check(f"each of {field}", element) for element in value)

    return require


def require_type(field: str, value: Any, *kinds: type) -> Any:
    """`value`; a ValueError names the field unless it is of one of the `kinds`."""
    if not isinstance(value, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"{field} must be of type {names}, got {shown(value)}")
    return value


def require_one_of(field: str, value: Any, allowed: Sequence[Any]) -> Any:
    """`value`; a ValueError names the field unless it is one of `allowed`."""
    if not isinstance(value, Hashable) or value not in allowed:
        names = ", ".join(str(x) for x in allowed)
        raise ValueError(f"{field} must be one of {names}, got {shown(value)}")
    return value


def require_room(field: str, *shape: int) -> None:
    """A ValueError unless an array of this shape has at most a billion numbers, 8 GB."""
    if (size := math.prod(shape)) > 10**9:
        raise ValueError(f"{field} must be at most 1e+09 for an array of numbers, got {size:g}")
