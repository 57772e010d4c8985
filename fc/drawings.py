"""A figure as a notebook stores it: its pixels, and the numbers that it draws."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A page shows a hundred pixels an inch, a screen of twice the resolution two hundred.
PIXELS = 100


def png(figure: Figure) -> tuple[str, dict[str, Any]]:
    """The figure in base64, twice as fine as a page shows it, its width there, and its numbers.

    With these the text that stands for it must agree (tests/book/test_figures.py).
    """
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=2 * PIXELS, metadata={"Software": None})
    width = round(PIXELS * figure.get_figwidth())
    about = {"width": width, "drawn": " ".join(drawn(figure))}
    return base64.b64encode(data.getvalue()).decode(), about


def drawn(figure: Figure) -> list[str]:
    """Numbers that a figure draws or writes, in their order, with three significant digits.

    Of a curve of more than forty points only the ends, the extremes and every twentieth part
    count: between them any number would be found.
    """
    found: set[str] = set()
    for axes in figure.axes:
        for x, y in _points(axes):
            keep = np.isfinite(x) & np.isfinite(y)
            x, y = x[keep], y[keep]
            if len(x) > 40:
                at = np.linspace(0, len(x) - 1, 21).round().astype(int)
                at = np.r_[at, y.argmin(), y.argmax()]
                x, y = x[at], y[at]
            found |= {f"{value:.3g}" for value in (*x, *y)}
        legend = axes.get_legend()
        texts = [text.get_text() for text in (*axes.texts, *(legend.texts if legend else ()))]
        texts.append(axes.get_title(loc="left"))
        found |= {f"{float(x):.3g}" for x in re.findall(r"\d+(?:\.\d+)?", " ".join(texts))}
    return sorted(found - {"-0"}, key=float)


def _points(axes: Axes) -> Iterable[tuple[NDArray[Any], NDArray[Any]]]:
    """Coordinates of all curves and of all markers of `axes`."""
    for line in axes.lines:
        x, y = (np.asarray(part, dtype=float) for part in line.get_data())
        if line.get_linestyle() == "None":
            # A cloud of markers: none of them lies between two others.
            yield from ((x[i : i + 40], y[i : i + 40]) for i in range(0, len(x), 40))
        else:
            yield x, y
    for collection in axes.collections:
        offsets = np.asarray(collection.get_offsets(), dtype=float).reshape(-1, 2)
        if len(offsets) > 1:
            yield from ((part[:, 0], part[:, 1]) for part in np.array_split(offsets, len(offsets)))
            continue
        for path in collection.get_paths():
            x, y = np.asarray(path.vertices, dtype=float).T
            yield x, y
