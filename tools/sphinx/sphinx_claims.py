"""Claims on a page: the directive `board` lists them, the role `claim` links to the evidence.

``{claim}`4.3.id` `` leads to the row that judges the claim in its chapter: `fc.verdict_table` gives
it an anchor. A name without a row is a warning, which ends the build.
"""

import re
from functools import cache

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective, SphinxRole

import fc
from fc.boards.tables import claim_anchor

# The scale of the runs whose verdicts the chapters store.
STORED_SCALE = {"theorems": "full", "beyond": "quick"}
HEAD = "| claim | source | verdict |\n|---|---|---|"
ANCHOR = re.compile(r'\bid="(claim-[^"]+)"')


@cache
def stored_claims(board: str) -> list[fc.Claim]:
    return fc.claims(board, scale=STORED_SCALE[board])


def board_table(names: list[str], board: str, chapter: str) -> str:
    """One row a claim of the groups or claims `names`; the verdict is read from `chapter`."""
    claims = [claim for claim in stored_claims(board) if {claim.id, claim.theorem} & set(names)]
    if absent := set(names) - {name for claim in claims for name in (claim.id, claim.theorem)}:
        raise ValueError(f"no claim is called {', '.join(sorted(absent))}")
    rows = [
        f"| {{claim}}`{claim.id}`<br>{claim.statement.rstrip('.')} | {claim.source} "
        f"| {{glue:text}}`{chapter}.ipynb::{claim.id}:s` |"
        for claim in claims
    ]
    return "\n".join([HEAD, *rows])


class Board(SphinxDirective):
    """The claims of groups, or single ones, with the verdicts that a chapter stored."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {  # noqa: RUF012
        "chapter": directives.unchanged_required,
        "board": lambda text: directives.choice(text, tuple(STORED_SCALE)),
    }

    def run(self):
        names, board = self.arguments[0].split(), self.options.get("board", "theorems")
        try:
            table = board_table(names, board, self.options["chapter"])
        except ValueError as error:
            raise self.error(str(error)) from None
        return self.parse_text_to_nodes(table)


class ClaimRole(SphinxRole):
    def run(self):
        name = nodes.literal(self.text, self.text)
        link = pending_xref(
            self.rawtext, name, reftype="claim", reftarget=self.text, refdomain=None, refwarn=True
        )
        self.set_source_info(link)
        return [link], []


def _pages(env) -> dict[str, str]:
    """The page that judges each claim, by the claim's anchor."""
    if not hasattr(env, "claim_pages"):
        env.claim_pages = {}
    return env.claim_pages


def collect(app, doctree):
    for raw in doctree.findall(nodes.raw):
        for anchor in ANCHOR.findall(raw.astext()):
            _pages(app.env)[anchor] = app.env.docname


def purge(app, env, docname):
    env.claim_pages = {one: page for one, page in _pages(env).items() if page != docname}


def resolve(app, env, link, content):
    if link["reftype"] != "claim":
        return None
    anchor = claim_anchor(link["reftarget"])
    if (page := _pages(env).get(anchor)) is None:
        return None
    # On the single page every anchor is at hand.
    single = app.builder.name.startswith("single")
    address = "" if single else app.builder.get_relative_uri(link["refdoc"], page)
    return nodes.reference("", "", content, refuri=f"{address}#{anchor}", internal=True)


def setup(app):
    app.add_directive("board", Board)
    app.add_role("claim", ClaimRole())
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", purge)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": False, "parallel_write_safe": True, "env_version": 1}
