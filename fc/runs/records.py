"""Records of many runs, by the canonical text of an experiment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from fc.model.departures import without_ideal
from fc.requirements import Array, Record
from fc.runs.experiment import Experiment


def key(job: Experiment) -> str:
    """Canonical text of an experiment; equal ones have equal text."""
    content = asdict(cast(Any, job), dict_factory=without_ideal)
    content |= {"job": type(job).__name__, "setting": job.setting.as_dict()}
    return json.dumps(content, sort_keys=True)


Records = Mapping[tuple[str, int], Record]
# What is run at each size.
Sweep = tuple[tuple[float, Experiment], ...]


def as_sweep(what: Experiment | Sequence[Experiment] | Sweep) -> Sweep:
    """One experiment, or several of which none has a special size, as a sweep."""
    if isinstance(what, Experiment):
        return ((1, what),)
    if what and isinstance(what[0], tuple):
        return cast(Sweep, tuple(what))
    return tuple(enumerate(cast(Sequence[Experiment], what), 1))


def table(sweep: Sweep, read: str, seeds: int, records: Records) -> tuple[Array, Array]:
    """Sizes of shape (S,) and values of shape (S, seeds); a missing value is NaN."""
    values = [
        [records[key(job), run].get(read, np.nan) for run in range(seeds)] for _, job in sweep
    ]
    return np.array([size for size, _ in sweep], dtype=float), np.array(values)


def repeats(sweep: Sweep, seeds: int, records: Records) -> bool:
    """Whether all runs of a job have one record: then they are no independent replicates."""
    for _, job in sweep:
        first = records[key(job), 0]
        if seeds > 1 and all(records[key(job), run] == first for run in range(seeds)):
            return True
    return False
