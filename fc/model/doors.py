"""Where values come in: the fields of frozen dataclasses, checked by their type hints."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from fc.requirements import (
    LARGEST_ENTRY,
    Check,
    each,
    integer,
    number,
    require_one_of,
    require_type,
    shown,
)

hints_of = cache(get_type_hints)


def require_array(field: str, value: Any) -> NDArray[Any]:
    """`value` as an array of numbers up to 1e100."""
    try:
        array = np.asarray(value)
    except ValueError:  # Rows of different lengths.
        array = np.array(None)
    numbers = array.astype(float) if array.dtype.kind in "iuf" else np.array(np.nan)
    if (bad := numbers[~(np.abs(numbers) <= LARGEST_ENTRY)]).size:
        got = bad[0] if bad.size < numbers.size else value
        raise ValueError(f"{field} must be an array of finite numbers, got {shown(got)}")
    return array


def require_hint(field: str, value: Any, hint: Any) -> Any:
    """`value`, if it is what its type hint says: an int at least 0, and every number finite."""
    kind, inside = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType):
        kinds = {get_origin(one) or one: one for one in inside}
        if kinds.pop(NoneType, None) and value is None:
            return None
        for of, one in kinds.items():
            if len(kinds) == 1 or isinstance(value, of):
                return require_hint(field, value, one)
        return require_type(field, value, *kinds)
    if kind is Literal:
        return require_one_of(field, value, inside)
    if kind in (int, float):
        return (integer(0) if kind is int else number(-LARGEST_ENTRY, LARGEST_ENTRY))(field, value)
    if not isinstance(kind, type) or getattr(kind, "_is_protocol", False):
        return value
    if kind is tuple and inside[1:] != (...,):
        if len(require_type(field, value, kind)) != len(inside):
            raise ValueError(f"{field} must have {len(inside)} parts, got {shown(value)}")
        for i, (part, one) in enumerate(zip(value, inside, strict=True)):
            require_hint(f"{field}[{i}]", part, one)
        return value  # As it was given: the size of a sweep stays an integer.
    if inside and issubclass(kind, Iterable) and not issubclass(kind, Mapping):
        return each(partial(require_hint, hint=inside[0]))(field, value)
    return require_type(field, value, kind)


def set_checked(of: Any, **checks: Check) -> None:
    """Give a frozen dataclass the checked values of its fields; None stays where it is usual."""
    hints = hints_of(of.__class__)
    for field in fields(of):
        value = getattr(of, field.name)
        if value is not None or field.default is not None:
            check = checks.get(field.name) or partial(require_hint, hint=hints[field.name])
            object.__setattr__(of, field.name, check(field.name, value))
