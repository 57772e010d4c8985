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
        """Of every run, but for claims that were verified later, with another; see `seed_of`."""
        return int(self.provenance["seed"])

    def seed_of(self, claim: str) -> int:
        """Seed of the runs of a claim."""
        return int(self._made_by(claim).get("seed", self.seed))

    def begun(self, claim: str = "") -> str:
        """Day or, where it is known, minute (UTC) at which the verification of a claim began.

        That of all, but for claims that were verified later and added.
        """
        made_by = self._made_by(claim)
        day, time = (made_by.get(name) for name in ("date", "time"))
        return f"{day}T{time}Z" if time else str(day)

    def _made_by(self, claim: str) -> dict[str, Any]:
        later = (one for one in self.provenance.get("added") or () if claim in one["names"])
        return next(later, self.provenance)

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


def added(old: Stored, new: Stored) -> tuple[dict[str, Any], dict[Name, Record]]:
    """Provenance and records of `old` with claims that were verified anew, or for the first time.

    What no claim needs any more is left out. A ValueError if the two differ in scale, if `new`
    lacks runs of its claims, or if claims need a run at two seeds.
    """
    if old.scale != new.scale:
        raise ValueError(f"{new.path} must be of the scale {old.scale}, got {new.scale}")
    wanted = {claim.id: claim for claim in claims(*new.names, scale=new.scale)}
    if missing := needed_by(wanted.values()) - new.records.keys():
        raise ValueError(
            f"{new.path} must hold every run of its claims, {len(missing)} are missing"
        )
    board = claims(*old.names, scale=old.scale)
    others = [claim for claim in board if claim.id not in wanted]
    twice = needed_by(wanted.values()) & needed_by(
        claim for claim in others if old.seed_of(claim.id) != new.seed
    )
    if twice:
        raise ValueError(
            f"{new.path} must not hold runs that other claims need at another seed than {new.seed},"
            f" got {len(twice)}"
        )
    names = old.names
    if not wanted.keys() <= {claim.id for claim in board}:
        names += new.names
    known = {**old.records, **new.records}
    needed = needed_by(others) | needed_by(wanted.values())
    kept = [
        one | {"names": ids}
        for one in old.provenance.get("added") or ()
        if (ids := [name for name in one["names"] if name not in wanted])
    ]
    made_by = {name: x for name, x in new.provenance.items() if name != "scale"}
    provenance = old.provenance | {"names": names, "added": [*kept, made_by | {"names": [*wanted]}]}
    return provenance, {name: known[name] for name in known if name in needed}


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
