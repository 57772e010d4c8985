"""Where values come in: fields by `set_checked`, arguments by `door`, once, by their type hints."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, partial, wraps
from inspect import Parameter, signature
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
# Of arrays that meet a setting, by their names; N is the number of samples.
SHAPES = {"v": "m d0", "a": "m", "total": "m", "square": "m", "u": "N d0", "y": "N", "label": "N"}


def require_array(field: str, value: Any, sizes: dict[str, int] | None = None) -> NDArray[Any]:
    """`value` as an array of numbers up to 1e100, of the shape that its name and `sizes` demand."""
    try:
        array = np.asarray(value)
    except ValueError:  # Rows of different lengths.
        array = np.array(None)
    if array.dtype.kind not in "iuf" or not (np.abs(array.astype(float)) <= LARGEST_ENTRY).all():
        raise ValueError(f"{field} must be an array of finite numbers, got {shown(value)}")
    if sizes and (axes := SHAPES.get(field.rpartition(".")[2], "").split()):
        shape = tuple(sizes.get(axis, len(np.atleast_1d(array))) for axis in axes)
        sizes.setdefault(axes[0], shape[0])
        if array.shape != shape:
            raise ValueError(f"{field} must have the setting's shape {shape}, got {array.shape}")
    return array


def require_hint(field: str, value: Any, hint: Any, sizes: dict[str, int] | None = None) -> Any:
    """`value`, if it is what its type hint says: an int at least 0, and every number finite."""
    kind, inside = get_origin(hint) or hint, get_args(hint)
    if hint == ArrayLike or kind is np.ndarray:
        array = value if hint == ArrayLike else require_type(field, value, kind)
        return require_array(field, array, sizes)
    if kind in (Union, UnionType):
        kinds = {get_origin(one) or one: one for one in inside}
        if kinds.pop(NoneType, None) and value is None:
            return None
        for of, one in kinds.items():
            if len(kinds) == 1 or isinstance(value, of):
                return require_hint(field, value, one, sizes)
        return require_type(field, value, *kinds)
    if kind is Literal:
        return require_one_of(field, value, inside)
    if kind in (int, float):
        return (integer(0) if kind is int else number(-LARGEST_ENTRY, LARGEST_ENTRY))(field, value)
    if not isinstance(kind, type) or getattr(kind, "_is_protocol", False):
        return value
    parts: list[tuple[str, Any]] = []
    if hasattr(kind, "_fields"):
        parts = [(f".{name}", one) for name, one in hints_of(kind).items()]
    elif kind is tuple and inside[1:] != (...,):
        parts = [(f"[{i}]", one) for i, one in enumerate(inside)]
    elif inside and issubclass(kind, Iterable) and not issubclass(kind, Mapping):
        return each(partial(require_hint, hint=inside[0]))(field, value)
    if len(require_type(field, value, kind) if parts else ()) != len(parts):
        raise ValueError(f"{field} must have {len(parts)} parts, got {shown(value)}")
    for (name, one), part in zip(parts, value if parts else (), strict=True):
        require_hint(field + name, part, one, sizes)
    return require_type(field, value, kind)


def set_checked(of: Any, **checks: Check) -> None:
    """Give a frozen dataclass the checked values of its fields; None stays where it is usual."""
    hints = hints_of(of.__class__)
    for field in fields(of):
        value = getattr(of, field.name)
        if value is not None or field.default is not None:
            check = checks.get(field.name) or partial(require_hint, hint=hints[field.name])
            object.__setattr__(of, field.name, check(field.name, value))


def door(function: Callable[..., Any], checks: Mapping[str, Check]) -> Callable[..., Any]:
    """`function` with its arguments checked, by their names or hints, to fit the `setting` too."""
    parameters = signature(function).parameters

    @wraps(function)
    def enter(*args: Any, **kwargs: Any) -> Any:
        given, hints = signature(function).bind(*args, **kwargs), hints_of(function)
        values, sizes = given.arguments, dict[str, int]()
        for name in sorted(values, key=lambda name: name != "setting"):
            if (value := values[name]) is not None or parameters[name].default is not None:
                usual: Check = partial(require_hint, hint=hints[name], sizes=sizes)
                check, many = checks.get(name, usual), get_origin(hints[name]) is Sequence
                if parameters[name].kind is Parameter.VAR_POSITIONAL or (many and name in checks):
                    check = each(check)
                values[name] = check(name, value)
            if name == "setting":
                sizes |= {"m": value.width, "d0": value.d0}
        return function(*given.args, **given.kwargs)

    enter.__module__ = "fc"  # Where it is found again when it is sent to another process.
    return enter
