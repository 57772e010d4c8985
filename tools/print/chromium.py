"""The system's Chromium: prints the book, and opens its pages for the tests."""

# So that an older Python comes as far as being told that it is too old.
from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without a sandbox, which containers lack; the pages are our own.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
MISSING = (
    "There is no Chromium: install it (on Debian `apt-get install chromium`) "
    "or name its program in the environment variable CHROMIUM."
)


def find() -> str | None:
    """Return the path of the system's Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


@contextmanager
def opened(path: str):
    """Playwright's browser; `new_page` and `new_context` take viewport, color_scheme, has_touch."""
    # Only here, for without it the site can still be built and asked for its Chromium.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(None if find() else MISSING)
