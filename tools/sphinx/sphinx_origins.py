"""From a claim to its origin: the directive `origins` tells of each its code, its runs and its past.

Every row that judges a claim leads there, and from there back to the row and to the map. The code is
read where it stands: the line is the one that states the claim, seen while the claim is made. What
the site shows is this version, so a link works without a network; where the repository's address is
known, a second one leads to the same lines there.
"""

import ast
import inspect
import re
import sys
from functools import cache
from html import escape
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from docutils import nodes
from draw_map import node_of, spoken
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.util.docutils import SphinxDirective
from statements import judged, of_the_book

import fc
from fc.boards.marks import of_the_book as register_of_the_book
from fc.boards.tables import claim_anchor, control_text, measured_text
from fc.verdicts.claim import Statements

ROOT = Path(__file__).parents[2]
PAGE = "origins"
ROW = re.compile(r'<code id="(claim-[^"]+)">')


class Lines(NamedTuple):
    """Lines of a file of the package: from the first to the last."""

    path: str
    first: int
    last: int

    def html(self) -> str:
        """The lines, coloured and numbered as in the file."""
        lines = (ROOT / self.path).read_text(encoding="utf-8").splitlines()
        text = inspect.cleandoc("\n" + "\n".join(lines[self.first - 1 : self.last]))
        formatter = HtmlFormatter(linenos="inline", linenostart=self.first)
        return highlight(text, PythonLexer(), formatter)


@cache
def declared() -> dict[str, Lines]:
    """Where each claim of the stored boards is stated."""
    places: dict[str, tuple[str, int]] = {}
    plain = Statements.__call__

    def noted(say, name, *args, **kwargs):
        frame: FrameType = sys._getframe(1)
        places[f"{say.group}.{name}"] = frame.f_code.co_filename, frame.f_lineno
        return plain(say, name, *args, **kwargs)

    Statements.__call__ = noted
    try:
        for board in {id(board): board for board, _ in judged().values()}.values():
            fc.claims(*board.names, scale=board.scale)
    finally:
        Statements.__call__ = plain
    return {name: _around(*places[name]) for name in judged()}


