"""The picture of the map: what is stated in boxes, claims as marks, lines to what one rests on.

A shape says the same as a colour. A statement stands above what it rests on; the mark of a claim,
with a small one of its control, stands in the box of each statement that it tests.
"""

import re
import textwrap
from html import escape

from plain_words import plain_words
from statements import Book

from fc.boards.tables import claim_anchor

SHAPES = {
    # Corners cut or rounded by kind: a shape says what a colour must not.
    "definition": "M14,0H{a}Q{w},0 {w},14V{b}Q{w},{h} {a},{h}H14Q0,{h} 0,{b}V14Q0,0 14,0Z",
    "lemma": "M10,0H{c}L{w},10V{d}L{c},{h}H10L0,{d}V10Z",
    "law": "M10,0H{w}L{c},{h}H0Z",
    "theorem": "M0,0H{w}V{h}H0ZM4,4V{f}H{e}V4Z",
}
SHAPES |= dict.fromkeys(("proposition", "corollary", "group"), "M0,0H{w}V{h}H0Z")
MARKS = {
    "supported": "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z",
    "refuted": "M-6,-6H6V6H-6Z",
    "inconclusive": "M0,-7L7,0L0,7L-7,0Z",
}
SIGNS = {"supported": "M-3,0L-1,2.5L3,-2.5", "refuted": "M-3,-3L3,3M-3,3L3,-3"}
SIGNS["inconclusive"] = "M0,-3V1M0,3V3.4"
GAP, LINE, CELL = 22, 15, 26
COLOURS = {"refuted": "refuted by a claim", "shaken": "rests on what is refuted"}


def spoken(text: str) -> str:
    """Text with its formulas in plain words."""
    return re.sub(r"\$([^$]+)\$", lambda tex: plain_words(tex[1]), text)


def node_of(key: str) -> str:
    """The name of a node in HTML: of a claim that of its row."""
    return claim_anchor(key) if "." in key else key.replace("/", "-")


def mark(verdict: str, moved: bool, control_failed: bool) -> str:
    """The mark of a claim around 0, a ring if it was moved after its data, and of its control."""
    control = "M6,5L10,9M10,5L6,9" if control_failed else "M5,7A3,3 0 1 1 11,7A3,3 0 1 1 5,7Z"
    return (
        f'<path class="mark" d="{MARKS[verdict]}"/><path class="sign" d="{SIGNS[verdict]}"/>'
        + '<circle class="ring" r="9"/>' * moved
        + f'<path class="control{"" if control_failed else " open"}" d="{control}"/>'
    )


