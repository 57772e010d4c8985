"""A function of a user as an activation, seen to be one before anything runs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from fc.model.activations import Activation
from fc.model.smooth_activations import Array
from fc.requirements import shown

# Where phi and phi' are compared and known again: no round number, where a kink would be.
POINTS = np.linspace(-20.0, 20.0, 802).reshape(2, -1) + 0.0031
STEP, TOLERANCE = 1e-5, 1e-4  # Of the finite difference, and of the derivative relative to it.


class OwnActivation(str):
    """The name of a function of a user, which carries it along; see `fc.own_activation`."""

    made: Activation
    functions: tuple[Callable[[Array], Array], Callable[[Array], Array]]

    @classmethod
    def named(cls, name: str, *functions: Callable[[Array], Array]) -> OwnActivation:
        """Under a name that says what it is; nothing is checked."""
        found = cls(name)
        found.functions = functions[0], functions[1]
        write = [lambda p, out, of=one: np.copyto(out, of(p)) for one in functions]
        found.made = Activation(write[0], write[1])
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return OwnActivation.named, (str(self), *self.functions)


def own_activation(
    name: str, phi: Callable[[Array], Array], slope: Callable[[Array], Array]
) -> str:
    """Make an activation of your functions, for ``Setting(activation=...)``.

    It is sent along to worker processes. The text that comes back ends in a digest of both
    functions' values: stored runs of two functions of one name are not mixed up.

    Parameters
    ----------
    name : str
        A word.
    phi, slope : callable
        ``phi`` and its derivative, of arrays of any shape, number by number.

    Raises
    ------
    ValueError
        If `slope` is not the derivative, one of them is not vectorised, writes into its argument
        or gives no finite numbers between -20 and 20, or they cannot be sent to another process.
    """
    import cloudpickle

    if not re.fullmatch(r"[A-Za-z]\w{0,40}", str(name)):
        raise ValueError(f"name must be a word such as 'swish', got {shown(name)}")
    values, slopes = _values("phi", phi, POINTS), _values("slope", slope, POINTS)
    ends = [_values("phi", phi, POINTS + step) for step in (STEP, -STEP)]
    growth = (ends[0] - ends[1]) / (2 * STEP)
    wrong = np.abs(slopes - growth) > TOLERANCE * (1 + np.abs(growth))
    if wrong.any():
        at, is_, told = (float(x[wrong][0]) for x in (POINTS, growth, slopes))
        raise ValueError(
            f"slope must be the derivative of phi, {is_:.4g} at {at:.4f}, got {told:.4g}"
        )
    try:
        cloudpickle.dumps((phi, slope))
    except Exception as error:
        raise ValueError(
            f"phi and slope must be fit to be sent to another process, got {shown(error)}"
        ) from None
    text = " ".join(f"{x + 0.0:.9g}" for x in (*values.flat, *slopes.flat))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return OwnActivation.named(f"{name}@{digest}", phi, slope)


def _values(field: str, function: Callable[[Array], Any], points: Array) -> Array:
    """What a function gives at the points; a ValueError unless it acts on each number alone."""
    argument = points.copy()
    try:
        with np.errstate(all="ignore"):
            found, some = np.asarray(function(argument)), function(points[:1, ::3].copy())
    except Exception as error:
        raise ValueError(f"{field} must take an array of numbers, got {shown(error)}") from None
    if found.shape != points.shape or found.dtype.kind not in "iufb":
        got = f"{found.dtype} of shape {found.shape}"
        raise ValueError(f"{field} must return an array of its argument's shape, got {got}")
    if not (argument == points).all() or not np.allclose(found[:1, ::3], some, equal_nan=True):
        raise ValueError(f"{field} must act on each number alone and leave its argument as it is")
    if not np.isfinite(found).all():
        raise ValueError(f"{field} must be finite between -20 and 20, got {shown(found)}")
    return found.astype(float)
