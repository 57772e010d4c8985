"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


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

    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "fc": version("fc"),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
