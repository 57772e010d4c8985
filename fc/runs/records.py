"""Records of many runs, by the canonical text of an experiment, in memory and on disk.

On disk a sweep that was killed goes on where it stopped. A run is stored under the hash of what
determines it: the job, the seed, the number of the run and the version of the code. An entry is
whole or absent (atomic replacement).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from fc.files import elsewhere, read_json, write_atomically
from fc.model.departures import without_ideal
from fc.model.setting import Setting
from fc.requirements import Array, Record, shown
from fc.runs.experiment import Experiment, pattern
from fc.runs.source import code_outside


def key(job: Experiment) -> str:
    """Canonical text of an experiment; equal ones have equal text.

    Of an experiment outside this package a digest of its source is part of it, for `code_version`
    does not know that.
    """
    content = asdict(cast(Any, job), dict_factory=without_ideal)
    setting: Any = job.setting
    known = setting.as_dict() if isinstance(setting, Setting) else asdict(setting)
    content |= {"job": type(job).__name__, "setting": known} | code_outside(cast(Any, type(job)))
    return json.dumps(content, sort_keys=True)


Name = tuple[str, int]  # Of a run: its job's text and its number.
Records = Mapping[Name, Record]
# What is run at each size.
Sweep = tuple[tuple[float, Experiment], ...]


def as_sweep(what: Experiment | Sequence[Experiment] | Sweep) -> Sweep:
    """One experiment, or several of which none has a special size, as a sweep."""
    if isinstance(what, Experiment):
        return ((1, what),)
    if what and isinstance(what[0], tuple):
        return cast(Sweep, tuple(what))
    return tuple(enumerate(cast(Sequence[Experiment], what), 1))


def entries_of(experiment: Experiment | type[Experiment]) -> dict[str, str]:
    """Names of the entries that its records can hold, with their meanings.

    Entries are plain numbers, without a unit; a part in braces stands for any text.
    """
    times = [*experiment.also, *map(str, getattr(experiment, "checkpoints", ()))] or ["{at}"]
    return {
        name.replace("{at}", at): text.replace("{at}", at)
        for name, text in experiment.entries.items()
        for at in times
    }


def require_entry(sweep: Sweep, read: str) -> None:
    """A ValueError, with the nearest names, unless the record of every job can hold `read`."""
    for _, job in sweep:
        names = list(entries_of(job))
        if names and not any(re.fullmatch(pattern(name), read) for name in names):
            near = ", ".join(get_close_matches(read, names, cutoff=0) or names[:3])
            allowed = f"an entry of the record of {type(job).__name__}, such as {near}"
            raise ValueError(f"read must be {allowed}, got {shown(read)}")


def table(sweep: Sweep, read: str, seeds: int, records: Records) -> tuple[Array, Array]:
    """Sizes of shape (S,) and values of shape (S, seeds); a missing value is NaN."""
    require_entry(sweep, read)
    rows = _rows(sweep, seeds, records)
    values = [[record.get(read, np.nan) for record in row] for row in rows]
    return np.array([size for size, _ in sweep], dtype=float), np.array(values)


def rows(records: Records) -> list[dict[str, Any]]:
    """One row a run, as ``pandas.DataFrame`` takes them: experiment, its fields, run, entries.

    Fields of the setting bear their names, other ones of the experiment those after ``job.``.
    """
    try:
        jobs = {job: json.loads(job) for job, _ in records}
        fields = {
            job: {"job": x.pop("job"), **flat(x.pop("setting")), **flat(x, "job.")}
            for job, x in jobs.items()
        }
        return [fields[job] | {"run": run} | record for (job, run), record in records.items()]
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"records must be those of runs, got {shown(records)}") from None


def flat(content: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Nested fields with a dot between the names, without what is None."""
    found = dict[str, Any]()
    for name, value in content.items():
        if isinstance(value, dict):
            found |= flat(value, f"{above}{name}.")
        elif value is not None:
            found[f"{above}{name}"] = value
    return found


def repeats(sweep: Sweep, seeds: int, records: Records) -> bool:
    """Whether all runs of a job have one record: then they are no independent replicates."""
    rows = _rows(sweep, seeds, records)
    return any(all(one == row[0] for one in row) for row in rows)


def _rows(sweep: Sweep, seeds: int, records: Records) -> Iterator[list[Record]]:
    """Records of each job, run by run."""
    for name in (key(job) for _, job in sweep):
        if any((name, run) not in records for run in range(seeds)):
            raise ValueError(f"records must hold all {seeds} seeds, got fewer of {shown(name)}")
        yield [records[name, run] for run in range(seeds)]


def source_digest(package: Path) -> str:
    """Hash of every source file of the package."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


# Of the source as it is imported: what is edited later does not compute here.
SOURCE = source_digest(Path(__file__).parents[1])


@cache
def code_version() -> str:
    """Hash of the package's source, of the libraries that compute, and of a device."""
    from importlib.metadata import version

    text = f"{SOURCE} numpy {version('numpy')} scipy {version('scipy')}"
    text += "".join(f" {name}" for name in elsewhere().values())
    return hashlib.sha256(text.encode()).hexdigest()


class Store:
    """A folder of finished runs under one seed, made if it does not exist, else a ValueError."""

    def __init__(self, folder: str | Path, seed: int) -> None:
        self.folder, self.seed = Path(folder), seed
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Text without a character is the working folder to `Path`.
            writable = bool(str(folder)) and os.access(self.folder, os.W_OK)
        except (OSError, ValueError):  # A ValueError where a name holds a null character.
            writable = False
        if not writable:
            raise ValueError(f"store must be a writable folder, got {shown(str(folder))}")

    def path(self, name: Name) -> Path:
        """Where the record of this (job, run) lies."""
        address = hashlib.sha256(self._content(name).encode()).hexdigest()
        return self.folder / f"{address}.json"

    def get(self, name: Name) -> Record | None:
        """The stored record, or None; a corrupt entry is reported and counts as absent."""
        path = self.path(name)
        try:
            return read_json(path, "a finished run", lambda entry: dict(entry["record"]))
        except FileNotFoundError:
            pass
        except ValueError:
            print(f"{path} is corrupt: its run is made again.", file=sys.stderr)
        return None

    def put(self, name: Name, record: Record, seconds: float = 0.0) -> None:
        """Store `record` and what it cost, whole or not at all."""
        entry = {"of": self._content(name), "record": record, "seconds": round(seconds, 3)}
        write_atomically(self.path(name), json.dumps(entry) + "\n")

    def seconds(self, name: Name) -> float:
        """What a stored run cost, of one core."""
        return read_json(self.path(name), "a finished run", lambda entry: float(entry["seconds"]))

    def _content(self, name: Name) -> str:
        job, run = name
        return json.dumps([job, self.seed, run, code_version()])
