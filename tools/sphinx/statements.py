"""What the book states, what rests on what and which claims test it, read from the sources.

A statement is a labelled directive such as `{prf:theorem}`; a law is a numbered equation outside of
one that a statement, another law or a claim refers to. A statement rests on what its text refers to,
and its proof or the section of its reasons; a law on what its section refers to above it. A claim tests the theorem of the paper whose number it
bears, or else the statements that its own chapter names beside it: in one row or paragraph with it,
or above the table of verdicts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_external_toc.parsing import parse_toc_yaml
from sphinx_sources import for_sphinx

import fc
from fc.boards.marks import standing
from fc.boards.register import KINDS as STANDINGS
from fc.boards.stored import Stored
from fc.boards.tables import claim_anchor

BOOK = Path(__file__).parents[2] / "book"
JUDGED = ("full.json", "beyond.json")  # The runs whose verdicts the chapters show.

BLOCK = r"^(?P<fence>:{{3,}})\{{{}\}}(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence) *$"
KINDS = "definition|lemma|theorem|proposition|corollary"
STATEMENT = re.compile(BLOCK.format(f"prf:(?P<kind>{KINDS})"), re.MULTILINE | re.DOTALL)
EXERCISE = re.compile(BLOCK.format("(?:exercise|solution)"), re.MULTILINE | re.DOTALL)
PROOF = re.compile(BLOCK.format("prf:proof"), re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"^:label: (\S+)$", re.MULTILINE)
EQUATION = re.compile(r"\$\$ \(([\w-]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
# Sections that go on with the statement before them.
REASONS = re.compile(r"Why\b|The derivation|Symbols")
REFERENCE = re.compile(r"\{(?:prf:ref|eq)\}`([\w-]+)`")
VERDICT = re.compile(r"^## Verdict$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\|)")
ROW = re.compile(r'id=\\"(claim-[\w-]+)\\"')
CLAIM = re.compile(r"#(claim-[\w-]+)\)")


class Statement(NamedTuple):
    """What is stated, on which page, what speaks for it, and where its reasons stand there."""

    label: str
    kind: str
    title: str
    page: str
    grounds: str
    start: int
    end: int


class Claim(NamedTuple):
    """A claim with its verdict: the page that judges it, and what it tests, if anything."""

    page: str
    tests: frozenset[str]
    verdict: str
    control_failed: bool
    standing: str
    moved: bool
    words: str


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
        tested = [one.tests for one in self.claims.values() if one.verdict == "refuted"]
        refuted = set[str]().union(*tested)
        shaken = {one for one in self.statements if self.reached(one) & refuted}
        stands = dict.fromkeys(self.statements, "stands")
        return stands | dict.fromkeys(shaken, "shaken") | dict.fromkeys(refuted, "refuted")

    def layers(self) -> dict[str, int]:
        """How many statements stand below each; a ValueError if two rest on each other."""
        for one in self.statements:
            if one in self.reached(one):
                page = self.statements[one].page
                raise ValueError(f"{page} lets {one} rest on itself, by what it refers to")
        below = {one: {b for a, b in self.rests if a == one} for one in self.statements}
        found: dict[str, int] = {}
        while len(found) < len(below):
            ready = [one for one in below if one not in found and below[one] <= found.keys()]
            found |= {one: 1 + max((found[b] for b in below[one]), default=-1) for one in ready}
        return found


def text_of(path: Path) -> str:
    """The prose of a page without its exercises, with its references as Sphinx reads them."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(source)["cells"] if cell["cell_type"] == "markdown"]
        source = "\n\n".join("".join(cell["source"]) for cell in cells)
    return for_sphinx(EXERCISE.sub("", source))


def stated(page: str, text: str) -> Iterator[Statement]:
    """The statements of a page, each with its proof, or else with the section of its reasons."""
    heads = [h.start() for h in HEADING.finditer(text) if h[1] == "##"]
    blocks = list(STATEMENT.finditer(text))
    for block in blocks:
        title, _, note = block["title"].strip().partition(" (")
        if not (label := LABEL.search(block["body"])):
            raise ValueError(f"{page} gives no label to its {block['kind']} {title}")
        start, limits = block.start(), sorted([*heads, *(one.start() for one in blocks), len(text)])
        end = next(x for x in limits if x > start)
        proofs = list(PROOF.finditer(text, block.end(), end))
        if not proofs:  # Its reasons may have a section of their own.
            starts = {h.start() for h in HEADING.finditer(text) if REASONS.match(h[2])}
            end = next(x for x in limits if x > start and x not in starts)
        grounds = "proved here" if proofs else "derived here"
        grounds = "a definition" if block["kind"] == "definition" else grounds
        if "of the paper" in note:
            grounds = f"proved in the paper, there {note.partition(' of ')[0]}"
        end = max((block.end(), *(proof.end() for proof in proofs))) if proofs or (
            block["kind"] == "definition") else end  # fmt: skip
        yield Statement(label[1], block["kind"], title, page, grounds, start, end)


