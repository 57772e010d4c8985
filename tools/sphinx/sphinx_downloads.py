"""The downloads of the page *Run it*: packs the zip, and offers the PDF only where it is printed.

`make pdf` sets BOOK_PDF and prints after the build. Any other build has the tag `pdf` unset, so
that its page names the command instead of a file that is not there.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "share"))

from pack_book import NAME, ROOT, pack


def offer_pdf(app, config):
    if os.environ.get("BOOK_PDF"):
        app.tags.add("pdf")


def add_zip(app, exception):
    if exception is None and app.builder.name == "html":
        pack(ROOT, Path(app.outdir, NAME))


def setup(app):
    app.connect("config-inited", offer_pdf)
    app.connect("build-finished", add_zip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
