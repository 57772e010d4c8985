"""What the book states, what rests on what and which claims test it, read from the sources.

A statement is a labelled directive such as `{prf:theorem}`; a law is a numbered equation outside of
one that a statement, another law or a claim refers to. A statement rests on what its text refers
to, and its proof or else the section of its reasons; a law on what its section refers to above it.
"The conditions of" another statement are only quoted from there: it need not hold.
A claim tests the theorem of the paper whose number it bears, or else the statements that its own
chapter names beside it: in one row or paragraph, or above the table of verdicts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sphinx_external_toc.parsing import parse_toc_yaml
from sphinx_sources import ANCHOR, for_sphinx

import fc
from fc.boards.marks import standing
from fc.boards.stored import Stored
from fc.boards.tables import claim_anchor
from fc.verdicts.judge import Verdict

BOOK = Path(__file__).parents[2] / "book"
JUDGED = ("full.json", "beyond.json")  # The runs whose verdicts the chapters show.
LINES = re.MULTILINE | re.DOTALL
BLOCK = r"^(?P<fence>:{{3,}})\{{{}\}}(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence) *$"
KINDS = "definition|lemma|theorem|proposition|corollary"
STATEMENT = re.compile(BLOCK.format(f"prf:(?P<kind>{KINDS})"), LINES)
PROOF = re.compile(BLOCK.format("prf:proof"), LINES)
EXERCISE = re.compile(BLOCK.format("(?:exercise|solution)"), LINES)
LABEL = re.compile(r"^:label: (\S+)$", re.MULTILINE)
EQUATION = re.compile(r"\$\$ \(([\w-]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
REASONS = re.compile(r"Why\b|The derivation|Symbols")  # They go on with what stands above them.
NOTATION = "Setting"  # Equations there state nothing.
REFERENCE = re.compile(r"(?<!conditions of )\{(?:prf:ref|eq)\}`([\w-]+)`")
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\|)")
CLAIM = re.compile(r"#(claim-[\w-]+)\)")
VERDICT = re.compile(r"^## Verdict$.*?(?=^## |\Z)", LINES)


class Statement(NamedTuple):
    """What is stated, on which page, what speaks for it, and the text of it and its reasons.

    `paper` is what the paper calls it, "Theorem 4.3", or nothing.
    """

    label: str
    kind: str
    title: str
    page: str
    grounds: str
    span: tuple[int, int]
    paper: str = ""


class Claim(NamedTuple):
    """A claim's verdict, where it is judged, what became of it, and what it tests, if anything."""

    verdict: Verdict
    page: str
    history: str
    tests: frozenset[str] = frozenset()


class Book(NamedTuple):
    """Statements by label, pairs of one and another that it rests on, and claims by name."""

    statements: dict[str, Statement]
    rests: set[tuple[str, str]]
    claims: dict[str, Claim]

    def reached(self, label: str, *, up: bool = False) -> set[str]:
        """All that a statement rests on, at any remove; `up`, all that rests on it."""
        pairs = {(b, a) for a, b in self.rests} if up else self.rests
        found, new = set[str](), {label}
        while new := {b for a, b in pairs if a in new} - found:
            found |= new
        return found

    def colours(self) -> dict[str, str]:
        """Whether a statement stands, is refuted by a claim, or is shaken: rests on one that is."""
        tested = [one.tests for one in self.claims.values() if one.verdict.decision == "refuted"]
        refuted = set[str]().union(*tested)
        shaken = {one for one in self.statements if self.reached(one) & refuted}
        stands = dict.fromkeys(self.statements, "stands")
        return stands | dict.fromkeys(shaken, "shaken") | dict.fromkeys(refuted, "refuted")

    def layers(self) -> dict[str, int]:
        """How many statements stand below each; a ValueError if one rests on itself."""
        found: dict[str, int] = {}

        def layer(label: str, above: tuple[str, ...] = ()) -> int:
            if label in above:
                page = self.statements[label].page
                raise ValueError(f"{page} lets {label} rest on itself, by way of {above[-1]}")
            if label not in found:
                below = [layer(b, (*above, label)) for a, b in sorted(self.rests) if a == label]
                found[label] = 1 + max(below, default=-1)
            return found[label]

        return {label: layer(label) for label in self.statements}