def laws(page: str, text: str, others: list[Statement]) -> Iterator[Statement]:
    """The numbered equations of a page; one in a statement is that statement under its label."""
    heads = list(HEADING.finditer(text))
    for found in EQUATION.finditer(text):
        place = found.start()
        if own := [one for one in others if one.start <= place < one.end]:
            yield own[0]._replace(kind=own[0].label, label=found[1])
            continue
        above = [h for h in heads if h.start() < place][-1]
        if above[2] == "Setting":  # Notation.
            yield Statement(found[1], "", "", page, "", 0, 0)
            continue
        start = max([above.start(), *(one.end for one in others if one.end <= place)])
        yield Statement(found[1], "law", above[2], page, "derived here", start, place)


def read(texts: Mapping[str, str], claims: Mapping[str, Claim], anchors: Mapping[str, str]) -> Book:
    """The book of pages by name; `claims` test nothing yet, `anchors` leads to their names.

    A ValueError says in one sentence which page refers to what no page states.
    """
    places, owner = dict[str, Statement](), dict[str, str]()
    for page, text in texts.items():
        own = list(stated(page, text))
        for one in [*own, *laws(page, text, own)]:
            if one.label in owner:
                raise ValueError(f"{page} states {one.label}, which is stated before")
            owner[one.label] = one.kind if one.kind in places or not one.kind else one.label
            if owner[one.label] == one.label:
                places[one.label] = one

    def named(page: str, text: str) -> set[str]:
        found = REFERENCE.findall(text)
        if unknown := [one for one in found if one not in owner]:
            raise ValueError(f"{page} refers to {unknown[0]}, which no page states")
        return {owner[one] for one in found} - {""}

    numbers = {one.grounds.rpartition(" Theorem ")[2]: one.label for one in places.values()}
    tests = {name: {numbers.get(name.rpartition(".")[0], "")} - {""} for name in claims}
    numbered = {name for name, own in tests.items() if own}
    for page, text in texts.items():
        for part in PARAGRAPH.split(text):
            refers = named(page, part)
            for anchor in CLAIM.findall(part):
                if (name := anchors.get(anchor)) is None:
                    raise ValueError(f"{page} refers to {anchor}, which is no claim")
                if claims[name].page == page and name not in numbered:
                    tests[name] |= refers
        if above := VERDICT.search(text):
            refers = named(page, above[0])
            for name, claim in claims.items():
                tests[name] |= refers if claim.page == page and not tests[name] else set()
    rests = {
        (one.label, other)
        for one in places.values()
        for other in named(one.page, texts[one.page][one.start : one.end])
        if other != one.label
    }
    used = {one.label for one in places.values() if one.kind != "law"}.union(*tests.values())
    whole = Book(places, rests, {})
    used = used.union(*(whole.reached(one) for one in used))
    return Book(
        {label: one for label, one in places.items() if label in used},
        {pair for pair in rests if used.issuperset(pair)},
        {name: one._replace(tests=frozenset(tests[name])) for name, one in claims.items()},
    )


@cache
def judged() -> dict[str, tuple[Stored, Any]]:
    """The stored runs and the verdict of every claim, by its name."""
    boards = [fc.load(BOOK / "data" / name) for name in JUDGED]
    return {one.claim.id: (board, one) for board in boards for one in board.verdicts()}


@cache
def of_the_book() -> Book:
    """The chapters of this book in their order, with the verdicts on the stored runs."""
    pages = [str(name) for part in parse_toc_yaml(BOOK / "_toc.yml").root.subtrees
             for name in part.items]  # fmt: skip
    paths = {name: BOOK / f"{name}.ipynb" for name in pages}
    paths = {name: path for name, path in paths.items() if path.exists()}
    rows = {anchor: name for name, path in paths.items()
            for anchor in ROW.findall(path.read_text(encoding="utf-8"))}  # fmt: skip
    claims, anchors = dict[str, Claim](), dict[str, str]()
    for name, (_, verdict) in judged().items():
        anchors[claim_anchor(name)] = name
        if (page := rows.get(claim_anchor(name))) is None:
            raise ValueError(f"no chapter shows the verdict on {name}")
        found = standing(verdict.claim)
        kind = found.kind if found else "not as it is registered"
        moved = kind not in (STANDINGS[""], STANDINGS["no"])
        shown = verdict.decision, verdict.control_failed, kind, moved, verdict.claim.statement
        claims[name] = Claim(page, frozenset(), *shown)
    return read({name: text_of(path) for name, path in paths.items()}, claims, anchors)
