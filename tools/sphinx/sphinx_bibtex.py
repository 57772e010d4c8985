"""BibTeX to copy: the directive `bibtex` shows entries of `references.bib`, or of the book itself.

The text is that of the file, and the book's entry is made from `CITATION.cff`: nothing is typed a
second time.
"""

import re
from functools import cache
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r"^@\w+\{([^,\s]+),.*?^\}$", re.MULTILINE | re.DOTALL)
BOOK = "book"


def entries(bib: str) -> dict[str, str]:
    """The entries of a BibTeX file by their keys, to the letter."""
    return {match[1]: match[0] for match in ENTRY.finditer(bib)}


def book_entry(cff: dict, year: str) -> str:
    """The entry of a `CITATION.cff`; an address is named where the file has one."""
    names = [
        author.get("name") or f"{author['family-names']}, {author['given-names']}"
        for author in cff["authors"]
    ]
    fields = {
        "title": f"{{{cff['title']}}}",
        "author": " and ".join(f"{{{name}}}" for name in names),
        "year": str(cff["date-released"])[:4] if "date-released" in cff else year,
        "version": str(cff["version"]),
        "license": cff["license"],
    }
    if address := cff.get("url") or cff.get("repository-code"):
        fields["url"] = address
    key = re.sub(r"\W+", "_", cff["title"].lower()).strip("_")
    width = max(map(len, fields))
    lines = ",\n".join(f"  {name:{width}} = {{{text}}}" for name, text in fields.items())
    return f"@software{{{key},\n{lines}\n}}"


@cache
def citation() -> dict:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


class BibTeX(SphinxDirective):
    """Entries by their keys; `book` is this book."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        path = ROOT / "book" / "references.bib"
        self.env.note_dependency(str(path))
        found = entries(path.read_text(encoding="utf-8"))
        found[BOOK] = book_entry(citation(), self.config.copyright)
        if absent := set(self.arguments[0].split()) - found.keys():
            raise self.error(f"references.bib has no entry {', '.join(sorted(absent))}")
        text = "\n\n".join(found[key] for key in self.arguments[0].split())
        return [nodes.literal_block(text, text, language="bibtex")]


def setup(app):
    app.add_directive("bibtex", BibTeX)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
