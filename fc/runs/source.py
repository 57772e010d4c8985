"""The code that makes the runs of an experiment outside this package."""

from __future__ import annotations

import ast
import hashlib
import inspect
import marshal
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fc.requirements import Record, require_number, shown, told
from fc.runs.experiment import Experiment

PACKAGE = Path(__file__).parents[1]


@cache
def code_outside(kind: Any) -> dict[str, str]:
    """Digest of the code that makes the runs of a class outside this package.

    It is of the class and of all that its file defines and it names, in turn, without comments and
    layout; of the compiled class where there is no file, as in a notebook.
    """
    if not _outside(kind):
        return {}
    try:
        tree = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
        defined = {name: node for node in tree.body for name in _defined(node)}
        needed, asked = dict[str, str](), [kind.__name__]
        while asked:
            if (name := asked.pop()) in defined.keys() - needed.keys():
                needed[name] = ast.unparse(defined[name])
                asked += [x.id for x in ast.walk(defined[name]) if isinstance(x, ast.Name)]
        code = repr(sorted(needed.items())).encode()
    except (KeyError, OSError, TypeError):
        parts = (getattr(part, "__code__", None) for part in vars(kind).values())
        code = b"".join(marshal.dumps(part) for part in parts if part)
    return {"code": hashlib.sha256(code).hexdigest()[:16]}


def _outside(kind: Any) -> bool:
    return bool(kind.__module__.partition(".")[0] != PACKAGE.name)


def runs_of(job: Experiment, seed: int, runs: Sequence[int]) -> list[Record]:
    """Records of a job's runs; of one outside this package a ValueError says what is wrong where.

    In one sentence, which every process can send, whatever was raised.
    """
    if not _outside(type(job)):
        return job.run_many(seed, runs)
    name = type(job).__name__
    try:
        found = job.run_many(seed, runs)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        theirs = [one for one in frames if PACKAGE not in Path(one.filename).parents]
        if not theirs:
            raise
        first = theirs[0]
        line = [one.lineno for one in theirs if one.filename == first.filename][-1]
        place = f"{first.filename}, line {line}, in {name}.{first.name}"
        raise ValueError(f"{place}: {told(error)}") from None
    if wrong := [record for record in found if not isinstance(record, Mapping)]:
        wanted = f"record of {name} must be a dict of finite numbers by entry"
        raise ValueError(f"{wanted}, got {shown(wrong[0])}")
    text = f"in the record of {name}"
    for entry in dict.fromkeys(entry for record in found for entry in record):
        if job.entries and job.meaning(entry) is None:
            raise ValueError(f"{shown(entry)} {text} must be one of its `entries`")
    return [{x: require_number(f"{x} {text}", y) for x, y in one.items()} for one in found]


def _defined(node: ast.stmt) -> Iterator[str]:
    """Names that a statement at the top of a file defines."""
    if hasattr(node, "name"):
        yield node.name
    for x in ast.walk(node) if not hasattr(node, "name") else ():
        if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store):
            yield x.id
        elif isinstance(x, ast.alias):
            yield x.asname or x.name.partition(".")[0]
