"""Version and build date at the foot of each page."""

import os
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from sphinx.errors import ConfigError

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def version() -> str:
    """Return the version of the package, from the one place that states it."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def build_date() -> str:
    """Return today's date (UTC), or the one of SOURCE_DATE_EPOCH, so that a build can be repeated.

    Raises
    ------
    ConfigError
        If SOURCE_DATE_EPOCH is no number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(seconds) if seconds else time.time(), UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigError(
            f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, got {seconds!r}"
        ) from None
    return f"{moment:%Y-%m-%d}"


def add_footer(app, config):
    config.version = config.release = version()
    config.html_theme_options["extra_footer"] = (
        f'Version {version()}, built on <time datetime="{build_date()}">{build_date()}</time>'
    )


def setup(app):
    app.connect("config-inited", add_footer, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