def _around(path: str, line: int) -> Lines:
    """The whole claim that is stated on a line, or the loop that makes it."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    holding = [node for node in ast.walk(tree) if getattr(node, "lineno", line + 1) <= line
               <= (getattr(node, "end_lineno", 0) or 0)]  # fmt: skip
    whole = [one for one in holding if isinstance(one, ast.Call)
             and isinstance(one.func, ast.Attribute) and one.func.attr == "against"]  # fmt: skip
    loops = [one for one in holding if isinstance(one, ast.For | ast.FunctionDef)]
    best = min(whole or loops, key=lambda one: one.end_lineno - one.lineno)
    return Lines(Path(path).relative_to(ROOT).as_posix(), best.lineno, best.end_lineno)


def experiment(kind: type) -> Lines:
    """Where an experiment is defined."""
    lines, first = inspect.getsourcelines(kind)
    path = Path(inspect.getsourcefile(kind)).relative_to(ROOT).as_posix()
    return Lines(path, first, first + len(lines) - 1)


def command(name: str) -> str:
    """What runs just this claim, as it is stored."""
    board, _ = judged()[name]
    seed = board.seed_of(name)
    return f"python -m fc verify {name} --scale {board.scale}" + f" --seed {seed}" * bool(seed)


def runs(name: str) -> str:
    """How often what was run, when, and with what."""
    board, verdict = judged()[name]
    made, claim = board._made_by(name), verdict.claim
    sizes, others = len(claim.sweep), len(claim.control.sweep)
    tools = ", ".join(f"{one} {made[one]}" for one in ("fc", "numpy", "torch", "python") if one in made)
    return (
        f"{sizes} setting{'s' * (sizes > 1)} and {others} of the control, {claim.seeds} runs each, seed "
        f"{board.seed_of(name)}, scale {board.scale}; begun {board.begun(name)} with {tools} on "
        f"{made.get('machine', 'a machine that is not named')}; in book/data/{Path(board.path).name}"
    )


def history(name: str) -> str:
    """The entries of a claim in the register, the last first."""
    register = register_of_the_book()
    entries = reversed(register.history(name))
    return "".join(
        f"<li><b>{entry['date'][:10]}</b> {', '.join(entry['changed'])} "
        f"(data seen: {entry['data_seen']}): {escape(entry['why'])}"
        + "".join(f"<br><small>{escape(moved)}</small>" for moved in entry.get("moved", ()))
        + "</li>"
        for entry in entries
    )


class Page:
    """The origins as HTML, with links from their page."""

    def __init__(self, app):
        self.app, self.book = app, of_the_book()
        options = app.config.html_theme_options
        self.repository = options.get("repository_url", "")
        self.branch = options.get("repository_branch", "")

    def source(self, lines: Lines) -> str:
        """The file and its lines, a link where the repository is known."""
        words = f"{lines.path}, lines {lines.first} to {lines.last}"
        if not self.repository:
            return f"<code>{words}</code>"
        place = f"{lines.path}#L{lines.first}-L{lines.last}"
        return f'<a href="{self.repository}/blob/{self.branch}/{place}"><code>{words}</code></a>'

    def claim(self, name: str) -> str:
        """One claim, folded: its place in the book, its code, its runs, its register entry."""
        verdict, anchor = judged()[name][1], claim_anchor(name)
        claim, own = verdict.claim, self.book.claims[name]
        row = self.app.builder.get_relative_uri(PAGE, own.page) + f"#{anchor}"
        on_map = self.app.builder.get_relative_uri(PAGE, "map") + f"#node-{node_of(name)}"
        kind = type(claim.sweep[0][1])
        failed = "refuted, as it must be" if verdict.control_failed else "not refuted"
        lines = declared()[name]
        return (
            f'<details class="origin"><summary><code>{name}</code> '
            f'<span class="verdict-{verdict.decision}">{verdict.decision}</span> '
            f"{escape(spoken(claim.statement))}</summary>"
            f'<dl id="origin-{anchor.removeprefix("claim-")}">'
            f'<dt>In the book</dt><dd><a href="{row}">its row</a>, <a href="{on_map}">its place on the '
            f"map</a></dd>"
            f"<dt>Measured</dt><dd>{escape(claim.quantity)}: {escape(measured_text(verdict))}, predicted "
            f"{escape(str(claim.order))}. Control: {escape(claim.control.name)}: "
            f"{escape(control_text(verdict))}, {failed}.</dd>"
            f"<dt>Code</dt><dd>stated in {self.source(lines)}{lines.html()}measured by entry "
            f'<code>{escape(claim.read)}</code> of <a href="#run-{kind.__name__}">{kind.__name__}</a></dd>'
            f"<dt>Runs</dt><dd>{escape(runs(name))}<br><code>{command(name)}</code></dd>"
            f"<dt>Register</dt><dd>{escape(own.standing)}<ul>{history(name)}</ul>"
            f"<code>python -m fc register {name}</code></dd></dl></details>"
        )

    def html(self) -> str:
        """All claims by chapter, and after them what is run."""
        parts, titles = [], self.app.env.titles
        for page in dict.fromkeys(one.page for one in self.book.claims.values()):
            parts.append(f"<h2>{escape(titles[page].astext())}</h2>")
            parts += [self.claim(name) for name, one in self.book.claims.items() if one.page == page]
        kinds = {type(job) for _, one in judged().values() for _, job in one.claim.sweep}
        parts.append("<h2>The experiments</h2>")
        for kind in sorted(kinds, key=lambda one: one.__name__):
            lines, about = experiment(kind), (kind.__doc__ or "").partition("\n")[0]
            parts.append(
                f'<details class="origin"><summary><code>{kind.__name__}</code> '
                f'{escape(about.replace("`", ""))}</summary><div id="run-{kind.__name__}">'
                f"{self.source(lines)}{lines.html()}</div></details>"
            )
        return "".join(parts)


class origins_here(nodes.General, nodes.Element):
    """The place of the origins on their page."""


class Origins(SphinxDirective):
    """The place of all origins."""

    def run(self):
        return [origins_here()]


def show_origins(app, doctree, docname):
    """Fill the page of origins, and lead to it from every row that judges a claim."""
    if app.builder.format != "html":
        return
    for place in list(doctree.findall(origins_here)):
        try:
            place.replace_self(nodes.raw("", Page(app).html(), format="html"))
        except ValueError as error:
            # Jupyter Book would put a traceback after any other exception.
            sys.exit(f"Error: {error}.")
    address = app.builder.get_relative_uri(docname, PAGE)
    for raw in list(doctree.findall(nodes.raw)):
        if row := ROW.fullmatch(raw.astext().strip()):
            name = raw.parent[raw.parent.index(raw) + 1].astext()
            anchor = row[1].replace("claim-", "origin-", 1)
            link = f' <a class="claim-origin" href="{address}#{anchor}" aria-label="origin of {name}">origin</a>'
            raw.parent.insert(raw.parent.index(raw) + 3, nodes.raw("", link, format="html"))


def setup(app):
    app.add_directive("origins", Origins)
    app.connect("doctree-resolved", show_origins)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
