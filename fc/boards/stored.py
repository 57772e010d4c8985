"""Stored records of a verification, with their provenance; and runs of them made again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fc.boards.catalogue import Board, claims
from fc.files import read_rows, write_rows
from fc.requirements import Record, each, one_of
from fc.runs.records import Name, Records, key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import Verdict, judge

DIGITS = 6
SMALL = 1e-3  # A difference that no figure shows.


class Stored(NamedTuple):
    """Records as `fc.run_all` returns them, rounded to 6 digits, and what made which file.

    `scale` and `names` are as `fc.claims` takes them; `begun` is the day or, where it is known, the
    minute (UTC) at which the verification began.
    """

    provenance: dict[str, Any]
    records: Records
    path: str
    scale: str
    seed: int
    names: tuple[str, ...]
    begun: str

    def verdicts(self, *theorems: str) -> list[Verdict]:
        """Verdicts on the given theorems (default: all), as members of the whole board.

        A ValueError says which name is unknown, or how many runs of the board are missing.
        """
        try:
            board = claims(*self.names, scale=self.scale)
        except ValueError as error:
            raise ValueError(f"{self.path} is not a file of stored records: {error}") from None
        each(one_of(*dict.fromkeys(claim.theorem for claim in board)))("theorems", theorems)
        names = {job: key(job) for one in board for _, job in one.sweep + one.control.sweep}
        needed = {(names[job], run) for one in board for job, run in one.jobs()}
        if missing := len(needed - self.records.keys()):
            raise ValueError(
                f"{self.path} must hold every run of the board, {missing} of {len(needed)} are "
                "missing: it is older than the claims, and make data makes it again"
            )
        judged = judge(board, self.records)
        return [v for v in judged if not theorems or v.claim.theorem in theorems]


def save(board: Board, path: Path, begun: Mapping[str, str]) -> None:
    """Store the records of `board` as JSON, one line a job.

    `begun` is `provenance` as it was before the runs.
    """
    made_by = {"scale": board.scale, "seed": board.seed, "names": board.names}
    write_rows(path, made_by | dict(begun), "jobs", rows_of(board.records))


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
    """Read what `save` wrote; any other file is a ValueError."""
    made_by, jobs = read_rows(path, "jobs", "stored records", _job)
    scale, seed, names, day, time = map(made_by.get, ("scale", "seed", "names", "date", "time"))
    begun = f"{day}T{time}Z" if time else str(day)
    records = {name: run for job in jobs for name, run in job.items()}
    return Stored(
        made_by, records, str(path), str(scale), int(seed or 0), tuple(names or ()), begun
    )


def _job(row: Any) -> dict[Name, Record]:
    """The records of one job, by run."""
    job, columns = json.dumps(row["job"], sort_keys=True), row["values"].items()
    return {
        (job, run): {entry: column[i] for entry, column in columns if column[i] is not None}
        for i, run in enumerate(row["runs"])
    }


def repeat(
    stored: Stored, chosen: Iterable[Claim], largest: float, in_spreads: bool = False
) -> tuple[int, float]:
    """Make the first run of the jobs of `chosen` claims again whose ``setting.step_cost`` is small.

    It is at most `largest`, which bounds the time. Differences are relative to the stored value or,
    with `in_spreads`, to the standard deviation over the stored runs (or to `SMALL`, if that is
    larger): for networks that torch trains, which differ between machines.

    Returns how many runs were repeated, a ValueError where there are none, and the largest
    relative difference.
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
