"""Aids to reading: first uses, reading times, BibTeX, exercises, proofs."""

import re
import tomllib

import docutils.nodes as nodes
import nbformat
import pytest
import sphinx_first_use as first_use
import sphinx_reading_time as reading_time
import yaml
from chapters import BOOK, CHAPTERS, name_of, prose

ROOT = BOOK.parent
TERM = re.compile(r"^(?! )([^\n`{:].*)\n  \S", re.MULTILINE)


# Exercises and proofs


def unsolved(cells):
    """Exercises without a solution, and solutions after which nothing is run."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"\{exercise\}.*\n:label: (\S+)", text)
    solutions = re.findall(r"\{solution\} (\S+)\n:class: dropdown", text)
    if not exercises:
        yield "there is no exercise"
    yield from (f"{label} has no folded solution" for label in sorted({*exercises} - {*solutions}))
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and "{solution}" in cell.source:
            after = cells[i + 1 : i + 2]
            if not after or after[0].cell_type != "code" or not after[0].outputs:
                yield f"no cell runs after the solutions of cell {i}"


def unfolded(text):
    """Proofs that stand outside a dropdown."""
    fences = []
    for line in text.splitlines():
        if not (fence := re.match(r"(:{3,}|`{3,})(\{[^}]+\})?", line)):
            continue
        if fence[2]:
            if fence[2] == "{prf:proof}" and "{dropdown}" not in [kind for _, kind in fences]:
                yield "a proof stands open"
            fences.append((fence[1], fence[2]))
        elif fences and fence[1] == fences[-1][0]:
            fences.pop()
        else:
            fences.append((fence[1], ""))


@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_exercises_are_solved_and_proofs_folded(path):
    assert list(unsolved(nbformat.read(path, as_version=4).cells)) == []
    assert list(unfolded(prose(path))) == []


def exercise(solution=":::{solution} ex\n:class: dropdown\n\nYes.\n\n:::"):
    text = f":::{{exercise}}\n:label: ex\n\nIs it?\n\n:::\n\n{solution}"
    run = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="1")])
    return [nbformat.v4.new_markdown_cell(text), run]


def test_control_exercises():
    assert list(unsolved(exercise())) == []
    assert len(list(unsolved(exercise("")))) == 1
    assert len(list(unsolved(exercise(":::{solution} ex\n\nOpen.\n\n:::")))) == 1
    assert len(list(unsolved(exercise()[:1]))) == 1
    assert len(list(unsolved([]))) == 1
    not_run = exercise()
    not_run[1].outputs = []
    assert len(list(unsolved(not_run))) == 1


def test_control_proofs():
    proof = ":::{prf:proof}\n\nSo.\n\n:::\n"
    assert list(unfolded(f"::::{{dropdown}} Proof\n\n{proof}\n::::\n")) == []
    assert len(list(unfolded(proof))) == 1
    assert len(list(unfolded(f"::::{{dropdown}} Proof\n\nNo.\n\n::::\n{proof}"))) == 1


# First uses


def glossary_terms():
    text = (BOOK / "appendix" / "glossary.md").read_text(encoding="utf-8")
    return TERM.findall(text.partition("```{glossary}\n")[2])


def test_every_term_has_forms_and_no_two_are_alike():
    terms = glossary_terms()
    assert len(terms) >= 25
    assert terms == sorted(terms)
    assert set(terms) == set(first_use.FORMS)
    forms = [form.lower() for term in first_use.FORMS for form in {*first_use.FORMS[term]}]
    assert len(set(forms)) == len(forms)


def found_terms(text):
    return [term for m in first_use.WORDS.finditer(text) if (term := first_use.term_of(m[0]))]


@pytest.mark.parametrize(
    "text, terms",
    [
        ("the margin", ["margin"]),
        ("Margins grow", ["margin"]),
        ("the margin\nratio", ["margin ratio"]),
        ("Would detect: 0.1", ["would detect"]),
        ("its 0-1 errors", ["0-1 error"]),
        ("(hinge risk)", ["hinge risk"]),
        # None of these:
        ("marginal", []),
        ("a no-margin case", []),
        ("margin-free", []),
        ("MARGIN", []),
        ("larger by a margin", []),
        ("on a large scale", []),
        ("10-1 errors", []),
    ],
)
def test_words(text, terms):
    assert found_terms(text) == terms


# Reading time


def test_minutes():
    words = nodes.paragraph("", "word " * 1000)
    folded = nodes.container("", nodes.paragraph("", "word " * 1000), classes=["dropdown"])
    pauses = [nodes.math_block("", "x") for _ in range(4)]
    code = nodes.container("", nodes.literal_block("", "x"), classes=["cell_input"])
    shown = nodes.container("", code, classes=["cell"])
    hidden = nodes.container("", code.deepcopy(), classes=["cell", "tag_hide-input"])
    assert reading_time.minutes(nodes.section("", words)) == 5
    assert reading_time.minutes(nodes.section("", words.deepcopy(), folded)) == 5
    assert reading_time.minutes(nodes.section("", words.deepcopy(), *pauses)) == 6
    assert reading_time.count(shown) == (0, 1)
    assert reading_time.count(hidden) == (0, 0)
    assert reading_time.minutes(nodes.section("", nodes.paragraph("", "word"))) == 1


# Citations and versions


def test_citation_package_and_changelog_state_one_version():
    cff, project, changelog, cite = (
        path.read_text(encoding="utf-8")
        for path in (
            ROOT / "CITATION.cff",
            ROOT / "pyproject.toml",
            BOOK / "changelog.md",
            BOOK / "appendix" / "cite.md",
        )
    )
    version = tomllib.loads(project)["project"]["version"]
    assert str(yaml.safe_load(cff)["version"]) == version
    assert f"version = {{{version}}}" in cite and yaml.safe_load(cff)["title"] in cite
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == version


# The one page


def test_the_one_page():
    text = prose(BOOK / "one_thing.md")
    assert text.count("```{figure}") == 1
    assert (
        400 <= len(re.sub(r"<data [^>]*>[^<]*</data>|\[[^]]*\]\([^)]*\)", "x", text).split()) <= 650
    )
