"""A headless Chromium, and a server of files, for the tests of pages."""

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without a sandbox, which containers lack; the pages are our own.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def chromium():
    """Path of the system's Chromium; without one the test fails, and says what to install."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(
            "There is no Chromium: install it (on Debian `apt-get install chromium`) "
            "or name its program in the environment variable CHROMIUM.",
            pytrace=False,
        )
    return found


@contextmanager
def browser():
    """Playwright's browser; `new_page` and `new_context` take viewport, color_scheme, has_touch."""
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield opened
        finally:
            opened.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
    }

    def log_message(self, *_):
        pass


@contextmanager
def served(folder):
    """Address of a server of `folder` on this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def complaints(page):
    """A list that grows with every error of `page`: exceptions, console errors, failed loads."""
    heard = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"{request.url} failed"))
    page.on(
        "console", lambda message: heard.append(message.text) if message.type == "error" else None
    )
    return heard
