"""The boxes "Change one thing": what they say, and whether it is so."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = [
    BOOK / "setting.ipynb",
    *(
        p
        for part in ("theorems", "constants", "beyond")
        for p in sorted((BOOK / part).glob("*.ipynb"))
    ),
]
BOX = re.compile(r":::\{admonition\} Change one thing\n:class: tip\n\n(.*?)\n\n:::", re.DOTALL)
CHANGE = re.compile(r"[Rr]eplace\s+`([^`]+)`\s+by\s+`([^`]+)`")


def name_of(path):
    return path.relative_to(BOOK).as_posix()


@dataclass(frozen=True)
class Box:
    """One box: the text, what to replace by what, and what is then printed (or drawn)."""

    path: Path
    text: str
    old: str
    new: str
    expected: tuple[str, ...]


def boxes(path: Path) -> list[Box]:
    """Read the boxes of a notebook; code after "Expect" is what the change prints."""
    notebook = nbformat.read(path, as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = []
    for text in BOX.findall(prose):
        change = CHANGE.search(text)
        old, new = change.groups() if change else ("", "")
        printed = re.sub(r"\{[a-z:]+\}`[^`]*`", "", text.partition("Expect")[2])
        printed = printed.partition(". Or ")[0]
        found.append(Box(path, text, old, new, tuple(re.findall(r"`([^`]+)`", printed))))
    return found


def changed_cells(box: Box, notebook) -> list:
    return [c for c in notebook.cells if c.cell_type == "code" and box.old in c.source]


def complaints(box: Box, notebook):
    """What is wrong with a box, without running it."""
    if not box.old or box.old == box.new:
        yield "the box names no change: replace `old` by `new`"
    elif (count := sum(c.source.count(box.old) for c in changed_cells(box, notebook))) != 1:
        yield f"`{box.old}` stands {count} times in the code, not once"
    if "Expect" not in box.text:
        yield "the box does not say what to expect"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def shown(notebook) -> tuple[str, set[bytes]]:
    """What a notebook prints, and its figures."""
    texts, figures = [], set()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            texts += [output.get("text", ""), *(str(v) for k, v in data.items() if "text" in k)]
            if "image/png" in data:
                figures.add(base64.b64decode(data["image/png"]))
    return squeezed("\n".join(texts)), figures


def try_out(box: Box):
    """Run the notebook with the change; yield what does not come out as the box says."""
    notebook = nbformat.read(box.path, as_version=4)
    before, drawn_before = shown(notebook)
    (cell,) = changed_cells(box, notebook)
    cell.source = cell.source.replace(box.old, box.new)
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        resources={"metadata": {"path": str(box.path.parent)}},
    ).execute()
    after, drawn = shown(notebook)
    yield from (f"`{text}` is not printed" for text in box.expected if squeezed(text) not in after)
    if box.expected and all(squeezed(text) in before for text in box.expected):
        yield "what is expected is printed without the change, too"
    if not box.expected and drawn == drawn_before:
        yield "no figure changes"
