"""House style and the figures that chapters share; matplotlib is imported on use.

Prediction dashed black, measurement in colour, control in another colour and another marker.
Every figure is as wide as the page or as a phone turned sideways, so that a font has one size.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from fc.drawings import PIXELS, png
from fc.requirements import Array
from fc.runs.records import Records, Sweep, table
from fc.verdicts.claim import Claim, Control
from fc.verdicts.inference import mean_interval
from fc.verdicts.judge import Verdict
from fc.verdicts.orders import Constant, Range

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# After Okabe and Ito; blue darker, sky-blue and purple stronger, until any two of them and black
# are apart for every kind of colour vision and each is seen on white (tests/book/test_figures.py).
COLOURS = ("#005395", "#D55E00", "#1D864C", "#CA66AB", "#0B9BE7", "#666666")
BLUE, ORANGE, GREEN, PURPLE, SKY, GREY = COLOURS
MARKERS = dict(zip(COLOURS, "os^DvX", strict=True))  # One colour, one shape.
INK, PAPER = "black", "white"
PALE_BLUE, PALE_GREY = "#bfe0f5", "#eeeeee"  # Grounds, which nothing but black is drawn on.
PREDICTION: dict[str, Any] = {"color": INK, "linestyle": "--", "linewidth": 1.4, "zorder": 5}
REFERENCE: dict[str, Any] = {"color": INK, "linestyle": ":", "linewidth": 1.2}
LEVEL: dict[str, Any] = {"color": GREY, "linestyle": "-", "linewidth": 0.8, "zorder": 0}
BAND: dict[str, Any] = {"color": GREY, "alpha": 0.25, "linewidth": 0}

WIDE, NARROW = 7.2, 5.0
SMALL = 8  # For what stands in the cells of a table; nothing is smaller.
STYLE = {
    "figure.dpi": PIXELS,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.grid": True,
    "axes.formatter.min_exponent": 4,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "font.size": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "legend.handlelength": 1.8,
    "legend.labelspacing": 0.35,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.constrained_layout.h_pad": 0.06,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.5,
    "errorbar.capsize": 2,
}


def panels(
    count: int = 1, height: float = 3.0, rows: int = 1, wide: bool = False, **options: Any
) -> tuple[Figure, list[Axes]]:
    """`count` panels in the house style, row by row, with the options of `pyplot.subplots`.

    A row has `height` inches; a single column is as wide as the page if `wide`, several always are.
    """
    import matplotlib.pyplot as plt

    plt.rcParams.update(STYLE)  # type: ignore[arg-type]
    columns = -(-count // rows)
    size = (WIDE if wide or columns > 1 else NARROW, height * rows)
    figure, axes = plt.subplots(
        rows, columns, figsize=size, layout="constrained", squeeze=False, **options
    )
    ipython = sys.modules.get("IPython")
    if ipython and (shell := ipython.get_ipython()):  # A notebook stores figures as `png` does.
        shell.display_formatter.formatters["image/png"].for_type(type(figure), png)
    for unused in axes.flat[count:]:
        unused.set_visible(False)
    return figure, list(axes.flat)[:count]


def line(color: str) -> dict[str, Any]:
    """Return the look of a measured curve: some of its points bear the marker of the colour."""
    return {"color": color, "marker": MARKERS[color], "markevery": 0.12, "markersize": 4.5}


def points(color: str, size: float = 5.5) -> dict[str, Any]:
    """Return the look of points, in the marker of their colour."""
    return {"color": color, "marker": MARKERS[color], "linestyle": "none", "markersize": size}


def sweep(
    axes: Axes,
    claim: Claim,
    records: Records,
    predicted: Callable[[Any], float] | None = None,
    label: str = "measured",
    color: str = BLUE,
) -> None:
    """Mean and interval over seeds against size, with the control and the prediction.

    `predicted` gives it from a job's setting.
    """
    from matplotlib.ticker import LogLocator, NullFormatter

    kinds: list[tuple[Claim | Control, str, str]] = [(claim, label, color)]
    kinds += [(claim.control, claim.control.name, ORANGE)]
    for source, name, colour in kinds:
        look: dict[str, Any] = {"fmt": MARKERS[colour], "color": colour, "label": name}
        means(axes, source.sweep, source.read, claim.seeds, records, **look)
    sizes = np.array([size for size, _ in claim.sweep])
    if predicted:
        values = np.array([predicted(job.setting) for _, job in claim.sweep])
        axes.plot(sizes, values, **PREDICTION, label="predicted")
    axes.set_xscale("log")
    # Few labels: matplotlib's minor ones overlap in a narrow panel.
    if np.ptp(np.log10(sizes)) < 1.5:
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def means(
    axes: Axes,
    jobs: Sweep,
    read: str,
    seeds: int,
    records: Records,
    at: Any = None,
    across: bool = False,
    **look: Any,
) -> Array:
    """Mean and 99% interval over seeds of one entry for each job; returns the values.

    `at` are the places of the jobs on the axis, their sizes if it is None. The values run upwards,
    or to the right with one job a row if `across`.
    """
    sizes, values = table(jobs, read, seeds, records)
    intervals = np.array([mean_interval(row) for row in values])
    errors, where = np.abs(intervals[:, 1:].T - intervals[:, 0]), sizes if at is None else at
    x, y, kind = (intervals[:, 0], where, "xerr") if across else (where, intervals[:, 0], "yerr")
    axes.errorbar(x, y, **{kind: errors}, **look)
    return values


def neuron_bands(axes: Axes, t: Any, values: Any, color: str, label: str) -> None:
    """Median over neurons as a line, with the central 50% and 90% of the neurons as bands."""
    low, quarter, median, upper, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    axes.fill_between(t, low, high, color=color, alpha=0.15, linewidth=0)
    axes.fill_between(t, quarter, upper, color=color, alpha=0.3, linewidth=0)
    axes.plot(t, median, **line(color), label=label)


def power_guide(axes: Axes, sizes: ArrayLike, a: float, through: float, label: str) -> None:
    """A dashed line of exponent `a` through the value at the first size."""
    n = np.asarray(sizes, dtype=float)
    axes.plot(n, through * (n / n[0]) ** a, **PREDICTION, label=label)


def claims_figure(verdicts: Sequence[Verdict], records: Records) -> Figure:
    """A panel a claim: what was measured over the sizes, its control, and what the order states."""
    figure, axes = panels(len(verdicts), rows=-(-len(verdicts) // 2), height=3.2)
    for one, verdict in zip(axes, verdicts, strict=True):
        claim, order = verdict.claim, verdict.claim.order
        sweep(one, claim, records)
        sizes, values = table(claim.sweep, claim.read, claim.seeds, records)
        stated = 0.0 if isinstance(order, Constant) else getattr(order, "a", None)
        if stated is not None:
            power_guide(one, sizes, stated, values[0].mean(), f"exponent {stated:g}")
        bounds = (getattr(order, name, np.inf) for name in ("low", "high", "floor"))
        for bound in filter(np.isfinite, bounds):
            one.axhline(bound, **PREDICTION)
        if not isinstance(order, Range):
            one.set_yscale("log")
        if len(sizes) < 6:
            one.set_xticks(sizes, [f"{size:g}" for size in sizes])
        one.set(xlabel=getattr(order, "size_name", "size"), ylabel=fill(claim.quantity, 32))
        one.set_title(f"{claim.id}: {verdict.decision}")
        one.legend()
    return figure
