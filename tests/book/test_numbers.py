"""What the sources say: stored numbers, none typed, and links that any editor can show."""

import re

import pytest
from chapters import name_of, prose
from write_numbers import BOOK, NUMBER, filled, pages

PAGES = [path for path in pages() if "api" not in path.relative_to(BOOK).parts]
CHAPTER = BOOK / "theorems" / "id_ood_risk.ipynb"


# Stored numbers


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_every_number_is_the_stored_one(path):
    text = prose(path)
    assert filled(path, text) == text, "run `make numbers`"
    assert text.count("<data") == len(NUMBER.findall(text)), "a tag is not of the form that is read"


@pytest.mark.parametrize(
    "page, old, new",
    [
        (CHAPTER, "<data value=risk_id_last>0.005<", "<data value=risk_id_last>0.006<"),
        (BOOK / "board.md", "✓ supported: exponent", "✗ refuted: exponent"),
        (BOOK / "board.md", "| paper |", "| derived |"),
    ],
)
def test_control_an_old_number_or_verdict_is_seen_and_mended(page, old, new):
    text = prose(page)
    assert filled(page, text.replace(old, new, 1)) == text != text.replace(old, new, 1)


@pytest.mark.parametrize("name", ["nothing", "nothing.ipynb#risk_gap"])
def test_a_number_that_no_cell_stores_is_refused(name):
    with pytest.raises(ValueError, match=rf"^theorems/id_ood_risk\.ipynb shows {re.escape(name)}"):
        filled(CHAPTER, f"It is <data value={name}>1</data>.")


# Typed numbers

# Decimals and percentages that no cell stores, and why. Everywhere: the levels of the tests.
LEVELS = {"0.5%", "1%", "99%"}
SETTING, BOUND, DERIVED = "what is chosen", "a bound, of a claim or of the fit", "follows by hand"
SITE = "tests/site/test_explorer_page.py measures it"
SECTIONS = "a section of a paper"
FORMER, APART = "of a former chapter, as quoted", "of runs that are not stored"
STATED = "a rate of the tests, which tests/verdicts/test_levels.py holds"
ROUGH = "read off stored runs, and rounded to one digit or two"
TYPED = {
    "appendix/assumptions.ipynb": {DERIVED: "1.44 2.04 18%"},
    "appendix/speed.ipynb": {SETTING: "10% 90%"},
    "appendix/trust.ipynb": {SETTING: "10% 90% 99.5%", STATED: "2% 4%"},
    "beyond/activations.ipynb": {DERIVED: "1.76 1.05", SETTING: "0.3", BOUND: "0.05"},
    "beyond/numerical_experiment.ipynb": {SETTING: "0.9 0.001"},
    "own.md": {SECTIONS: "2.1 2.2", BOUND: "10%"},
    "beyond/nonlinear_core.ipynb": {SETTING: "0.3", BOUND: "0.05"},
    "beyond/remedies.ipynb": {SETTING: "50%", BOUND: "0.05 0.7"},
    "changelog.md": {STATED: "2% 4%", FORMER: "0.76 3.6", ROUGH: "2.2"},
    "constants/phase_diagram.ipynb": {BOUND: "0.1"},
    "explore.md": {SITE: "0.02 0.92 0.04 0.82 0.48 83% 0.001 1.07 1.08 0.93", SETTING: "0.5"},
}
# Code and formulas, links, marked numbers and boards; versions and the paper's theorems.
SET_APART = re.compile(
    r"<!-- board.*?/board -->|<data [^>]*>[^<]*</data>|```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$"
    r"|\[[^][]*\]\([^()]*\)|^:[\w-]+:[^\n]*$|\{[a-z:]+\}`[^`]*`"
    r"|^## [\d.]+ |Python 3\.\d+|\b4\.[1-4]\b",
    re.DOTALL | re.MULTILINE,
)


def typed_numbers(text):
    """Decimals and percentages that stand in prose without a tag."""
    return re.findall(r"(?<![\w.-])\d+(?:\.\d+%?|%)", SET_APART.sub(" ", text))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_number_is_typed(path):
    excused = " ".join(TYPED.get(name_of(path), {}).values()).split()
    assert set(typed_numbers(prose(path))) - LEVELS == set(excused)


@pytest.mark.parametrize(
    "text, typed",
    [
        ("It falls to 0.05, by 12%.", ["0.05", "12%"]),
        ("To <data value=a>0.05</data>, see [Fig. 4.1](#fig-a), $x = 0.1$, `0.2`.", []),
        ("Theorem 4.3 needs Python 3.11 and 2,048 features.", []),
    ],
)
def test_control_typed_numbers(text, typed):
    assert typed_numbers(text) == typed


# Links

# What no editor shows: a role of another file or of our own, a directive without its text.
RAW = re.compile(r"\{(?:glue\S*|claim|doc|numref|cite)\}`|\{board\}")
PAGE_LINK = re.compile(r"\[([^][]+)\]\(([\w./]+\.(?:ipynb|md))\)")
CITATION = re.compile(r"\[([^][\n]*)\]\(([\w./]*\.bib)#([\w-]+)\)")
REDUCED = {"finite-size laws"}


def title(path):
    return re.search(r"^# (.+)$", prose(path), re.MULTILINE)[1].strip()


def faults(path, text):
    """What an editor would show wrongly: roles, and titles or years that differ."""
    yield from RAW.findall(text)
    here = path.read_text(encoding="utf-8")
    for label in re.findall(r"\{(?:eq|ref|prf:ref)\}`([^`]+)`", text):
        if label not in here.replace(f"`{label}`", ""):
            yield f"{label} is in another file: a link"
    for words, target in PAGE_LINK.findall(text):
        if words not in {name := title(path.parent / target), *REDUCED}:
            yield f"[{words}] is called {name!r}"
    for words, file, label in CITATION.findall(text):
        source = (path.parent / file).read_text(encoding="utf-8")
        year = re.search(rf"\{{{label},.*?year\s*=\s*\{{(\d+)", source, re.DOTALL)
        if not year or not words.endswith(f"{year[1]})"):
            yield f"{words} is no entry {label}"


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem != "run"], ids=name_of)
def test_links_say_what_they_lead_to(path):
    assert list(faults(path, prose(path))) == []


@pytest.mark.parametrize(
    "text",
    [
        "{glue:text}`risk_gap`",
        "{doc}`../setting`",
        "[A setting](../setting.ipynb)",
        "[(Zhang et al., 2023)](../references.bib#zhang2024feature)",
        "[(2024)](../references.bib#zhang2024features)",
    ],
)
def test_control_links(text):
    assert len(list(faults(CHAPTER, text))) == 1
