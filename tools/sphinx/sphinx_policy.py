"""A Content-Security-Policy in every page: nothing may be loaded from another host.

It stands in the page itself, so that it holds on any server and from a disk. Scripts run only from
the site's own files, or in the page when they are, to the letter, those that the build wrote.
Styles may stand in the page: MathJax and the theme set them while the page runs, so that no hash
can name them. A link to another host can be followed: that is navigation, not a load.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

# `data:` is for pictures that a style sheet or a page holds itself.
LOADS = (
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
# A policy holds for what comes after it, and the encoding must come within the first 1024 bytes.
PLACE = re.compile(r"<head>\s*<meta charset=[^>]*>")
# It draws over, for half a megabyte, icons that the theme's own font shows.
ICONS = re.compile(r'<script src="[^"]*/fontawesome\.js[^"]*"></script>')
# A page that an earlier build wrote has its policy.
OWN = '<meta http-equiv="Content-Security-Policy"'


class _Scripts(HTMLParser):
    """What a page runs that is written in the page itself."""

    def __init__(self, html: str):
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: set[str] = set()
        self._open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.handlers |= {value for key, value in attrs if key.startswith("on") and value}
        if tag == "script" and "src" not in dict(attrs):
            self._open = True
            self.scripts.append("")

    def handle_endtag(self, tag):
        self._open = self._open and tag != "script"

    def handle_data(self, data):
        if self._open:
            self.scripts[-1] += data


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def with_policy(html: str, handlers: set[str]) -> str:
    """Return the page with its policy before all that it loads; one without a head loads nothing.

    `handlers` are those of all pages: the search reads pages, and its policy holds for them.
    """
    allowed = ["'self'", *sorted({_hash(script) for script in _Scripts(html).scripts})]
    if handlers:
        allowed += ["'unsafe-hashes'", *sorted(map(_hash, handlers))]
    # The explorer trains in a worker whose text the page makes; from a disk no other can start.
    workers = ["worker-src blob:"] if 'id="ex-page"' in html else []
    content = "; ".join([*LOADS, *workers, "script-src " + " ".join(allowed)])
    meta = f'\n    <meta http-equiv="Content-Security-Policy" content="{content}" />'
    return PLACE.sub(lambda place: place[0] + meta, html, count=1)


def write_policies(app, exception):
    if exception is None and app.builder.format == "html":
        pages = {
            path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")
        }
        handlers = set().union(*(_Scripts(html).handlers for html in pages.values()))
        for path, html in pages.items():
            if OWN not in html:
                path.write_text(with_policy(ICONS.sub("", html), handlers), encoding="utf-8")


def setup(app):
    # Only the written page has the theme's scripts; before anyone packs it, hence so early.
    app.connect("build-finished", write_policies, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
