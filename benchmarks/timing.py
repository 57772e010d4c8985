"""Interleaved timing: on a shared machine only what is measured side by side can be compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Rounds = dict[str, NDArray[np.float64]]
SLICE = 0.05  # seconds that one action takes in a round, at least


def seconds(action: Callable[[], object], repeats: int = 1) -> float:
    """Processor time of one call, averaged over `repeats` calls in a row.

    What other jobs take of the processor is not counted; what they take of its cache is.
    """
    start = time.thread_time()
    for _ in range(repeats):
        action()
    return (time.thread_time() - start) / repeats


def timer(action: Callable[[], object]) -> Callable[[], float]:
    """A measurement of `action` that lasts about `SLICE`."""
    action()
    repeats = max(1, round(SLICE / seconds(action, 3)))
    return lambda: seconds(action, repeats)


def interleave(actions: Mapping[str, Callable[[], float]], rounds: int) -> Rounds:
    """What each action returns, in every round; each round starts with another action."""
    names = list(actions)
    measured: dict[str, list[float]] = {name: [] for name in names}
    for i in range(rounds):
        first = i % len(names)
        for name in names[first:] + names[:first]:
            measured[name].append(actions[name]())
    return {name: np.array(values) for name, values in measured.items()}


def spread(values: NDArray[np.float64]) -> dict[str, float]:
    """Median over the rounds, with the 10% and the 90% quantile."""
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9])
    return {
        name: float(f"{x:.4g}")
        for name, x in zip(("median", "low", "high"), (median, low, high), strict=True)
    }
