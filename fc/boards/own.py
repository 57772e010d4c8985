"""The claims of a user's file in the place of the book's, with a register of their own."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from fc.boards import agreement, marks
from fc.boards.catalogue import BEYOND, BOARDS, THEOREMS
from fc.chapters.scale import SCALES
from fc.requirements import each, require_type, shown, told
from fc.verdicts.claim import Claim, Measured

OWN = "own"


@contextmanager
def own_claims(path: str | Path) -> Iterator[ModuleType]:
    """While it lasts, `fc.claims` and `fc.verify` know the claims of your file, and no others.

    The file defines ``claims(scale)``, a list of `fc.Claim` for the scales ``"smoke"``,
    ``"quick"`` and ``"full"``, and for ``python -m fc refute`` a list ``STATEMENTS``. The register
    is ``FILE.register.json`` beside it.

    A ValueError if there is no such file, it does not run, or what it defines is something else.
    """
    module = loaded(Path(path))
    known = {scale: _claims(module, scale) for scale in SCALES}
    names = dict.fromkeys(claim.theorem for found in known.values() for claim in found)
    if taken := [name for name in names if name in {"", *THEOREMS, *BEYOND}]:
        raise ValueError(f"an id must be GROUP.NAME, with no group of the book, got {taken[0]!r}")

    def of(group: str, scale: str) -> list[Claim]:
        return [claim for claim in known[scale] if claim.theorem == group]

    groups: dict[str, Callable[[Any], list[Claim]]] = {name: partial(of, name) for name in names}
    before = dict(BOARDS), marks.PATH, agreement.AMEND
    try:
        BOARDS.clear()
        BOARDS[OWN] = groups
        marks.PATH = Path(path).with_suffix(".register.json")
        file = str(path).replace("{", "{{").replace("}", "}}")
        agreement.AMEND = agreement.AMEND.replace("{}", f"{{}} --claims {file}")
        yield module
    finally:
        BOARDS.clear()
        BOARDS.update(before[0])
        marks.PATH, agreement.AMEND = before[1:]


def loaded(path: Path) -> ModuleType:
    """What a file of Python defines; sent to worker processes whole, for they cannot import it."""
    import cloudpickle

    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path.absolute())
    if spec is None or spec.loader is None or not path.is_file():
        raise ValueError(f"claims must be a file of Python, got {shown(str(path))}")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    cloudpickle.register_pickle_by_value(module)
    located(module, lambda: spec.loader.exec_module(module))  # type: ignore[union-attr]
    _require_alone(path.absolute())
    return module


def _require_alone(path: Path) -> None:
    """A ValueError for an import from beside the file: a stored run would not know its code."""
    nodes = ast.walk(ast.parse(path.read_bytes()))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or x.name for node in imports for x in node.names}
    tops = {name.partition(".")[0] for name in names} - {"fc"}
    for part in (part for top in tops for part in (f"{top}.py", f"{top}/__init__.py")):
        if (path.parent / part).is_file():
            said = f"{path.name} must not import {part}, which lies beside it"
            raise ValueError(f"{said}: runs are stored without its code. Put it into {path.name}")


def _claims(module: ModuleType, scale: str) -> list[Claim]:
    make, path = getattr(module, "claims", None), module.__file__
    if not callable(make):
        raise ValueError(f"{path} must define claims(scale), a list of claims")
    made = located(module, lambda: make(scale))
    for one in made if isinstance(made, list | tuple) else ():
        if isinstance(one, Measured):
            name = one.claim.args[0]
            raise ValueError(f"{name} has no control: add .against(name, experiments), in {path}")
    found = each(lambda field, x: require_type(field, x, Claim))(f"claims of {path}", made)
    if len({claim.id for claim in found}) < max(len(found), 1):
        raise ValueError(f"the claims of {path} must be at least one, and each have its own id")
    for job in (job for claim in found for job, _ in claim.jobs()):
        if not is_dataclass(job) or not is_dataclass(getattr(job, "setting", None)):
            kind = type(job).__name__
            raise ValueError(f"{kind} must be a dataclass with a setting that is one, in {path}")
    return list(found)


def located(module: ModuleType | None, what: Callable[[], Any]) -> Any:
    """What it returns; an error in the user's file, here or in a worker, is one sentence."""
    try:
        return what()
    except Exception as error:
        if module is None or (line := _line(str(module.__file__), error)) is None:
            raise
        raise ValueError(f"{module.__file__}, line {line}: {told(error)}") from None


def _line(path: str, error: Exception) -> int | None:
    """The last line of a file that an error went through."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    lines += map(int, re.findall(rf'"{re.escape(path)}", line (\d+)', str(error.__cause__)))
    return lines[-1] if lines else None
