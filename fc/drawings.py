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
        for points in _curves(axes):
            points = points[:, np.isfinite(points).all(axis=0)]
            if (n := points.shape[1]) > 40:
                at = np.linspace(0, n - 1, 21).round().astype(int)
                points = points[:, [*at, points[1].argmin(), points[1].argmax()]]
            found |= {f"{value:.3g}" for value in points.flat}
        legend = axes.get_legend()
        texts = [text.get_text() for text in (*axes.texts, *(legend.texts if legend else ()))]
        texts.append(axes.get_title(loc="left"))
        found |= {f"{float(x):.3g}" for x in re.findall(r"\d+(?:\.\d+)?", " ".join(texts))}
    return sorted(found - {"-0"}, key=float)


def _curves(axes: Axes) -> Iterable[NDArray[Any]]:
    """Coordinates, shape (2, points), of each curve of `axes`, and of each of its markers."""
    for line in axes.lines:
        points = np.array(line.get_data(), dtype=float)
        yield from points.T[..., np.newaxis] if line.get_linestyle() == "None" else [points]
    for collection in axes.collections:
        offsets = np.asarray(collection.get_offsets(), dtype=float).reshape(-1, 2)
        curves = [np.asarray(path.vertices, dtype=float).T for path in collection.get_paths()]
        yield from offsets[..., np.newaxis] if len(offsets) > 1 else curves
