"""The authors' script beside ours: what either measured, run by run, and where they differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fc.files import read_rows
from fc.requirements import Array
from fc.verdicts.inference import Interval

QUANTITIES = {
    "loss_id": "ID loss",
    "loss_ood": "OOD loss",
    "norm_core": "mean norm, core",
    "norm_bg": "mean norm, background",
}
STEPS = (1000, 5000, 20_000)
# Their 1 + e^-r is 1 to single precision from here on; a loss below it is taken to be it.
RESOLUTION = 2.0**-23
# Probability that of two sources with one law some interval leaves out the ratio 1 (Bonferroni).
FALSE_ALARM = 0.01
HEAD = "core | quantity | steps | theirs | ours | ours / theirs | agree"


class Row(NamedTuple):
    """One run: of which source, on which core, and each quantity at each of `STEPS` it reached."""

    source: str
    core: str
    seed: int
    values: dict[str, list[float]]


class Difference(NamedTuple):
    """Ratio of the geometric means over seeds of two sources, the second over the first."""

    core: str
    quantity: str
    steps: int
    means: tuple[float, float]
    ratio: Interval

    @property
    def agrees(self) -> bool:
        """Whether the interval holds 1."""
        return self.ratio.low <= 1 <= self.ratio.high


def welch(one: Array, other: Array, level: float) -> Interval:
    """Interval for the mean of `other` minus that of `one`, which errs with probability `level`."""
    from scipy import stats

    gap = float(other.mean() - one.mean())
    if not np.ptp(one) and not np.ptp(other):  # All below what is resolved.
        return Interval(gap, gap, gap)
    test = stats.ttest_ind(other, one, equal_var=False)
    return Interval(gap, *map(float, test.confidence_interval(1 - level)))


def differences(rows: Sequence[Row], source: str = "ours") -> list[Difference]:
    """Every quantity of `source` over that of the authors, wherever both were measured.

    The levels of the intervals add up to `FALSE_ALARM`. Fewer than two runs of either on a core are
    a ValueError.
    """
    cores = dict.fromkeys(row.core for row in rows)
    tests = [(core, name, i) for core in cores for name in QUANTITIES for i in range(len(STEPS))]
    pairs = {
        test: (_values(rows, "authors", *test), _values(rows, source, *test)) for test in tests
    }
    pairs = {test: pair for test, pair in pairs.items() if all(x.size for x in pair)}
    for (core, *_), pair in pairs.items():
        if min(x.size for x in pair) < 2:
            raise ValueError(f"rows must hold two runs of each source, got fewer of {core}")
    found = []
    for (core, name, i), pair in pairs.items():
        gap = welch(*pair, FALSE_ALARM / len(pairs))
        means = float(np.exp(pair[0].mean())), float(np.exp(pair[1].mean()))
        ratio = Interval(*(float(np.exp(x)) for x in gap))
        found.append(Difference(core, name, STEPS[i], means, ratio))
    return found


def _values(rows: Sequence[Row], source: str, core: str, name: str, i: int) -> Array:
    """Logarithms over the runs."""
    runs = [row.values[name] for row in rows if (row.source, row.core) == (source, core)]
    return np.log(np.maximum([run[i] for run in runs if run[i:]], RESOLUTION))


def load(path: str | Path) -> tuple[dict[str, Any], list[Row]]:
    """What made the comparison, and its rows; a ValueError says what is wrong in another file."""
    return read_rows(path, "rows", "a comparison", lambda row: Row(**row))


def table(found: Sequence[Difference]) -> Iterator[tuple[str, ...]]:
    """Rows of a table with the columns `HEAD`."""
    for one in found:
        theirs, ours = (f"{x:.3g}" for x in one.means)
        ratio = f"{one.ratio.estimate:.3f} [{one.ratio.low:.3f}, {one.ratio.high:.3f}]"
        said = "yes" if one.agrees else "**no**"
        yield one.core, QUANTITIES[one.quantity], f"{one.steps:,}", theirs, ours, ratio, said
