"""The directive `map` draws what the book states, what rests on what and which claims test it.

All of it is read from the sources and the stored verdicts, see `statements`; `draw_map` draws it
for a desk and for a phone. `map.js` lights up what a node rests on and what rests on it.
"""

import sys
from collections.abc import Callable

from docutils import nodes
from draw_map import draw, key_of_signs
from sphinx.util.docutils import SphinxDirective
from statements import of_the_book

from fc.boards.tables import claim_anchor

SIZES = {"desk": (920, 4), "phone": (352, 2)}  # Width in pixels, and boxes in a row.


class place(nodes.General, nodes.Element):
    """Where on its page the directive `what` puts its HTML, when every number is known."""


class Place(SphinxDirective):
    def run(self):
        return [place(what=self.name)]


def fill(app, doctree, what: str, made: Callable[[], str]) -> None:
    """Put what is made in its place."""
    for here in list(doctree.findall(place)):
        if here["what"] == what:
            try:
                html = made() if app.builder.format == "html" else ""
            except ValueError as error:
                # Jupyter Book would put a traceback after any other exception.
                sys.exit(f"Error: {error}.")
            here.replace_self(nodes.raw("", html, format="html"))


def name_of(env, one) -> str:
    """A statement's kind with its number on the site, after the paper's own if it has one."""
    numbers = env.toc_fignumbers[one.page]
    if one.kind == "law":
        return f"Law ({'.'.join(map(str, numbers['displaymath'][f'equation-{one.label}']))})"
    counter = env.proof_list[one.label]["countertype"]
    here = f"{one.kind.title()} {'.'.join(map(str, numbers[counter][one.label]))}"
    return f"Paper's {one.paper} (here {here})" if one.paper else here


def drawn(app, docname: str) -> str:
    """The map with its links from a page."""
    book, env = of_the_book(), app.env
    places = {label: (one.page, "equation-" * (one.kind == "law") + label)
              for label, one in book.statements.items()}  # fmt: skip
    places |= {name: (one.page, claim_anchor(name)) for name, one in book.claims.items()}
    addresses = {key: f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
                 for key, (page, anchor) in places.items()}  # fmt: skip
    names = {label: name_of(env, one) for label, one in book.statements.items()}
    for page in {one.page for one in book.claims.values()}:
        addresses[page] = app.builder.get_relative_uri(docname, page)
        names[page] = env.titles[page].astext()
    drawings = {reader: draw(book, names, addresses, *size, reader == "desk")
                for reader, size in SIZES.items()}  # fmt: skip
    parts = ""
    for heading in drawings["desk"]:
        both = (
            f'<div class="map-{reader}">{one[heading]}</div>' for reader, one in drawings.items()
        )
        parts += f"<h2>{heading}</h2>{''.join(both)}"
    says = '<p class="map-says" aria-live="polite"></p>'
    return f'<div class="map">{key_of_signs()}{says}{parts}</div>'


def show_map(app, doctree, docname):
    fill(app, doctree, "map", lambda: drawn(app, docname))


def add_to_page(app, pagename, templatename, context, doctree):
    if 'class="map-desk"' in context.get("body", ""):
        app.add_js_file("map.js", loading_method="defer")
        app.add_css_file("map.css")


def setup(app):
    app.add_directive("map", Place)
    app.connect("doctree-resolved", show_map)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
