"""Aids to reading: first uses, reading times, BibTeX, boxes, exercises, proofs."""

import re
import tomllib
from pathlib import Path

import boxes
import docutils.nodes as nodes
import nbformat
import pytest
import sphinx_bibtex
import sphinx_first_use as first_use
import sphinx_reading_time as reading_time
import yaml
from boxes import CHAPTERS, name_of

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
TERM = re.compile(r"^(?! )([^\n`{:].*)\n  \S", re.MULTILINE)


def prose(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


# Boxes


@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_every_chapter_has_one_box(path):
    notebook = nbformat.read(path, as_version=4)
    (box,) = boxes.boxes(path)
    assert list(boxes.complaints(box, notebook)) == []
    assert prose(path).count("Change one thing") == 1  # And none of another form.


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_a_change_does_what_the_box_says(path):
    (box,) = boxes.boxes(path)
    assert list(boxes.try_out(box)) == []


def notebook_with(tmp_path, text, code="n, m = 1, 1\nprint(f'n = {n}')"):
    prose_cell = f":::{{admonition}} Change one thing\n:class: tip\n\n{text}\n\n:::"
    printed = nbformat.v4.new_output("stream", text="n = 1\n")
    cells = [
        nbformat.v4.new_code_cell(code, outputs=[printed]),
        nbformat.v4.new_markdown_cell(prose_cell),
    ]
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


SOUND_BOX = "Replace `n, m = 1` by `n, m = 2` and run it. Expect `n = 2`: twice."


def test_a_sound_box(tmp_path):
    path = notebook_with(tmp_path, SOUND_BOX)
    (box,) = boxes.boxes(path)
    assert (box.old, box.new, box.expected) == ("n, m = 1", "n, m = 2", ("n = 2",))
    assert list(boxes.complaints(box, nbformat.read(path, as_version=4))) == []
    assert list(boxes.try_out(box)) == []


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("Change n. Expect `n = 2`.", "names no change"),
        ("Replace `n, m = 1` by `n, m = 1`. Expect `n = 2`.", "names no change"),
        ("Replace `k = 1` by `k = 2`. Expect `n = 2`.", "0 times"),
        ("Replace `1` by `2`. Expect `n = 2`.", "2 times"),
        ("Replace `n, m = 1` by `n, m = 2`.", "what to expect"),
    ],
)
def test_control_box(tmp_path, text, complaint):
    path = notebook_with(tmp_path, text)
    (box,) = boxes.boxes(path)
    (found,) = boxes.complaints(box, nbformat.read(path, as_version=4))
    assert complaint in found


@pytest.mark.parametrize(
    "expected, complaint",
    [("`n = 3`", "not printed"), ("`n =`", "without the change"), ("a figure", "no figure")],
)
def test_control_box_that_errs(tmp_path, expected, complaint):
    text = f"Replace `n, m = 1` by `n, m = 2`. Expect {expected}."
    (box,) = boxes.boxes(notebook_with(tmp_path, text))
    (found,) = boxes.try_out(box)
    assert complaint in found


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


def alike(forms):
    """Forms that stand for two terms, whatever their case."""
    found = {}
    for term, spellings in forms.items():
        for spelling in spellings:
            found.setdefault(spelling.lower(), []).append(term)
    return {spelling: terms for spelling, terms in found.items() if len(terms) > 1}


def test_every_term_has_forms_and_no_two_are_alike():
    terms = glossary_terms()
    assert len(terms) >= 25
    assert terms == sorted(terms)
    assert set(terms) == set(first_use.FORMS)
    assert len({term.lower() for term in terms}) == len(terms)
    assert alike(first_use.FORMS) == {}


def test_control_alike():
    assert alike({"margin": ("margin", "margins"), "edge": ("edge", "Margins")}) == {
        "margins": ["margin", "edge"]
    }


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


@pytest.mark.parametrize(
    "tex, symbol",
    [
        (r"\kappa", r"\kappa"),
        (r"R_{\mathrm{OOD}}(-2)", r"R_{\mathrm{OOD}}"),
        (r"R_{\mathrm{OOD}}(\kappa)", r"R_{\mathrm{OOD}}"),
        (r"h(x)", "h"),
        (r"d\, d_0", "dd_0"),
        (r"q^+ - q^-", "q^+-q^-"),
        (r"2 (1)", "2(1)"),
    ],
)
def test_bare(tex, symbol):
    assert first_use.bare(tex) == symbol


def test_symbols_of():
    assert first_use.symbols_of("d_0 = n_c + n_b") == ("d_0=n_c+n_b", "d_0")
    assert first_use.symbols_of("h = " + "x" * 40) == ("h=" + "x" * 40,)


@pytest.mark.parametrize(
    "tex, name",
    [(r"R_{\mathrm{ID}}", "R ID"), (r"\kappa", "kappa"), (r"q^+_k", "q + k"), ("d_0", "d 0")],
)
def test_spoken(tex, name):
    assert first_use.spoken(tex) == name


def paragraph(*children, **attributes):
    section = nodes.section("", nodes.title("", "margin"))
    section += nodes.paragraph("", "", *children, **attributes)
    return section


