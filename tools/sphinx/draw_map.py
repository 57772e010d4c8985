"""The picture of the map: what is stated in boxes, claims as marks, lines to what one rests on.

A shape says the same as a colour. A statement stands above what it rests on; the mark of a claim,
with a small one of its control, stands in the box of each statement that it tests.
"""

import re
import textwrap
from collections.abc import Mapping
from html import escape

from plain_words import plain_words
from statements import Book

from fc.boards.register import KINDS
from fc.boards.tables import claim_anchor

SHAPES = dict.fromkeys(("proposition", "corollary", "chapter"), "M0,0H{w}V{h}H0Z") | {
    "theorem": "M0,0H{w}V{h}H0ZM4,4H{e}V{f}H4Z",
    "lemma": "M10,0H{c}L{w},10V{d}L{c},{h}H10L0,{d}V10Z",
    "definition": "M14,0H{a}Q{w},0 {w},14V{b}Q{w},{h} {a},{h}H14Q0,{h} 0,{b}V14Q0,0 14,0Z",
    "law": "M10,0H{w}L{c},{h}H0Z",
}
MARKS = {
    "supported": ("M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z", "M-3,0L-1,2.5L3,-2.5"),
    "refuted": ("M-6,-6H6V6H-6Z", "M-3,-3L3,3M-3,3L3,-3"),
    "inconclusive": ("M0,-7L7,0L0,7L-7,0Z", "M0,-3V1M0,3V3.4"),
}
GAP, LINE, CELL = 22, 15, 26
COLOURS = {"refuted": "refuted by a claim", "shaken": "rests on what is refuted"}
SHORT = {"proved here": " · proved", "derived here": " · derived"}
BEFORE = KINDS[""], KINDS["no"]  # What became of a claim that was not changed after its data.
Box = tuple[str, str, str, str]  # Key, kind, head and title.


def spoken(text: str) -> str:
    """Text with its formulas in plain words."""
    return re.sub(r"\$([^$]+)\$", lambda tex: plain_words(tex[1]), text)


def node_of(key: str) -> str:
    """The name of a node in HTML: of a claim that of its row."""
    return claim_anchor(key) if "." in key else key.replace("/", "-")


def mark(decision: str, changed: bool, control_failed: bool) -> str:
    """The mark of a claim around 0, a ring if it was changed after its data, and of its control."""
    box, sign = MARKS[decision]
    control = "M6,5L10,9M10,5L6,9" if control_failed else "M5,7A3,3 0 1 1 11,7A3,3 0 1 1 5,7Z"
    return (
        f'<path class="mark" d="{box}"/><path class="sign" d="{sign}"/>'
        + '<circle class="ring" r="9"/>' * changed
        + f'<path class="control{"" if control_failed else " open"}" d="{control}"/>'
    )


def shape(kind: str, w: float, h: float) -> str:
    """The box of a kind of statement."""
    sizes = {"w": w, "h": h, "a": w - 14, "b": h - 14, "c": w - 10, "d": h - 10}
    sizes |= {"e": w - 4, "f": h - 4}
    path = SHAPES[kind].format(**{name: f"{x:.0f}" for name, x in sizes.items()})
    return f'<path class="box" d="{path}"/>'


