"""Stored runs, made again."""

import math
from collections.abc import Iterable

import numpy as np

from fc.boards.stored import Stored
from fc.requirements import shown
from fc.runs.records import key
from fc.verdicts.claim import Claim

# A difference that no figure shows.
SMALL = 1e-3


def repeat(
    stored: Stored,
    chosen: Iterable[Claim],
    largest: float,
    runs: int = 1,
    in_spreads: bool = False,
) -> tuple[int, float]:
    """Run a slice of the stored jobs again.

    Parameters
    ----------
    chosen : iterable of Claim
        Those whose jobs are repeated.
    largest : float
        Jobs whose ``setting.step_cost`` is at most this are repeated; it bounds the time.
    runs : int
        Of each job.
    in_spreads : bool
        Whether a difference is relative to the standard deviation over the stored runs (or to
        `SMALL`, if that is larger) instead of the stored value: for networks that torch trains,
        which differ between machines.

    Returns
    -------
    count, deviation : int, float
        Records that were repeated, and the largest relative difference from a stored value; a
        ValueError where there are none.
    """
    jobs = {key(job): (job, stored.seed_of(c.id)) for c in chosen for job, _ in c.jobs()}
    small = [(job, seed) for job, seed in jobs.values() if job.setting.step_cost <= largest]
    if not small:
        raise ValueError(f"largest must leave a job of those chosen to repeat, got {largest:g}")
    if missing := [key(job) for job, _ in small if (key(job), runs - 1) not in stored.records]:
        raise ValueError(f"stored must hold {runs} runs of each, got fewer of {shown(missing[0])}")
    deviation = 0.0
    for job, seed in small:
        seen = [record for (name, _), record in stored.records.items() if name == key(job)]
        for run in range(runs):
            fresh, old = job.run(seed, run), stored.records[key(job), run]
            fresh = {entry: value for entry, value in fresh.items() if math.isfinite(value)}
            if fresh.keys() != old.keys():
                return len(small) * runs, math.inf
            for entry, value in fresh.items():
                values = [record[entry] for record in seen if entry in record]
                spread = max(float(np.std(values)), SMALL)
                scale = spread if in_spreads else max(abs(old[entry]), 1e-9)
                deviation = max(deviation, abs(value - old[entry]) / scale)
    return len(small) * runs, deviation
