"""Write the numbers that cells computed into the text: `python tools/store/write_numbers.py`.

In the text a number stands between tags that name it, `<data value=risk_gap>0.005</data>`, and one
of another chapter is named with its file, `<data value=theorems/id_ood_risk.ipynb#risk_gap>`. The
value is what `glue("risk_gap", ...)` left in the outputs of a cell. A board stands between
`<!-- board theorems 4.3 theorems/id_ood_risk.ipynb -->` and `<!-- /board -->`: which board, which
of its claims, whose verdicts. Nothing is run: `make rebaseline` runs the chapters, and then this.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import nbformat

import fc
from fc.boards.marks import mark
from fc.boards.tables import claim_anchor

BOOK = Path(__file__).parents[2] / "book"
RECORD = "application/papermill.record/text/plain"
NUMBER = re.compile(r"(<data value=([^>\s]+)>)[^<\n]*(</data>)")
BOARD = re.compile(r"(<!-- board (\w+) ([^\n]+) (\S+) -->\n).*?(<!-- /board -->)", re.DOTALL)
# The scale of the runs whose verdicts the chapters store.
STORED_SCALE = {"theorems": "full", "beyond": "quick"}
HEAD = "| claim | source | verdict |\n|---|---|---|"


def values(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """What the cells of a notebook stored by name, as Markdown."""
    found = {}
    for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
        if RECORD in output.get("data", {}):
            text = ast.literal_eval(output.data[RECORD])
            found[output.metadata.scrapbook.name] = re.sub(r"([\\`*_<>|$])", r"\\\1", text)
    return found


@cache
def stored_values(path: Path) -> dict[str, str]:
    return values(nbformat.read(path, as_version=4))


def stored(page: Path, name: str) -> str:
    """The value that `page` calls `name`."""
    file, _, key = name.rpartition("#")
    path = (page.parent / file).resolve() if file else page
    if not path.is_file() or path.suffix != ".ipynb" or key not in stored_values(path):
        raise ValueError(f"{page.relative_to(BOOK)} shows {name}, which no cell stores")
    return stored_values(path)[key]


@cache
def stored_claims(board: str) -> list[fc.Claim]:
    return fc.claims(board, scale=STORED_SCALE[board])


def board_table(page: Path, board: str, names: list[str], chapter: str) -> str:
    """One row a claim of the groups or claims `names`; the verdict is the one `chapter` stored.

    Below it stands what the register says of the claim.
    """
    claims = [claim for claim in stored_claims(board) if {claim.id, claim.theorem} & set(names)]
    if absent := set(names) - {name for claim in claims for name in (claim.id, claim.theorem)}:
        raise ValueError(f"no claim is called {', '.join(sorted(absent))}")
    rows = [
        f"| [`{claim.id}`]({chapter}#{claim_anchor(claim.id)})<br>{claim.statement.rstrip('.')} "
        f"| {claim.source} | {'<br>'.join(filter(None, (verdict, mark(claim))))} |"
        for claim in claims
        for verdict in [stored(page, f"{chapter}#{claim.id}")]
    ]
    return "\n".join([HEAD, *rows])


def filled(page: Path, text: str) -> str:
    """Return `text` of `page` with the stored numbers and verdicts in their places.

    Raises
    ------
    ValueError
        If it names a number or a claim that is not stored.
    """

    def board(found: re.Match[str]) -> str:
        start, kind, names, chapter, end = found.groups()
        return f"{start}\n{board_table(page, kind, names.split(), chapter)}\n\n{end}"

    text = NUMBER.sub(lambda found: found[1] + stored(page, found[2]) + found[3], text)
    return BOARD.sub(board, text)


def pages() -> list[Path]:
    """The chapters and pages of the book."""
    found = [*BOOK.rglob("*.ipynb"), *BOOK.rglob("*.md")]
    hidden = {".ipynb_checkpoints", "_assets"}
    return sorted(path for path in found if not hidden & set(path.parts))


def write_numbers(page: Path) -> bool:
    """Fill in the text of a page; tell whether that changed it."""
    if page.suffix == ".md":
        before = page.read_text(encoding="utf-8")
        after = filled(page, before)
        if after != before:
            page.write_text(after, encoding="utf-8")
        return after != before
    notebook = nbformat.read(page, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    before = [cell.source for cell in cells]
    for cell in cells:
        cell.source = filled(page, cell.source)
    if changed := before != [cell.source for cell in cells]:
        nbformat.write(notebook, page)
    return changed


def main() -> None:
    stored_values.cache_clear()
    try:
        for page in pages():
            if write_numbers(page):
                print(f"{page.relative_to(BOOK)}: text written", flush=True)
    except ValueError as error:
        sys.exit(f"Error: {error}.")


if __name__ == "__main__":
    main()