class Drawing:
    """Boxes in rows of so many columns; keys have names and addresses, those `named` an anchor."""

    def __init__(self, book: Book, names: Mapping[str, str], addresses: Mapping[str, str],
                 width: int, columns: int, named: set[str]) -> None:  # fmt: skip
        self.book, self.names, self.addresses = book, names, addresses
        self.width, self.columns, self.y = width, columns, 6.0
        self.box = (width - GAP * (columns - 1) - 4) / columns
        self.places: dict[str, tuple[float, float, float]] = {}
        self.parts, self.colours = list[str](), book.colours()
        self.named = named

    def says(self, key: str) -> str:
        """What a node is, in words."""
        if claim := self.book.claims.get(key):
            control = "failed as it must" if claim.verdict.control_failed else "did not fail"
            return (
                f"{key}: {claim.verdict.decision}, {claim.history}; its control {control}. "
                f"{spoken(claim.verdict.claim.statement)}"
            )
        if not (one := self.book.statements.get(key)):
            return f"{self.names[key]}: claims that test no statement"
        below = [self.names[b] for b in self.book.statements if (key, b) in self.book.rests]
        above = [self.names[a] for a in self.book.statements if (a, key) in self.book.rests]
        tests = [c.verdict.passed for c in self.book.claims.values() if key in c.tests]
        told = [f"{self.names[key]}, {spoken(one.title)}: "
                f"{COLOURS.get(self.colours[key], one.grounds)}."]  # fmt: skip
        told += [f"Rests on: {', '.join(below)}."] * bool(below)
        told += [f"On it rest: {', '.join(above)}."] * bool(above)
        told += [f"Claims that test it: {len(tests)}, supported: {sum(tests)}."] * bool(tests)
        return " ".join(told)

    def link(self, key: str, kind: str, more: str, inside: str) -> None:
        """Draw a node as a link to its place in the book."""
        name = node_of(key)
        anchor = "" if key in self.named else f'id="node-{name}" '
        self.named.add(key)
        self.parts.append(
            f'<a {anchor}class="{kind}" data-node="{name}" {more}href="{self.addresses[key]}" '
            f'aria-label="{escape(self.says(key))}">{inside}</a>'
        )

    def claim(self, name: str, x: float, y: float) -> None:
        """Draw the mark of a claim around a point."""
        one = self.book.claims[name]
        changed = one.history not in BEFORE
        drawn = mark(one.verdict.decision, changed, one.verdict.control_failed)
        tests = f'data-tests="{" ".join(sorted(one.tests))}" '
        room = '<rect x="-13" y="-13" width="26" height="26"/>'
        at = f'<g transform="translate({x:.0f},{y:.0f})">{room}{drawn}</g>'
        self.link(name, f"claim {one.verdict.decision}", tests, at)

    def row(self, boxes: list[Box], claims: list[list[str]]) -> None:
        """Draw boxes beside each other, the marks of their claims in them."""
        across, w = int((self.box - 12) / CELL), self.box
        # A theorem of the paper has its number here on a line of its own.
        heads = [head.partition(" (here ") for *_, head, _ in boxes]
        texts = [
            [f"here {note.rstrip(')')}"] * bool(note)
            + textwrap.wrap(title, int(w / 6.9), max_lines=4)
            for (*_, title), (*_, note) in zip(boxes, heads, strict=True)
        ]
        deep = [-(-len(own) // across) for own in claims]
        h = max(30 + LINE * len(t) + CELL * n for t, n in zip(texts, deep, strict=True))
        x = (self.width - len(boxes) * (w + GAP) + GAP) / 2
        for (key, kind, *_), (head, _, note), lines, own in zip(
            boxes, heads, texts, claims, strict=True
        ):
            self.places[key] = x, self.y, h
            here = ' class="small"' * bool(note)
            written = f'<text x="{w / 2:.0f}" y="20" class="head">{escape(head)}</text>' + "".join(
                f'<text x="{w / 2:.0f}" y="{36 + LINE * n}"{here * (n == 0)}>{escape(line)}</text>'
                for n, line in enumerate(lines)
            )
            self.parts.append(f'<g transform="translate({x:.0f},{self.y:.0f})">')
            colour = self.colours.get(key, "stands")
            self.link(key, f"node {kind} {colour}", "", shape(kind, w, h) + written)
            for n, name in enumerate(own):
                beside = n % across - (min(across, len(own)) - 1) / 2
                down = 40 + LINE * len(lines) + CELL * (n // across)
                self.claim(name, w / 2 + CELL * beside, down)
            self.parts.append("</g>")
            x += w + GAP
        self.y += h + GAP + 12

    def statements(self, labels: list[str]) -> None:
        """Rows of statements: the most used first, each row in the order of what stands above."""

        def above(label: str) -> float:
            own = [self.places[a][0] for a, b in self.book.rests if b == label]
            return sum(own) / len(own) if own else 0

        users = {label: len(self.book.reached(label, up=True)) for label in labels}
        labels = sorted(labels, key=lambda label: -users[label])
        for i in range(0, len(labels), self.columns):
            row = sorted(labels[i : i + self.columns], key=above)
            found = [(label, self.book.statements[label]) for label in row]
            heads = [f"{self.names[x]}{SHORT.get(one.grounds, '')}" for x, one in found]
            boxes = [
                (x, one.kind, head, spoken(one.title))
                for (x, one), head in zip(found, heads, strict=True)
            ]
            claims = self.book.claims.items()
            self.row(boxes, [[name for name, c in claims if label in c.tests] for label in row])

    def line(self, a: str, b: str) -> str:
        """From a statement down to what it rests on."""
        (x, y, h), (u, v, _) = self.places[a], self.places[b]
        x, y, u = x + self.box / 2, y + h, u + self.box / 2
        bend = max(26, (v - y) / 2)
        return (
            f'<path class="line {self.colours[b]}" data-from="{a}" data-to="{b}" '
            f'd="M{x:.0f},{y:.0f}C{x:.0f},{y + bend:.0f} {u:.0f},{v - bend:.0f} {u:.0f},{v:.0f}"/>'
        )

    def svg(self) -> str:
        """The picture, lines behind the boxes."""
        own = [pair for pair in sorted(self.book.rests) if self.places.keys() >= {*pair}]
        lines = "".join(self.line(*pair) for pair in own)
        size = f'viewBox="0 0 {self.width} {self.y:.0f}" width="{self.width}"'
        return f"<svg {size}>{lines}{''.join(self.parts)}</svg>"


def draw(book: Book, names: Mapping[str, str], addresses: Mapping[str, str], width: int,
         columns: int, anchors: bool = True) -> dict[str, str]:  # fmt: skip
    """The map as SVG under headings: layers, foundations below; what is joined to nothing; rest."""
    # A node has its anchor where it is drawn first, in one of two drawings on a page.
    named = set[str]() if anchors else {*addresses}
    joined, alone, measured = (
        Drawing(book, names, addresses, width, columns, named) for _ in range(3)
    )
    layers, in_pairs = book.layers(), {one for pair in book.rests for one in pair}
    for label in sorted(layers, key=lambda label: -layers[label]):
        # Just below the lowest that rests on it, so that lines are short.
        users = [layers[a] for a, b in book.rests if b == label]
        layers[label] = min(users, default=layers[label] + 1) - 1
    for n in sorted(set(layers.values()), reverse=True):
        joined.statements([one for one in layers if one in in_pairs and layers[one] == n])
    alone.statements([one for one in layers if one not in in_pairs])
    free: dict[str, list[str]] = {}
    for name, one in book.claims.items():
        if not one.tests:
            free.setdefault(one.page, []).append(name)
    pages = list(free)
    for i in range(0, len(pages), columns):
        row = pages[i : i + columns]
        boxes = [(page, "chapter", "Chapter", names[page]) for page in row]
        measured.row(boxes, [free[page] for page in row])
    return {
        "What rests on what": joined.svg(),
        "Statements that stand alone": alone.svg(),
        "Claims that test no statement": measured.svg(),
    }


def key_of_signs() -> str:
    """What the shapes mean, as a list."""
    after = "ringed: changed or first written down after its data were seen, or nobody knows"
    claims = [
        ("supported", False, True, "supported claim; a cross: its control failed, as it must"),
        ("refuted", False, True, "refuted"),
        ("inconclusive", False, True, "inconclusive"),
        ("supported", True, True, after),
        ("supported", False, False, "open dot: its control did not fail"),
    ]
    signs = [(f"claim {kind}", mark(kind, *how), said) for kind, *how, said in claims]
    boxes = {kind: kind for kind in ("theorem", "proposition", "lemma", "definition")}
    boxes |= {"law": "law, a numbered equation", "proposition refuted": "refuted by a claim"}
    boxes |= {"proposition shaken": "rests on what is refuted"}
    signs += [
        (f"node {kind}", shape(kind.split()[0], 34, 20), said) for kind, said in boxes.items()
    ]
    view = {"c": "-18 -11 36 22", "n": "-1 -1 36 22"}
    items = "".join(
        f'<li><svg width="36" height="22" aria-hidden="true" viewBox="{view[kind[0]]}">'
        f'<g class="{kind}">{drawn}</g></svg>{said}</li>'
        for kind, drawn, said in signs
    )
    return f'<ul class="map-key">{items}</ul>'
