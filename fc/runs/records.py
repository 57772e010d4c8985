"""Records of many runs, by the canonical text of an experiment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from fc.model.departures import without_ideal
from fc.requirements import Array, Record
from fc.runs.experiment import Job


def key(job: Job) -> str:
    """Canonical text of a job; equal jobs have equal text."""
    content = asdict(cast(Any, job), dict_factory=without_ideal)
    content |= {"job": type(job).__name__, "setting": job.setting.as_dict()}
    return json.dumps(content, sort_keys=True)


Records = Mapping[tuple[str, int], Record]
Sweep = tuple[tuple[float, Job], ...]


def table(sweep: Sweep, read: str, seeds: int, records: Records) -> tuple[Array, Array]:
    """Sizes of shape (S,) and values of shape (S, seeds); a missing value is NaN."""
    values = [
        [records[key(job), run].get(read, np.nan) for run in range(seeds)] for _, job in sweep
    ]
    return np.array([size for size, _ in sweep], dtype=float), np.array(values)


def _repeats(sweep: Sweep, seeds: int, records: Records) -> bool:
    """Whether all runs of a job have one record: then they are no independent replicates."""
    for _, job in sweep:
        first = records[key(job), 0]
        if seeds > 1 and all(records[key(job), run] == first for run in range(seeds)):
            return True
    return False
