"""What made a stored result: versions, platform and date."""

from __future__ import annotations

import platform
from datetime import UTC, datetime


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
