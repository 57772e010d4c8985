"""Stored records of a verification, with their provenance."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fc.boards.catalogue import Board, claims
from fc.chapters.scale import SCALES
from fc.files import every, provenance, read_rows, text, with_fields, write_rows
from fc.requirements import LARGEST_ENTRY, Check, Record, each, integer, number, one_of, shown
from fc.runs.records import Name, Records, key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import Verdict, judge

DIGITS = 6
# A difference that no figure shows.
SMALL = 1e-3


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

    def begun(self, claim: str = "") -> str:
        """Day or, where it is known, minute (UTC) at which the verification of a claim began.

        That of all, but for claims that were verified later and added.
        """
        later = (one for one in self.provenance.get("added") or () if claim in one["names"])
        made_by = next(later, self.provenance)
        day, time = (made_by.get(name) for name in ("date", "time"))
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
    return {(key(job), run) for claim in board for job, run in claim.jobs()}


def added(old: Stored, new: Stored) -> tuple[dict[str, Any], dict[Name, Record]]:
    """Provenance and records of `old` with claims of its board that were verified anew.

    What no claim needs any more is left out. A ValueError if the two differ in scale or seed.
    """
    if (old.scale, old.seed) != (new.scale, new.seed):
        raise ValueError(
            f"{new.path} must be of the scale {old.scale} and the seed {old.seed}, "
            f"got {new.scale} and {new.seed}"
        )
    ours = {claim.id for claim in claims(*new.names, scale=new.scale)}
    board = claims(*old.names, scale=old.scale)
    needed, known = needed_by(board), {**old.records, **new.records}
    kept = [
        one | {"names": names}
        for one in old.provenance.get("added") or ()
        if (names := [name for name in one["names"] if name not in ours])
    ]
    made_by = {name: x for name, x in new.provenance.items() if name not in ("scale", "seed")}
    made_by["names"] = [claim.id for claim in board if claim.id in ours]
    provenance = old.provenance | {"added": [*kept, made_by]}
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
    """Read what `save` wrote; a ValueError says what is wrong in any other file."""
    checks = {"scale": one_of(*SCALES), "seed": integer(0), "names": _if_any(every(text))}
    checks |= dict.fromkeys(("date", "time"), _if_any(text))
    checks["added"] = _if_any(every(with_fields({"names": every(text)})))
    found, jobs = read_rows(path, "jobs", "stored records", _job, with_fields(checks))
    records = {name: record for job in jobs for name, record in job.items()}
    if len(records) < sum(map(len, jobs)):
        raise ValueError(f"{path} is not a file of stored records: it must hold each run once")
    return Stored(found, records, str(path))


def _job(field: str, row: Any) -> dict[Name, Record]:
    """The records of one job, by run."""
    columns = every(every(_if_any(number(-LARGEST_ENTRY, LARGEST_ENTRY))), dict)
    checks = {"job": with_fields({}), "runs": every(integer(0)), "values": columns}
    known = with_fields(checks)(field, row)
    job, runs, values = json.dumps(known["job"], sort_keys=True), known["runs"], known["values"]
    if any(len(column) != len(runs) for column in values.values()):
        raise ValueError(f"{field}.values must hold lists as long as {field}.runs, {len(runs)}")
    return {
        (job, run): {entry: x[i] for entry, x in values.items() if x[i] is not None}
        for i, run in enumerate(runs)
    }


def _if_any(check: Check) -> Check:
    """None, which stands for no names and for no value, or what passes `check`."""
    return lambda field, value: None if value is None else check(field, value)


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
        raise ValueError(f"largest must leave a job of those chosen to repeat, got {largest:g}")
    if missing := [key(job) for job in small if (key(job), runs - 1) not in stored.records]:
        raise ValueError(f"stored must hold {runs} runs of each, got fewer of {shown(missing[0])}")
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
