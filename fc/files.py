"""Files written whole or not at all, and rows of JSON below what made them."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

Read = TypeVar("Read")


def write_atomically(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    if path.exists() and not path.is_file():  # A device or a pipe must not be replaced by a file.
        path.write_text(text, encoding="utf-8")
        return
    draft = path.with_name(f".{path.name[:50]}.{os.getpid()}")  # A name has a longest length.
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


# Variable of the environment, for worker processes have it too: where networks are trained.
DEVICE = "FC_DEVICE"


def elsewhere() -> dict[str, str]:
    """The device on which networks are trained, if that is not the processor."""
    name = os.environ.get(DEVICE, "cpu")
    return {} if name == "cpu" else {"device": name}


def provenance() -> dict[str, str]:
    """Date, time (UTC), versions of the package, numpy, scipy and Python, kind of machine."""
    from importlib.metadata import version

    libraries = {name: version(name) for name in ("fc", "numpy", "scipy")}
    here = {"python": platform.python_version(), "machine": platform.machine()}
    day, time = datetime.now(UTC).strftime("%Y-%m-%d %H:%M").split()
    return {"date": day, "time": time} | libraries | here | elsewhere()


def write_rows(
    path: Path, made_by: Mapping[str, Any], name: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write what made the rows and, under `name`, the rows as JSON, one a line, finite numbers."""
    body = ",\n".join(json.dumps(row, allow_nan=False) for row in rows)
    head = json.dumps(made_by)
    write_atomically(path, f'{{"provenance": {head},\n"{name}": [\n{body}\n]}}\n')


def read_json(path: str | Path, kind: str, read: Callable[[Any], Read]) -> Read:
    """What `read` makes of the JSON in a file of `kind`; a ValueError of any other file."""
    path = Path(path)
    try:
        if path.exists() and not path.is_file():  # A pipe or a device might never end.
            raise ValueError
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, AttributeError, LookupError, MemoryError, RecursionError):
        raise ValueError(f"{path} is not a file of {kind}") from None


def read_rows(
    path: str | Path, name: str, kind: str, row: Callable[[Any], Read]
) -> tuple[dict[str, Any], list[Read]]:
    """What made the rows of `write_rows`, and what `row` makes of each."""
    return read_json(path, kind, lambda x: (dict(x["provenance"]), [row(one) for one in x[name]]))
