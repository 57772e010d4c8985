"""Files written whole or not at all, and rows of JSON below what made them."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

Row = TypeVar("Row")


def write_atomically(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    if path.exists() and not path.is_file():  # A device or a pipe must not be replaced by a file.
        path.write_text(text, encoding="utf-8")
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def provenance() -> dict[str, str]:
    """Date (UTC), versions of the package, numpy, scipy and Python, and the machine's kind."""
    from importlib.metadata import version

    libraries = {name: version(name) for name in ("fc", "numpy", "scipy")}
    here = {"python": platform.python_version(), "machine": platform.machine()}
    return {"date": datetime.now(UTC).strftime("%Y-%m-%d")} | libraries | here


def write_rows(
    path: Path, made_by: Mapping[str, Any], name: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write what made the rows and, under `name`, the rows as JSON, one a line, finite numbers."""
    body = ",\n".join(json.dumps(row, allow_nan=False) for row in rows)
    head = json.dumps(made_by)
    write_atomically(path, f'{{"provenance": {head},\n"{name}": [\n{body}\n]}}\n')


def read_rows(
    path: str | Path, name: str, kind: str, read: Callable[[Any], Row]
) -> tuple[dict[str, Any], list[Row]]:
    """What made the rows, and each row under `name` as `read` understands it.

    A ValueError says of any other file, in one sentence, that it is not a file of `kind`.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return dict(content["provenance"]), [read(row) for row in content[name]]
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a file of {kind}: {error}") from None
