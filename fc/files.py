"""Files written whole or not at all, and rows of JSON below what made them."""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fc.requirements import Check, require_type


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


def read_json(path: str | Path, kind: str, check: Check) -> Any:
    """What `check` makes of the JSON in a file of `kind`: the one way in which a file is read.

    A ValueError says of any other file, in one sentence, what is wrong there and what is expected.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():  # A pipe or a device might never end.
            raise ValueError("it must be a regular file")
        return check("", json.loads(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        reason = "it must be text in UTF-8"
    except json.JSONDecodeError as error:
        reason = f"it must be JSON, and is not from line {error.lineno} on"
        reason = reason if error.doc.strip() else "it must be JSON, and is empty"
    except (MemoryError, RecursionError):
        reason = "it is too large or too deeply nested"
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"{path} is not a file of {kind}: {reason}") from None


def text(field: str, value: Any) -> str:
    """A `Check` that refuses what is no text."""
    return str(require_type(field, value, str))


def every(check: Check, kind: type = list) -> Check:
    """Of a list, or of an object whatever its names, in which everything passes `check`."""

    def checked(field: str, value: Any) -> Any:
        require_type(field, value, kind)
        items = value.items() if kind is dict else enumerate(value)
        found = {at: check(f"{field}[{at!r}]", item) for at, item in items}
        return found if kind is dict else list(found.values())

    return checked


def with_fields(checks: Mapping[str, Check]) -> Check:
    """Of an object that has these fields, perhaps beside others; one that is missing is None."""

    def checked(field: str, value: Any) -> dict[str, Any]:
        require_type(field or "the content", value, dict)
        start = f"{field}." if field else ""
        found = {name: x(f"{start}{name}", value.get(name)) for name, x in checks.items()}
        return dict(value) | {name: x for name, x in found.items() if name in value}

    return checked


def read_rows(
    path: str | Path, name: str, kind: str, row: Check, made_by: Check
) -> tuple[dict[str, Any], list[Any]]:
    """What made the rows of `write_rows`, and the rows, as their checks return them."""
    content = read_json(path, kind, with_fields({"provenance": made_by, name: every(row)}))
    return content["provenance"], content[name]
