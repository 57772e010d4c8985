"""What is measured on the data of a user: of a network by its weights, or of any function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fc.model.activations import activation as activation_of
from fc.model.doors import require_array
from fc.model.network import Network
from fc.model.observed import LARGEST_KAPPA, Scores, Shift, asked
from fc.requirements import Array, each, integer, number, require_type
from fc.simulation.measurement import BLOCK, Estimate, Measurement, scores, seen


def measure_data(
    weights: ArrayLike,
    output: ArrayLike,
    X: ArrayLike,
    y: ArrayLike,
    core: Sequence[int],
    bg: Sequence[int],
    kappas: Sequence[float] = (-1.0,),
    activation: str = "relu",
) -> Measurement:
    """Measure ``h(x) = sum_k output_k phi(<weights_k, x>)`` on your samples: see `fc.measure`.

    C_k and B_k are those of the samples: ``sign(output_k)`` times the mean over them of
    ``y <weights_k, x>``, x on the core only, and the mean of ``<weights_k, x>``, x on the
    background only. Where the features are directions and not columns, with the columns of a matrix
    M, hand over ``weights @ M`` and ``X @ M``.

    Parameters
    ----------
    weights, output : (m, p), (m,) arrays
    X, y : (N, p), (N,) arrays
        Inputs, and their classes 1 and -1.
    core, bg : sequences of int
        Columns of X that carry the label, and those of the background, which out of distribution
        are multiplied by kappa; others stay as they are.

    Raises
    ------
    ValueError
        If shapes, classes or columns do not fit.
    """
    given = {"weights": weights, "output": output, "X": X}
    v, a, inputs = (require_array(*one).astype(float) for one in given.items())
    shapes, n = (inputs.shape, np.shape(y), v.shape, a.shape), inputs.size // max(np.size(y), 1)
    if shapes != ((np.size(y), n), (np.size(y),), (a.size, n), (a.size,)):
        names = "X, y, weights and output must have the shapes (N, p), (N,), (m, p) and (m,)"
        raise ValueError(f"{names}, got {', '.join(map(str, shapes))}")
    classes, index = _classes(y), each(integer(0))
    core, bg = list(index("core", core)), list(index("bg", bg))
    columns = [*core, *bg]
    for name, group in {"core": core, "bg": bg}.items():
        if not group:
            raise ValueError(f"{name} must name at least one column, got none")
    if len({*columns}) < len(columns) or max(columns) >= n:
        raise ValueError(f"core and bg must be columns of X, 0 to {n - 1}, none of them twice")
    y_core, x_bg = classes @ inputs[:, core] / len(inputs), inputs[:, bg].mean(axis=0)
    known = np.sign(a) * (v[:, core] @ y_core), v[:, bg] @ x_bg
    rest = np.setdiff1d(np.arange(n), bg)
    v, inputs = np.hstack([v[:, rest], v[:, bg]]), np.hstack([inputs[:, rest], inputs[:, bg]])
    starts = range(0, len(inputs), BLOCK)
    blocks = ((inputs[i : i + BLOCK], classes[i : i + BLOCK]) for i in starts)
    shifts = asked(each(number(-LARGEST_KAPPA, LARGEST_KAPPA))("kappas", kappas))
    return seen(Network(v, a), activation_of(activation), blocks, len(rest), shifts, known)


def measure_output(
    function: Callable[[Any], Any], X: ArrayLike, y: ArrayLike, shifted: Mapping[Shift, ArrayLike]
) -> Scores[Estimate]:
    """Risk, error and margin of any function on your inputs, and on them out of distribution.

    Its ``margin_ratio(shift)`` is 1 where the function does not see the shift, and 0 where all that
    spoke for the class went with it.

    Parameters
    ----------
    function : callable
        From inputs to one number each, positive for the class 1.
    X, y : (N, ...), (N,) arrays
        Inputs, and their classes 1 and -1.
    shifted : mapping
        The same inputs out of distribution, each of the shape of X, by kappa or by any word. Where
        `bg` is the background's part of X, ``{-1.0: X - 2 * bg}``: in general ``X + (kappa-1) bg``.

    Raises
    ------
    ValueError
        If shapes or classes do not fit.
    """
    inputs, classes = require_array("X", X), _classes(y)
    if inputs.shape[:1] != classes.shape:
        raise ValueError(f"X and y must have as many rows, got {inputs.shape} and {classes.shape}")
    margins = dict[Shift, Array]()
    for shift, given in {**require_type("shifted", shifted, Mapping), 1.0: X}.items():
        moved = require_array("shifted", given)
        if moved.shape != inputs.shape:
            raise ValueError(f"shifted must have the shape of X, got {moved.shape} for {shift!r}")
        found = require_array("what function returns", function(moved))
        if found.shape != classes.shape:
            raise ValueError(f"function must return one number a row, got the shape {found.shape}")
        margins[shift] = classes * found
    return scores(margins)


def _classes(y: ArrayLike) -> NDArray[np.float64]:
    found = require_array("y", y).astype(float)
    other = [x for x in found.flat if abs(x) != 1]
    if found.ndim != 1 or not len(found) or other:
        got = f"{other[0]:g}" if other else f"the shape {found.shape}"
        raise ValueError(f"y must hold the classes 1 and -1, got {got}")
    return found
