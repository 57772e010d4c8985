"""The sources hold what any editor shows; the site makes the same text anew where it can.

A number from a cell stands between `<data>` tags, and a board between comments, which
`tools/store/write_numbers.py` fills; here they go. A figure, or what another file numbers or cites,
is a link with the text that the site shows, such as `[Theorem 4.1](id_ood_risk.ipynb#thm-risk)`;
here it becomes a role, whose number follows the order of the chapters. A link to a claim,
`id_ood_risk.ipynb#claim-4-3-id`, leads to the row that judges it, which `fc.verdict_table` names;
one without a row is a warning, which ends the build.
"""

import re

from docutils import nodes

TAG = re.compile(r"</?data\b[^>\n]*>|<!-- /?board[^>\n]*-->")
LINK = re.compile(r'\[[^][\n"]*\]\([^()\s"]*#((eq|fig|thm|lem|prop|def)-[\w-]+)\)')
CITATION = re.compile(r'\[[^][\n"]*\]\([^()\s"]*references\.bib#(\w+)\)')
ROLES = {"eq": "eq", "fig": "numref"}
ANCHOR = re.compile(r'\bid="(claim-[^"]+)"')


def for_sphinx(text: str) -> str:
    """Return the source of a page as Sphinx is to read it; that of a notebook is its JSON."""
    text = LINK.sub(lambda link: f"{{{ROLES.get(link[2], 'prf:ref')}}}`{link[1]}`", text)
    return CITATION.sub(r"{cite}`\1`", TAG.sub("", text))


def read(app, docname, source):
    source[0] = for_sphinx(source[0])


def offer_claims(app, doctree):
    """Make the rows that judge a claim targets of links, beside the headings of the page."""
    targets = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for raw in doctree.findall(nodes.raw):
        targets |= {anchor: (0, anchor, anchor) for anchor in ANCHOR.findall(raw.astext())}


def setup(app):
    app.connect("source-read", read)
    app.connect("doctree-read", offer_claims)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
