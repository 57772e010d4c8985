"""Version and build date at the foot of each page."""

import tomllib
from pathlib import Path

from sphinx.util.i18n import format_date

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def version() -> str:
    """Return the version of the package, from the one place that states it."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def add_footer(app, config):
    config.version = config.release = version()
    # Today, or the date of SOURCE_DATE_EPOCH, so that a build can be repeated.
    date = format_date("%Y-%m-%d", language="en")
    config.html_theme_options["extra_footer"] = (
        f'Version {version()}, built on <time datetime="{date}">{date}</time>'
    )


def setup(app):
    app.connect("config-inited", add_footer, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
