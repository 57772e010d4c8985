"""Version and build date at the foot of each page."""

import os
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def version() -> str:
    """Return the version of the package, from the one place that states it."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def build_date() -> str:
    """Return today's date (UTC), or the one of SOURCE_DATE_EPOCH, so that a build can be repeated.

    Raises
    ------
    ValueError
        If SOURCE_DATE_EPOCH is no number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(seconds) if seconds else time.time(), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, got {seconds!r}"
        ) from None
    return f"{moment:%Y-%m-%d}"


def add_footer(app, config):
    try:
        date = build_date()
    except ValueError as error:
        # Jupyter Book would put a traceback after any other exception.
        sys.exit(f"Error: {error}.")
    config.version = config.release = version()
    config.html_theme_options["extra_footer"] = (
        f'Version {version()}, built on <time datetime="{date}">{date}</time>'
    )


def setup(app):
    app.connect("config-inited", add_footer, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
