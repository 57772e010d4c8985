"""Stored records of a verification, with their provenance."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fc.boards.catalogue import Board, claims
from fc.files import provenance, read_rows, write_rows
from fc.requirements import Record
from fc.runs.records import Records, key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import Verdict, judge

DIGITS = 6
# A difference that no figure shows.
SMALL = 1e-3


class Stored(NamedTuple):
    """Records as `fc.run_all` returns them, rounded to 6 digits, and what made the file."""

    provenance: dict[str, Any]
    records: Records

    @property
    def scale(self) -> str:
        """As `fc.claims` takes it, like `names`."""
        return str(self.provenance["scale"])

    @property
    def seed(self) -> int:
        """Of every run."""
        return int(self.provenance["seed"])

    @property
    def names(self) -> tuple[str, ...]:
        """What was verified."""
        return tuple(self.provenance.get("names", ()))

    def verdicts(self, *theorems: str) -> list[Verdict]:
        """Verdicts on the given theorems (default: all), as members of the whole board.

        A ValueError says how many runs of the board are missing.
        """
        board = claims(*self.names, scale=self.scale)
        needed = {(key(job), run) for claim in board for job, run in claim.jobs()}
        if missing := len(needed - self.records.keys()):
            raise ValueError(
                f"the stored records must hold every run of the board, {missing} of {len(needed)} "
                "are missing: they are older than the claims, and make data makes them again"
            )
        judged = judge(board, self.records)
        return [v for v in judged if not theorems or v.claim.theorem in theorems]


def save(board: Board, path: Path) -> None:
    """Store the records of `board` as JSON, one line a job.

    A board of changed settings is a ValueError: it would be read as that of the claims.
    """
    if board.change:
        raise ValueError("records can be stored of unchanged settings only")
    made_by = {"scale": board.scale, "seed": board.seed, "names": board.names} | provenance()
    write_rows(path, made_by, "jobs", rows_of(board.records))


def rows_of(records: Records) -> Iterator[dict[str, Any]]:
    """What is stored of each job: its runs, and the values of each entry."""
    for job, names in groupby(sorted(records), key=lambda name: name[0]):
        runs = {run: records[job, run] for _, run in names}
        entries = sorted(set().union(*runs.values()))
        values = {entry: [rounded(run.get(entry)) for run in runs.values()] for entry in entries}
        yield {"job": json.loads(job), "runs": list(runs), "values": values}


def rounded(value: float | None) -> float | None:
    """`value` to the digits that are stored; None where it is missing or not finite."""
    finite = value is not None and math.isfinite(value)
    return float(f"{value:.{DIGITS}g}") if finite else None


def load(path: str | Path) -> Stored:
    """Read what `save` wrote; a ValueError says that the file is not such a file."""

    def read(row: Any) -> dict[tuple[str, int], Record]:
        job, values = json.dumps(row["job"], sort_keys=True), row["values"].items()
        return {
            (job, run): {name: x[i] for name, x in values if x[i] is not None}
            for i, run in enumerate(row["runs"])
        }

    made_by, jobs = read_rows(path, "jobs", "stored records", read)
    return Stored(made_by, {name: record for job in jobs for name, record in job.items()})


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
    jobs = {key(job): job for claim in chosen for job, _ in claim.jobs()}
    small = [job for job in jobs.values() if job.setting.step_cost <= largest]
    if not small:
        raise ValueError(f"largest must leave at least one job to repeat, got {largest:g}")
    deviation = 0.0
    for job in small:
        seen = [record for (name, _), record in stored.records.items() if name == key(job)]
        for run in range(runs):
            fresh, old = job.run(stored.seed, run), stored.records[key(job), run]
            fresh = {entry: value for entry, value in fresh.items() if math.isfinite(value)}
            if fresh.keys() != old.keys():
                return len(small) * runs, math.inf
            for entry, value in fresh.items():
                values = [record[entry] for record in seen if entry in record]
                spread = max(float(np.std(values)), SMALL)
                scale = spread if in_spreads else max(abs(old[entry]), 1e-9)
                deviation = max(deviation, abs(value - old[entry]) / scale)
    return len(small) * runs, deviation
