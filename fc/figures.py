"""House style and the figures that chapters share; matplotlib is imported on use.

Prediction dashed black, measurement in colour, control in another colour and another marker.
The colours are those of Okabe and Ito, apart for every kind of colour vision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fc.claims import Claim, Control, Records, Sweep, table
from fc.inference import Array, mean_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE, SKY, GREY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#AA4499",
    "#56B4E9",
    "#666666",
)
PREDICTION: dict[str, Any] = {"color": "black", "linestyle": "--", "linewidth": 1.4, "zorder": 5}
STYLE = {
    "figure.dpi": 120,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.formatter.min_exponent": 4,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "font.size": 10,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
}


def panels(
    count: int = 1, height: float = 3.2, width: float = 3.6, rows: int = 1
) -> tuple[Figure, list[Axes]]:
    """`count` panels of `width` x `height` inches in the house style, row by row."""
    import matplotlib.pyplot as plt

    plt.rcParams.update(STYLE)  # type: ignore[arg-type]
    columns = -(-count // rows)
    size = (max(width * columns, 5.0), height * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    return figure, list(axes.flat)[:count]


def sweep(
    axes: Axes,
    claim: Claim,
    records: Records,
    predicted: Callable[[Any], float] | None = None,
    control: bool = True,
    label: str = "measured",
    color: str = BLUE,
) -> None:
    """Mean and interval over seeds against size, with the control and the prediction.

    Parameters
    ----------
    predicted : callable, optional
        From a job's setting to the predicted value.
    """
    kinds: list[tuple[Claim | Control, str, str, str]] = [(claim, label, color, "o")]
    if control:
        kinds.append((claim.control, claim.control.name, ORANGE, "s"))
    for source, name, colour, marker in kinds:
        look: dict[str, Any] = {"fmt": marker, "color": colour, "capsize": 2, "label": name}
        means(axes, source.sweep, source.read, claim.seeds, records, **look)
    sizes = np.array([size for size, _ in claim.sweep])
    if predicted:
        values = np.array([predicted(job.setting) for _, job in claim.sweep])
        axes.plot(sizes, values, **PREDICTION, label="predicted")
    _log_ticks(axes, sizes)


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

    Parameters
    ----------
    at : array, optional
        Places of the jobs on the axis; None stands for their sizes.
    across : bool
        Whether the values run to the right, with one job a row, instead of upwards.
    """
    sizes, values = table(jobs, read, seeds, records)
    intervals = np.array([mean_interval(row) for row in values])
    errors, where = np.abs(intervals[:, 1:].T - intervals[:, 0]), sizes if at is None else at
    if across:
        axes.errorbar(intervals[:, 0], where, xerr=errors, **look)
    else:
        axes.errorbar(where, intervals[:, 0], errors, **look)
    return values


def _log_ticks(axes: Axes, sizes: Array) -> None:
    """Logarithmic sizes with few labels: matplotlib's minor labels overlap in a narrow panel."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_xscale("log")
    if np.ptp(np.log10(sizes)) < 1.5:
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def neuron_bands(axes: Axes, t: Any, values: Any, color: str, label: str) -> None:
    """Median over neurons as a line, with the central 50% and 90% of the neurons as bands."""
    low, quarter, median, upper, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    axes.fill_between(t, low, high, color=color, alpha=0.15, linewidth=0)
    axes.fill_between(t, quarter, upper, color=color, alpha=0.3, linewidth=0)
    axes.plot(t, median, color=color, label=label)


def power_guide(axes: Axes, sizes: Sequence[float], a: float, through: float, label: str) -> None:
    """A dashed line of exponent `a` through the value at the first size."""
    n = np.asarray(sizes, dtype=float)
    axes.plot(n, through * (n / n[0]) ** a, **PREDICTION, label=label)
