"""The boxes "Change one thing": what they say, and whether it is so."""

import re
from typing import NamedTuple

import nbformat
import pytest
from chapters import CHAPTERS, name_of, prose
from nbclient import NotebookClient

BOX = re.compile(r":::\{admonition\} Change one thing\n:class: tip\n\n(.*?)\n\n:::", re.DOTALL)
CHANGE = re.compile(r"[Rr]eplace\s+`([^`]+)`\s+by\s+`([^`]+)`")


class Box(NamedTuple):
    """The text of a box, what to replace by what, and what is then printed (or drawn)."""

    text: str
    old: str
    new: str
    expected: list[str]


def box_of(path):
    """The one box of a notebook; code after "Expect" is what the change prints."""
    (text,) = BOX.findall(prose(path))
    change = CHANGE.search(text)
    printed = re.sub(r"\{[a-z:]+\}`[^`]*`", "", text.partition("Expect")[2])
    expected = re.findall(r"`([^`]+)`", printed.partition(". Or ")[0])
    return Box(text, *(change.groups() if change else ("", "")), expected)


def complaints(path):
    """What is wrong with the box of a notebook, without running it."""
    box, cells = box_of(path), nbformat.read(path, as_version=4).cells
    count = sum(cell.source.count(box.old) for cell in cells if cell.cell_type == "code")
    if not box.old or box.old == box.new:
        yield "the box names no change: replace `old` by `new`"
    elif count != 1:
        yield f"`{box.old}` stands {count} times in the code, not once"
    if "Expect" not in box.text:
        yield "the box does not say what to expect"


def squeezed(text):
    return re.sub(r"\s+", " ", text)


def shown(notebook):
    """What a notebook prints, and its figures."""
    texts, figures = [], set()
    for output in (o for cell in notebook.cells for o in cell.get("outputs", [])):
        data = output.get("data", {})
        texts += [output.get("text", ""), *(str(v) for k, v in data.items() if "text" in k)]
        figures.add(data.get("image/png"))
    return squeezed("\n".join(texts)), figures


def tried_out(path):
    """Run the notebook with the change; yield what does not come out as the box says."""
    box, notebook = box_of(path), nbformat.read(path, as_version=4)
    before, drawn_before = shown(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace(box.old, box.new)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, kernel_name="python3", timeout=600, resources=resources).execute()
    after, drawn = shown(notebook)
    yield from (f"`{text}` is not printed" for text in box.expected if squeezed(text) not in after)
    if box.expected and all(squeezed(text) in before for text in box.expected):
        yield "what is expected is printed without the change, too"
    if not box.expected and drawn == drawn_before:
        yield "no figure changes"


@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_every_chapter_has_one_box(path):
    assert list(complaints(path)) == []
    assert prose(path).count("Change one thing") == 1  # And none of another form.


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
def test_a_change_does_what_the_box_says(path):
    assert list(tried_out(path)) == []


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("Replace `n, m = 1` by `n, m = 2` and run it. Expect `n = 2`: twice.", None),
        ("Replace `n, m = 1` by `n, m = 1`. Expect `n = 2`.", "names no change"),
        ("Replace `k = 1` by `k = 2`. Expect `n = 2`.", "0 times"),
        ("Replace `n, m = 1` by `n, m = 2`.", "what to expect"),
        ("Replace `n, m = 1` by `n, m = 2`. Expect `n = 3`.", "not printed"),
        ("Replace `n, m = 1` by `n, m = 2`. Expect `n =`.", "without the change"),
        ("Replace `n, m = 1` by `n, m = 2`. Expect a figure.", "no figure"),
    ],
)
def test_control_box(tmp_path, text, complaint):
    path, code = tmp_path / "one.ipynb", nbformat.v4.new_code_cell("n, m = 1, 1\nprint(f'n = {n}')")
    code.outputs = [nbformat.v4.new_output("stream", text="n = 1\n")]
    box = f":::{{admonition}} Change one thing\n:class: tip\n\n{text}\n\n:::"
    cells = [code, nbformat.v4.new_markdown_cell(box)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    found = list(complaints(path)) or list(tried_out(path))
    assert found == [] if complaint is None else len(found) == 1 and complaint in found[0]
