"""Stored runs, made again."""

import math
from collections.abc import Iterable

import numpy as np

from fc.boards.stored import Stored
from fc.runs.records import key
from fc.verdicts.claim import Claim

# A difference that no figure shows.
SMALL = 1e-3


def repeat(
    stored: Stored, chosen: Iterable[Claim], largest: float, in_spreads: bool = False
) -> tuple[int, float]:
    """Make the first run of some of the stored jobs again.

    Parameters
    ----------
    chosen : iterable of Claim
        Those whose jobs are repeated.
    largest : float
        Jobs whose ``setting.step_cost`` is at most this are repeated; it bounds the time.
    in_spreads : bool
        Whether a difference is relative to the standard deviation over the stored runs (or to
        `SMALL`, if that is larger) instead of the stored value: for networks that torch trains,
        which differ between machines.

    Returns
    -------
    count, deviation : int, float
        Runs that were repeated, and the largest relative difference from a stored value; a
        ValueError where there are none.
    """
    jobs = {key(job): job for claim in chosen for job, _ in claim.jobs()}
    small = {name: job for name, job in jobs.items() if job.setting.step_cost <= largest}
    if not small:
        raise ValueError(f"largest must leave a job of those chosen to repeat, got {largest:g}")
    deviation = 0.0
    for name, job in small.items():
        seen = [record for (of, _), record in stored.records.items() if of == name]
        fresh, old = job.run(stored.seed, 0), stored.records[name, 0]
        fresh = {entry: value for entry, value in fresh.items() if math.isfinite(value)}
        if fresh.keys() != old.keys():
            return len(small), math.inf
        for entry, value in fresh.items():
            spread = float(np.std([record[entry] for record in seen if entry in record]))
            scale = max(spread, SMALL) if in_spreads else max(abs(old[entry]), 1e-9)
            deviation = max(deviation, abs(value - old[entry]) / scale)
    return len(small), deviation