class Recorder:
    """As much of Sphinx as the links need."""

    class builder:
        name = "html"

        @staticmethod
        def get_relative_uri(page, target):
            return f"{target}.html"

    class env:
        first_use_names = {"symbol-kappa": "kappa", "symbol-u": "u"}  # noqa: RUF012
        first_use_symbols = {(None, r"\kappa"): "symbol-kappa", ("own", "u"): "symbol-u"}  # noqa: RUF012

        @staticmethod
        def get_domain(name):
            class std:
                objects = {("term", "margin"): ("appendix/glossary", "term-margin")}  # noqa: RUF012

            return std


def links(doctree, page="page", builder="html"):
    app = Recorder()
    app.builder.name = builder
    first_use.link_first_uses(app, doctree, page)
    return [(one.astext(), one["refuri"].split("#")[1]) for one in doctree.findall(nodes.reference)]


def test_first_use_only():
    text = nodes.Text("The margin and the margin.")
    assert links(paragraph(text)) == [("margin", "term-margin")]
    doctree = paragraph(nodes.Text("The margin."))
    links(doctree)
    assert doctree.astext().endswith("The margin.")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: nodes.literal("", "", x),
        lambda x: nodes.reference("", "", x, refuri="#x"),
        lambda x: nodes.strong("", "", x, nodes.reference("", "there", refuri="#x")),
        lambda x: nodes.table("", nodes.paragraph("", "", x)),
        lambda x: nodes.figure("", nodes.caption("", "", x)),
        lambda x: nodes.container("", nodes.paragraph("", "", x), classes=["dropdown"]),
        lambda x: nodes.container("", nodes.paragraph("", "", x), classes=["cell"]),
    ],
)
def test_not_searched(wrap):
    found = links(paragraph(wrap(nodes.Text("margin"))))
    assert ("margin", "term-margin") not in found
    assert links(paragraph(nodes.Text("margin")), builder="singlehtml") == []
    assert links(paragraph(nodes.Text("margin")), page=first_use.GLOSSARY) == []


def test_symbols():
    kappa, minus = nodes.math("", r"\kappa"), nodes.math("", r"\kappa = -1")
    assert links(paragraph(kappa, minus)) == [(r"\kappa", "symbol-kappa")]
    assert links(paragraph(nodes.math("", r"\kappa = -1")))
    assert links(paragraph(nodes.math("", r"2 \kappa"))) == []
    assert links(paragraph(nodes.math("", "u"))) == []
    assert links(paragraph(nodes.math("", "u")), page="own") == [("u", "symbol-u")]


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


def test_the_formula_is_stated():
    words, seconds = reading_time.WORDS_A_MINUTE, reading_time.SECONDS_A_PAUSE
    assert f"{words} words a minute and {seconds} seconds" in prose(BOOK / "intro.md")
    assert f"words / {words} + {seconds} seconds" in reading_time.__doc__


# Citations and versions


def test_entries_are_those_of_the_file():
    text = (BOOK / "references.bib").read_text(encoding="utf-8")
    found = sphinx_bibtex.entries(text)
    assert "\n\n".join(found.values()) + "\n" == text
    assert set(found) == set(re.findall(r"^@\w+\{(\S+),$", text, re.MULTILINE))
    asked = re.findall(r"\{bibtex\} (.*)", prose(BOOK / "appendix" / "cite.md"))
    keys = {key for line in asked for key in line.split()}
    assert {sphinx_bibtex.BOOK, "zhang2024feature"} <= keys <= {sphinx_bibtex.BOOK, *found}


CFF = {"title": "A book", "version": "1.2", "license": "MIT", "authors": [{"name": "All of us"}]}


def test_book_entry():
    entry = sphinx_bibtex.book_entry(CFF, "2026")
    assert entry.startswith("@software{a_book,\n") and entry.endswith("\n}")
    assert "{1.2}" in entry and "{2026}" in entry and "{{All of us}}" in entry
    assert "url" not in entry
    full = CFF | {"url": "https://example.org", "date-released": "2030-01-02"}
    assert "{https://example.org}" in (entry := sphinx_bibtex.book_entry(full, "2026"))
    assert "{2030}" in entry and "2026" not in entry


def versions(cff, project, changelog):
    """The version that each of three texts states."""
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    return {
        str(yaml.safe_load(cff)["version"]),
        tomllib.loads(project)["project"]["version"],
        newest[1] if newest else "none",
    }


def test_one_version():
    texts = [ROOT / "CITATION.cff", ROOT / "pyproject.toml", BOOK / "changelog.md"]
    assert len(versions(*(path.read_text(encoding="utf-8") for path in texts))) == 1


def test_control_versions():
    cff, project = "version: 1.0", '[project]\nversion = "1.0"'
    assert len(versions(cff, project, "# C\n\n## 1.0\n\n## 0.9\n")) == 1
    assert len(versions(cff, project, "# C\n\n## 0.9\n")) == 2
    assert len(versions(cff, project, "# C\n")) == 2


# The one page


def test_the_one_page():
    text = prose(BOOK / "one_thing.md")
    assert text.count("```{figure}") == 1
    assert (
        400 <= len(re.sub(r"<data [^>]*>[^<]*</data>|\[[^]]*\]\([^)]*\)", "x", text).split()) <= 650
    )