class Drawing:
    """Boxes in rows of so many columns, with lines between them; `addresses` are its links."""

    def __init__(self, book: Book, names: dict, addresses: dict, width: int, columns: int):
        self.anchors = columns > 2  # One of the drawings has them.
        self.book, self.names, self.addresses = book, names, addresses
        self.width, self.columns, self.y = width, columns, 6.0
        self.box = (width - GAP * (columns - 1) - 4) / columns
        self.places: dict[str, tuple[float, float, float]] = {}
        self.parts: list[str] = []
        self.colours = book.colours()
        self.named = set[str]()

    def says(self, label: str) -> str:
        """What a statement is and what it rests on, in words."""
        one, colour = self.book.statements[label], self.colours[label]
        below = [self.names[b] for b in self.book.statements if (label, b) in self.book.rests]
        tests = [claim.verdict for claim in self.book.claims.values() if label in claim.tests]
        told = [f"{self.names[label]}, {spoken(one.title)}: {COLOURS.get(colour, one.grounds)}."]
        told += [f"Rests on {', '.join(below)}."] * bool(below)
        told += [f"Supported are {tests.count('supported')} of {len(tests)} claims that test it."]
        return " ".join(told if tests else told[:-1])

    def row(self, boxes: list[tuple[str, str, str, str, list[str]]]) -> None:
        """Draw boxes beside each other: key, kind, head, title and claims of each."""
        across = int((self.box - 12) / CELL)
        texts = [textwrap.wrap(box[3], int(self.box / 6.9), max_lines=4) for box in boxes]
        deep = [-(-len(box[4]) // across) for box in boxes]
        h = max(30 + LINE * len(t) + CELL * n for t, n in zip(texts, deep, strict=True))
        w, start = self.box, (self.width - len(boxes) * (self.box + GAP) + GAP) / 2
        sizes = {"w": w, "h": h, "a": w - 14, "b": h - 14, "c": w - 10, "d": h - 10}
        sizes = {name: f"{x:.0f}" for name, x in (sizes | {"e": w - 4, "f": h - 4}).items()}
        for i, ((key, kind, head, title, claims), lines) in enumerate(zip(boxes, texts, strict=True)):
            x = start + i * (w + GAP)
            self.places[key], colour = (x, self.y, h), self.colours.get(key, "stands")
            says = self.says(key) if key in self.colours else f"{title}: measured only"
            written = "".join(
                f'<text x="{w / 2:.0f}" y="{36 + LINE * n}">{escape(line)}</text>'
                for n, line in enumerate(lines)
            )
            self.parts.append(
                f'<g transform="translate({x:.0f},{self.y:.0f})">'
                f"<a {self.link(key, f'node {kind} {colour}', says)}>"
                f'<path class="box" d="{SHAPES[kind].format(**sizes)}"/>'
                f'<text x="{w / 2:.0f}" y="20" class="head">{escape(head)}</text>{written}</a>'
            )
            for n, name in enumerate(claims):
                aside = n % across - (min(across, len(claims)) - 1) / 2
                self.claim(name, w / 2 + CELL * aside, 40 + LINE * len(lines) + CELL * (n // across))
            self.parts.append("</g>")
        self.y += h + GAP + 12

    def link(self, key: str, kind: str, says: str) -> str:
        """Attributes of the link of a node, with an anchor where it is drawn first."""
        name = node_of(key)
        anchor = f'id="node-{name}" ' * (self.anchors and key not in self.named)
        self.named.add(key)
        return (
            f'{anchor}class="{kind}" data-node="{name}" href="{self.addresses[key]}" '
            f'aria-label="{escape(says)}"'
        )

    def claim(self, name: str, x: float, y: float) -> None:
        """Draw the mark of a claim around a point."""
        one = self.book.claims[name]
        failed = "failed as it must" if one.control_failed else "did not fail"
        says = f"{name}: {one.verdict}, {one.standing}; its control {failed}. {spoken(one.words)}"
        self.parts.append(
            f"<a {self.link(name, f'claim {one.verdict}', says)} "
            f'data-tests="{" ".join(map(node_of, sorted(one.tests)))}">'
            f'<g transform="translate({x:.0f},{y:.0f})"><rect x="-13" y="-13" width="26" height="26"/>'
            f"{mark(one.verdict, one.moved, one.control_failed)}</g></a>"
        )

    def heading(self, text: str) -> None:
        self.parts.append(f'<text class="part" x="2" y="{self.y + 18:.0f}">{escape(text)}</text>')
        self.y += 34

    def statements(self, labels: list[str]) -> None:
        """Rows of statements, the most used first, each row in the order of what stands above."""

        def above(label: str) -> float:
            own = [self.places[a][0] for a, b in self.book.rests if b == label]
            return sum(own) / len(own) if own else 0

        users = {one: len(self.book.reached(one, up=True)) for one in labels}
        labels = sorted(labels, key=lambda one: -users[one])
        for i in range(0, len(labels), self.columns):
            row = [(one, self.book.statements[one]) for one in labels[i : i + self.columns]]
            self.row([
                (one, it.kind, self.names[one], spoken(it.title),
                 [name for name, claim in self.book.claims.items() if one in claim.tests])
                for one, it in sorted(row, key=lambda pair: above(pair[0]))
            ])  # fmt: skip

    def line(self, a: str, b: str) -> str:
        """From a statement down to what it rests on."""
        (x, y, h), (u, v, _) = self.places[a], self.places[b]
        x, y, u = x + self.box / 2, y + h, u + self.box / 2
        bend = max(26, (v - y) / 2)
        return (
            f'<path class="line {self.colours[b]}" data-from="{node_of(a)}" data-to="{node_of(b)}" '
            f'd="M{x:.0f},{y:.0f}C{x:.0f},{y + bend:.0f} {u:.0f},{v - bend:.0f} {u:.0f},{v:.0f}"/>'
        )


def draw(book: Book, names: dict, addresses: dict, titles: dict, width: int, columns: int) -> str:
    """The map as SVG: layers from the consequences down to the foundations, then what has none."""
    drawing = Drawing(book, names, addresses, width, columns)
    layers, joined = book.layers(), {one for pair in book.rests for one in pair}
    for n in range(max(layers.values(), default=0), -1, -1):
        drawing.statements([one for one in layers if one in joined and layers[one] == n])
    drawing.heading("Rests on no other, and no other on it")
    drawing.statements([one for one in book.statements if one not in joined])
    drawing.heading("Measured only: claims that test no statement")
    free = {page: [name for name, one in book.claims.items() if one.page == page and not one.tests]
            for page in titles}  # fmt: skip
    rows = [(page, "group", "Chapter", titles[page], own) for page, own in free.items() if own]
    for i in range(0, len(rows), columns):
        drawing.row(rows[i : i + columns])
    lines = "".join(drawing.line(*pair) for pair in sorted(book.rests))
    return (
        f'<svg viewBox="0 0 {width} {drawing.y:.0f}" width="{width}" role="group" '
        f'aria-label="The map">{lines}{"".join(drawing.parts)}</svg>'
    )


def key_of_signs() -> str:
    """What the shapes mean, as a list."""
    signs = [
        (f'<g class="claim {verdict}">{mark(verdict, False, True)}</g>', f"{verdict} claim")
        for verdict in MARKS
    ]
    signs += [
        (f'<g class="claim supported">{mark("supported", True, True)}</g>',
         "ringed: changed or written down when its data had been seen, or unknown"),
        (f'<g class="claim supported">{mark("supported", False, False)}</g>',
         "open dot: its control did not fail; a cross: it failed, as it must"),
    ]  # fmt: skip
    sizes = {"w": 34, "h": 20, "a": 20, "b": 6, "c": 24, "d": 10, "e": 30, "f": 16}
    boxes = {"theorem": "theorem", "proposition": "proposition", "lemma": "lemma"}
    boxes |= {"definition": "definition", "law": "law: a numbered equation"}
    boxes |= {"proposition refuted": "refuted by a claim", "proposition shaken": "rests on that"}
    for kind, words in boxes.items():
        d = SHAPES[kind.split()[0]].format(**sizes)
        signs.append((f'<g class="node {kind}"><path class="box" d="{d}"/></g>', words))
    items = "".join(
        f'<li><svg width="36" height="22" aria-hidden="true" '
        f'viewBox="{"-18 -11 36 22" if "claim" in sign else "-1 -1 36 22"}">{sign}</svg>{words}</li>'
        for sign, words in signs
    )
    return f'<ul class="map-key">{items}</ul>'
