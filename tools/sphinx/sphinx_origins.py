"""From a claim to its origin: the directive `origins` tells its code, its runs and its past.

Every row that judges a claim leads there, as does its row on the board, and from there back to the
row and to the map. The page shows the code itself, so a link works without a network; where the
repository's address is known, another leads to the same lines there.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from declared import around, declared, defined
from docutils import nodes
from draw_map import node_of
from sphinx_map import Place, fill
from statements import judged, of_the_book

from fc.boards import marks
from fc.boards.tables import claim_anchor, control_text, measured_text

PAGE, MAP, BOARD = "origins", "map", "board"
ROW = re.compile(r'<code id="claim-([^"]+)">')
MARKED = re.compile(r"\$([^$]+)\$|`+([^`]+)`+")


def typeset(text: str) -> str:
    """Formulas and code in a line of Markdown as HTML, the formulas for MathJax."""

    def shown(found: re.Match) -> str:
        tex, code = found.groups()
        math = f'<span class="math notranslate nohighlight">\\({tex}\\)</span>'
        return math if tex else f"<code>{code}</code>"

    return MARKED.sub(shown, escape(text))


def breakable(name: str) -> str:
    """A claim's name, which a narrow column may break after a dot and nowhere else."""
    return escape(name).replace(".", ".<wbr>")


def command(name: str) -> str:
    """What runs just this claim as it is stored."""
    board, _ = judged()[name]
    return f"python -m fc verify {name} --scale {board.scale} --seed {board.seed}"


def runs(name: str) -> str:
    """How often what was run, when, and where it is stored."""
    board, verdict = judged()[name]
    claim = verdict.claim
    return (
        f"Settings: {len(claim.sweep)}, and {len(claim.control.sweep)} of the control; "
        f"runs of each: {claim.seeds}; seed: {board.seed}; scale: {board.scale}; "
        f"begun {board.begun}; in book/data/{Path(board.path).name}"
    )


def history(name: str) -> str:
    """The entries of a claim in the register, the last first."""

    def said(entry: dict) -> str:
        moved = "<br>".join(map(escape, entry.get("moved", ())))
        fold = f"<details><summary>from what to what</summary><code>{moved}</code></details>"
        return (
            f"<li>{entry['date'][:10]}: {', '.join(entry['changed'])}; data seen: "
            f"{entry['data_seen']}; {escape(entry['why'])}{fold * bool(moved)}</li>"
        )

    register = marks.of_the_book()
    entries = register.history(name) if register else ()
    return f"<ul>{''.join(map(said, reversed(entries)))}</ul>"


def folded(head: str, anchor: str, inside: str) -> str:
    """Something to open; a link to what is inside opens it."""
    body = f'<div id="{anchor}">{inside}</div>'
    return f'<details class="origin"><summary>{head}</summary>{body}</details>'


def origin(app, name: str, repository: str) -> str:
    """One claim: its place in the book, what was measured, its code, its runs, its past."""
    verdict, own = judged()[name][1], of_the_book().claims[name]
    claim, kind, anchor = verdict.claim, type(verdict.claim.sweep[0][1]), claim_anchor(name)
    row = f"{app.builder.get_relative_uri(PAGE, own.page)}#{anchor}"
    node = f"{app.builder.get_relative_uri(PAGE, MAP)}#node-{node_of(name)}"
    failed = "refuted, as it must be" if verdict.control_failed else "not refuted"
    told = {
        "In the book": f'<a href="{row}">its row</a>, <a href="{node}">its place on the map</a>',
        "Measured": typeset(
            f"{claim.quantity}: {measured_text(verdict)}, predicted {claim.order.tex}. "
            f"Control, {claim.control.name}: {control_text(verdict)}, {failed}."
        ),
        "Code": f"Stated in {around(*declared()[name]).html(repository)}Measured as entry "
        f'<code>{escape(claim.read)}</code> of <a href="#run-{kind.__name__}">{kind.__name__}</a>.',
        "Runs": f"{escape(runs(name))}<br><code>{command(name)}</code>",
        "Register": f"{escape(own.history)}{history(name)}"
        f"<code>python -m fc register {name}</code>",
    }
    head = (
        f'<code>{name}</code> <span class="verdict-{verdict.decision}">{verdict.decision}</span> '
    )
    rows = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in told.items())
    head += typeset(claim.statement)
    return folded(head, anchor.replace("claim-", "origin-", 1), f"<dl>{rows}</dl>")


def page(app) -> Iterator[str]:
    """All claims by chapter, and after them what is run."""
    options, claims = app.config.html_theme_options, of_the_book().claims
    repository = options.get("repository_url", "")
    repository += f"/blob/{options.get('repository_branch', '')}" * bool(repository)
    for chapter in dict.fromkeys(one.page for one in claims.values()):
        yield f"<h2>{escape(app.env.titles[chapter].astext())}</h2>"
        for name in (name for name, one in claims.items() if one.page == chapter):
            yield origin(app, name, repository)
    yield "<h2>The experiments</h2>"
    kinds = {type(job) for _, one in judged().values() for _, job in one.claim.sweep}
    for kind in sorted(kinds, key=lambda one: one.__name__):
        about = (kind.__doc__ or "").partition("\n")[0]
        head = f"<code>{kind.__name__}</code> {typeset(about)}"
        yield folded(head, f"run-{kind.__name__}", defined(kind).html(repository))


def show_origins(app, doctree, docname):
    """Fill the page of origins, and lead to it from every row that judges a claim."""
    if app.builder.format != "html":
        return
    fill(app, doctree, PAGE, lambda: "".join(page(app)))
    if docname == PAGE:
        app.env.get_domain("math").data["has_equations"][docname] = True  # It needs MathJax.
    address = app.builder.get_relative_uri(docname, PAGE)

    def lead(after: nodes.Node, anchor: str, name: str) -> None:
        link = (
            f' <a class="claim-origin" href="{address}#origin-{anchor}" '
            f'aria-label="origin of {name}">origin</a>'
        )
        after.parent.insert(after.parent.index(after) + 1, nodes.raw("", link, format="html"))

    for raw in list(doctree.findall(nodes.raw)):
        if row := ROW.fullmatch(raw.astext().strip()):
            place = raw.parent.index(raw)
            name = raw.parent[place + 1].astext()
            lead(raw.parent[place + 2], row[1], name)
            raw.parent[place + 1] = nodes.raw("", breakable(name), format="html")
    for link in list(doctree.findall(nodes.reference)):
        target = link.get("refuri") or f"#{link.get('refid')}"  # On its own page it has an id.
        _, row, anchor = target.partition("#claim-")
        if row and docname == BOARD:
            lead(link, anchor, link.astext())
        for name in list(link.findall(nodes.literal)) if row else ():
            code = f'<code class="literal">{breakable(name.astext())}</code>'
            name.replace_self(nodes.raw("", code, format="html"))


def setup(app):
    app.add_directive(PAGE, Place)
    app.connect("doctree-resolved", show_origins)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
