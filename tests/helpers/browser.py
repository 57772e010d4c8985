"""A headless Chromium, and a server of files, for the tests of pages."""

import functools
import http.server
import threading
from contextlib import contextmanager

import chromium
import pytest


@contextmanager
def browser():
    """The tests' browser; without a Chromium the test fails, and says what to install."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING.format(""), pytrace=False)
    with chromium.opened(path) as opened:
        yield opened


class _Quiet(http.server.SimpleHTTPRequestHandler):
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
