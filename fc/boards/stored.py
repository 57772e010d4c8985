"""Stored records of a verification, with their provenance."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.catalogue import Board, claims
from fc.files import provenance, read_rows, write_rows
from fc.requirements import Record, each, one_of
from fc.runs.records import Name, Records, key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import Verdict, judge

DIGITS = 6


class Stored(NamedTuple):
    """Records as `fc.run_all` returns them, rounded to 6 digits, and what made which file."""

    provenance: dict[str, Any]
    records: Records
    path: str

    @property
    def scale(self) -> str:
        """As `fc.claims` takes it, like `names`."""
        return str(self.provenance["scale"])

    @property
    def seed(self) -> int:
        """Of every run."""
        return int(self.provenance["seed"])

    @property
    def begun(self) -> str:
        """Day or, where it is known, minute (UTC) at which the verification began."""
        day, time = (self.provenance.get(name) for name in ("date", "time"))
        return f"{day}T{time}Z" if time else str(day)

    @property
    def names(self) -> tuple[str, ...]:
        """What was verified."""
        return tuple(self.provenance.get("names") or ())

    def verdicts(self, *theorems: str) -> list[Verdict]:
        """Verdicts on the given theorems (default: all), as members of the whole board.

        A ValueError says which name is unknown, or how many runs of the board are missing.
        """
        try:
            board = claims(*self.names, scale=self.scale)
        except ValueError as error:
            raise ValueError(f"{self.path} is not a file of stored records: {error}") from None
        each(one_of(*dict.fromkeys(claim.theorem for claim in board)))("theorems", theorems)
        needed = needed_by(board)
        if missing := len(needed - self.records.keys()):
            raise ValueError(
                f"{self.path} must hold every run of the board, {missing} of {len(needed)} are "
                "missing: it is older than the claims, and make data makes it again"
            )
        judged = judge(board, self.records)
        return [v for v in judged if not theorems or v.claim.theorem in theorems]


def save(board: Board, path: Path, begun: Mapping[str, str] | None = None) -> None:
    """Store the records of `board` as JSON, one line a job.

    `begun` is `provenance` as it was before the runs; by default that of now. A board of changed
    settings is a ValueError: it would be read as that of the claims.
    """
    if board.change:
        raise ValueError("records can be stored of unchanged settings only")
    made_by = {"scale": board.scale, "seed": board.seed, "names": board.names}
    write_rows(path, made_by | dict(begun or provenance()), "jobs", rows_of(board.records))


def needed_by(board: Iterable[Claim]) -> set[Name]:
    """Every run that a verdict on one of these claims rests on."""
    sweeps = {(one.sweep + one.control.sweep, one.seeds) for one in board}
    return {
        (name, run)
        for sweep, seeds in sweeps
        for name in (key(job) for _, job in sweep)
        for run in range(seeds)
    }


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
    return Stored(made_by, {name: run for job in jobs for name, run in job.items()}, str(path))


def _job(row: Any) -> dict[Name, Record]:
    """The records of one job, by run."""
    job, columns = json.dumps(row["job"], sort_keys=True), row["values"].items()
    return {
        (job, run): {entry: column[i] for entry, column in columns if column[i] is not None}
        for i, run in enumerate(row["runs"])
    }