def text_of(path: Path) -> str:
    """The prose of a notebook without its exercises, with its references as Sphinx reads them."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return for_sphinx(EXERCISE.sub("", "\n\n".join(prose)))


def stated(page: str, text: str) -> Iterator[Statement]:
    """The statements of a page."""
    blocks, sections = list(STATEMENT.finditer(text)), list(SECTION.finditer(text))
    for block in blocks:
        kind, (title, _, note) = block["kind"], block["title"].strip().partition(" (")
        if not (label := LABEL.search(block["body"])):
            raise ValueError(f"{page} gives no label to its {kind} {title}")
        after = sorted(one.start() for one in (*blocks, *sections) if one.start() > block.start())
        after.append(len(text))
        proofs = list(PROOF.finditer(text, block.end(), after[0]))
        reasons = {one.start() for one in sections if REASONS.match(one[1])}
        end = next(place for place in after if place not in reasons)
        paper = note.partition(" of ")[0] if "of the paper" in note else ""
        grounds = "proved here" if proofs else "derived here"
        if kind == "definition":
            grounds, end = "a definition", block.end()
        elif paper:
            grounds = f"proved in the paper, there {paper}"
        elif proofs:
            end = proofs[-1].end()
        yield Statement(label[1], kind, title, page, grounds, (block.start(), end), paper)


def laws(page: str, text: str, others: list[Statement]) -> Iterator[tuple[str, Statement | None]]:
    """The numbered equations of a page, by label: the statement that one is in, or a law."""
    for found in EQUATION.finditer(text):
        place = found.start()
        if own := [one for one in others if one.span[0] <= place < one.span[1]]:
            yield found[1], own[0]
            continue
        heading = list(HEADING.finditer(text, 0, place))[-1]
        start = max([heading.start(), *(one.span[1] for one in others if one.span[1] <= place)])
        law = Statement(found[1], "law", heading[1], page, "derived here", (start, place))
        yield found[1], law if heading[1] != NOTATION else None


def read(texts: Mapping[str, str], claims: Mapping[str, Claim]) -> Book:
    """The book whose pages have these texts, by their names; the `claims` test nothing yet.

    A ValueError says in one sentence which page refers to what no page states.
    """
    owner: dict[str, Statement | None] = {}
    for page, text in texts.items():
        own = list(stated(page, text))
        owner |= {one.label: one for one in own} | dict(laws(page, text, own))

    def named(page: str, text: str) -> set[str]:
        found = REFERENCE.findall(text)
        if unknown := [one for one in found if one not in owner]:
            raise ValueError(f"{page} refers to {unknown[0]}, which no page states")
        return {one.label for one in map(owner.get, found) if one}

    known = {one.label: one for one in owner.values() if one}
    rests = {
        (label, other)
        for label, one in known.items()
        for other in named(one.page, texts[one.page][slice(*one.span)]) - {label}
    }
    numbers = {one.paper.removeprefix("Theorem "): label for label, one in known.items()}
    theorems = {name: numbers.get(one.verdict.claim.theorem) for name, one in claims.items()}
    tests = {name: {label} - {None} for name, label in theorems.items()}
    anchors = {claim_anchor(name): name for name in claims}
    for page, text in texts.items():
        for part in PARAGRAPH.split(text):
            refers = named(page, part)
            for anchor in CLAIM.findall(part):
                if (name := anchors.get(anchor)) is None:
                    raise ValueError(f"{page} refers to {anchor}, which is no claim")
                if claims[name].page == page and not theorems[name]:
                    tests[name] |= refers
        for above in VERDICT.findall(text):
            refers = named(page, above)
            tests |= {name: refers for name, own in tests.items()
                      if claims[name].page == page and not own}  # fmt: skip
    whole = Book(known, rests, {})
    used = {label for label, one in known.items() if one.kind != "law"}.union(*tests.values())
    used |= set[str]().union(*map(whole.reached, used))
    return Book(
        {label: one for label, one in known.items() if label in used},
        {pair for pair in rests if used.issuperset(pair)},
        {name: one._replace(tests=frozenset(tests[name])) for name, one in claims.items()},
    )


@cache
def judged() -> dict[str, tuple[Stored, Verdict]]:
    """The stored runs and the verdict of every claim, by its name."""
    boards = [fc.load(BOOK / "data" / name) for name in JUDGED]
    return {one.claim.id: (board, one) for board in boards for one in board.verdicts()}


@cache
def of_the_book() -> Book:
    """The chapters of this book in their order, with the verdicts on the stored runs."""
    parts = parse_toc_yaml(BOOK / "_toc.yml").root.subtrees
    paths = {str(name): BOOK / f"{name}.ipynb" for part in parts for name in part.items}
    paths = {name: path for name, path in paths.items() if path.exists()}
    sources = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    rows = {anchor: name for name, source in sources.items()
            for anchor in ANCHOR.findall(source.replace('\\"', '"'))}  # fmt: skip
    if absent := [name for name in judged() if claim_anchor(name) not in rows]:
        raise ValueError(f"no chapter shows the verdict on {absent[0]}")
    claims = {}
    for name, (_, verdict) in judged().items():
        found = standing(verdict.claim)
        history = found.kind if found else "not as it is registered"
        claims[name] = Claim(verdict, rows[claim_anchor(name)], history)
    return read({name: text_of(path) for name, path in paths.items()}, claims)
