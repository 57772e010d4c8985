"""The page on a theorem of your own: what it shows is what a newcomer gets, from `fc` alone."""

import re
from pathlib import Path

import pytest
import run_own

BOOK = Path(__file__).parents[2] / "book"
PAGE = (BOOK / "own.md").read_text(encoding="utf-8")
DATE = re.compile(r"2\d{3}-\d\d-\d\d(T\d\d:\d\dZ)?")


def test_the_page_shows_every_step_and_says_what_it_changes():
    session = (BOOK / "own" / run_own.SESSION).read_text(encoding="utf-8")
    assert [*run_own.stored(BOOK / "own" / run_own.SESSION)] == [x for x, *_ in run_own.STEPS]
    for _, change, command in run_own.STEPS:
        assert (change[1].replace(change[0], "").lstrip(", ") if change else command) in PAGE
    marks = re.findall(r':(?:start-after|start-at|end-before): "(.*?)(?:\\n)?"', PAGE)
    assert len(marks) > 6 and all(session.count(mark) == 1 for mark in marks)


@pytest.mark.long
def test_a_newcomer_gets_what_the_page_shows(alone, tmp_path):
    source = BOOK / "own" / run_own.FILE
    found = run_own.session(source, tmp_path, PYTHONPATH=str(alone))
    shown = run_own.stored(BOOK / "own" / run_own.SESSION)
    for name, text in found.items():
        assert DATE.sub("", text) == DATE.sub("", shown[name]), name
    made = {path.name for path in tmp_path.iterdir()} - {"__pycache__"}
    assert made == {run_own.FILE, run_own.FIGURE, "start.register.json"}
    # Each control: the right one stands, the wrong ones fall, and a change is named.
    assert "->  supported" in found["verify"] and "not as it is registered" not in found["verify"]
    assert "->  not refuted" in found["refute"] and "->  REFUTED at" in found["outside"]
    assert "->  refuted" in found["exponent"] and "not as it is registered" in found["exponent"]
    assert "amend it by" in found["moved"]
