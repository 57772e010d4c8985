"""The system's Chromium: prints the book, and opens its pages for the tests.

`python3 tools/print/chromium.py` installs it where it is missing and the system lets us.
"""

# So that an older Python comes as far as being told that it is too old.
from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from shutil import which

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Without a sandbox, which containers lack; the pages are our own.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
# What installs it, by the package manager; the last command is the one that must succeed.
INSTALL = {
    "apt-get": ("apt-get update", "apt-get install --yes chromium"),
    "dnf": ("dnf install --assumeyes chromium",),
    "pacman": ("pacman -Sy --noconfirm chromium",),
    "apk": ("apk add chromium",),
    "zypper": ("zypper --non-interactive install chromium",),
    "brew": ("brew install --cask google-chrome",),
}
MISSING = (
    "There is no Chromium: install it{}, or name its program in the environment variable CHROMIUM."
)


def find() -> str | None:
    """Return the path of the system's Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(which, [named] if named else NAMES)), None)


def ensure() -> str | None:
    """Install Chromium where it is missing; where that fails, return one sentence on what to do."""
    if find():
        return None
    if named := os.environ.get("CHROMIUM"):
        return f"The environment variable CHROMIUM must name a program, got {named!r}."
    manager = next(filter(which, INSTALL), None)
    if manager is None:
        return MISSING.format("")
    *before, last = INSTALL[manager]
    root = [] if manager == "brew" or os.geteuid() == 0 else ["sudo", "-n"]
    # What is asked for in a terminal would hold up a run that nobody watches.
    if root and not (which("sudo") and _succeeds([*root, "true"])):
        return MISSING.format(f" (`sudo {last}`)")
    print(f"Installing Chromium: {' '.join([*root, last])}", flush=True)
    for command in before:
        _succeeds([*root, *command.split()])
    if not _succeeds([*root, *last.split()]) or find() is None:
        return MISSING.format(f", for `{' '.join([*root, last])}` did not")
    return None


def _succeeds(command: list[str]) -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet).returncode == 0


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
    sys.exit(ensure())
