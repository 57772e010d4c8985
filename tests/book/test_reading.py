"""Aids to reading: exercises with solutions, first uses of terms, and one version everywhere."""

import re
import tomllib

import nbformat
import pytest
import sphinx_first_use as first_use
import yaml
from chapters import BOOK, CHAPTERS, name_of

ROOT = BOOK.parent
TERM = re.compile(r"^(?! )([^\n`{:].*)\n  \S", re.MULTILINE)


# Exercises


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


@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_exercises_are_solved(path):
    assert list(unsolved(nbformat.read(path, as_version=4).cells)) == []


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


# First uses


def test_every_term_has_forms_and_no_two_are_alike():
    text = (BOOK / "appendix" / "glossary.md").read_text(encoding="utf-8")
    terms = TERM.findall(text.partition("```{glossary}\n")[2])
    assert len(terms) >= 25
    assert terms == sorted(terms)
    assert set(terms) == set(first_use.FORMS)
    forms = [form.lower() for term in first_use.FORMS for form in {*first_use.FORMS[term]}]
    assert len(set(forms)) == len(forms)


# Versions


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
