"""The pages are valid HTML, but for the listed faults of the programs that write them."""

import html_checker
import pytest
from built_site import page_paths
from html_checker import Fault

SOUND = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body>{}</body></html>'


def test_site(site):
    found = list(html_checker.invalid(html_checker.errors(page_paths(site))))
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
    errors = html_checker.errors(sorted(folder.iterdir()))
    found = {path.stem: [] for path in folder.iterdir()}
    for path, message, extract in errors:
        found[path.stem].append((path, message, extract))
    return found


def test_control(checked):
    wrong = {name for name, errors in checked.items() if list(html_checker.invalid(errors, ()))}
    assert wrong == checked.keys() - {"sound"} and len(checked) == 10


def test_control_a_listed_fault(checked):
    fault = Fault("someone", "“p” not allowed as child of .*“summary”", "<p>")
    assert list(html_checker.invalid(checked["summary"], [fault])) == []
    # Listed, and gone; listed with other words; listed in another place.
    assert len(list(html_checker.invalid(checked["sound"], [fault]))) == 1
    assert len(list(html_checker.invalid(checked["two ids"], [fault]))) == 2
    elsewhere = fault._replace(shows="<table>")
    assert len(list(html_checker.invalid(checked["summary"], [elsewhere]))) == 2
