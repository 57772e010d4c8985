"""What the cells of the page on trust share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from fc.requirements import Array, special


def markdown(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table."""
    lines = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines])


def detected(distance: ArrayLike, runs: int, level: float) -> Array:
    """How often Student's t rejects at `level`, with the mean so many standard errors away."""
    critical = special.stdtrit(runs - 1, 1 - level)
    return np.asarray(1 - special.nctdtr(runs - 1, distance, critical))
