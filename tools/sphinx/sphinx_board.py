"""One picture of the whole board: a row for each claim, all on one scale, from the stored verdicts.

Left and right of a line that stands for every bound, how far the claim and its control are from it
in standard errors: t of the part that is nearest to violation, on a scale of asinh. The page that
holds `PLACE` gets it, and at `ANSWER` what it comes to, in a sentence. Chapters and links are where
the rows lie that judge the claims, which `sphinx_sources` finds.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from draw_map import spoken
from statements import judged

import fc
from fc.boards.tables import claim_anchor, control_text, measured_text
from fc.verdicts.inference import CONFIDENCE, Outcome, special
from fc.verdicts.judge import Verdict

PLACE = "<!-- the picture of the board -->"
ANSWER = "<!-- the answer of the board -->"
# In units of the picture, of which a phone shows one as about a pixel.
WIDTH, ROW, EDGE = 340, 10, 334
SHAPES = dict.fromkeys(
    ("supported", "inconclusive"), "m-3.4,0a3.4,3.4 0 1 0 6.8,0a3.4,3.4 0 1 0-6.8,0z"
)
SHAPES |= {"refuted": "m-3.4-3.4l6.8,6.8m0-6.8l-6.8,6.8", "control": "m-3.4-3.4h6.8v6.8h-6.8z"}
LINEAR, FARTHEST = 2, 1000  # Standard errors: the scale bends here, and ends here with an arrow.
TICKS = (-100, -10, 0, 10, 100)


def place(t: float) -> float:
    """Where a distance of `t` standard errors stands, the bound in the middle."""
    far = math.copysign(min(abs(t), FARTHEST), t)
    share = math.asinh(far / LINEAR) / math.asinh(FARTHEST / LINEAR)
    return WIDTH / 2 + share * (EDGE - WIDTH / 2)


def distance(outcome: Outcome | None) -> tuple[float, float]:
    """Signed distance to the bound, 0 if unmeasured, and half the interval, in standard errors."""
    if outcome is None:
        return 0.0, 0.0
    part = outcome.decisive
    return part.t, float(special.stdtrit(len(part.replicates) - 1, (1 + CONFIDENCE) / 2))


def mark(kind: str, x: float, y: float) -> str:
    """One of `SHAPES` with its middle at (x, y)."""
    return f'<path class="board-{kind}" d="M{x:.1f},{y}{SHAPES[kind]}"/>'


def drawn(kind: str, outcome: Outcome | None, y: float) -> str:
    """A mark with its interval; an arrow where it lies beyond the end of the scale."""
    t, half = distance(outcome)
    if abs(t) > FARTHEST:
        arrow = f"m0-3.4l{math.copysign(6, t)},3.4 {math.copysign(6, -t)},3.4z"
        return f'<path class="board-{kind}" d="M{place(t):.1f},{y}{arrow}"/>'
    bar = f'<path class="board-bar" d="M{place(t - half):.1f},{y}H{place(t + half):.1f}"/>'
    return bar + mark(kind, place(t), y)


def in_words(verdict: Verdict) -> str:
    """What a claim says, its verdict, and what was measured of it and of its control."""
    claim = verdict.claim
    control = "refuted" if verdict.control_failed else "not refuted"
    return spoken(
        f"{claim.id}, {verdict.decision}. {claim.statement.rstrip('.')}. "
        f"Tested as {claim.order.tex}: {measured_text(verdict)}. "
        f"Control, {claim.control.name}: {control_text(verdict)}, {control}."
    ).replace("`", "")


def row(verdict: Verdict, y: float, page: str) -> str:
    """The link of a claim: its mark, its control, and a ground that is easy to hit."""
    href = f"{page}#{claim_anchor(verdict.claim.id)}"
    ground = f'<rect class="board-row" y="{y - ROW / 2}" width="{WIDTH}" height="{ROW}"/>'
    control = drawn("control", verdict.control_outcome, y)
    marks = ground + control + drawn(verdict.decision, verdict.outcome, y)
    return f'<a href="{href}"><title>{escape(in_words(verdict))}</title>{marks}</a>'


def panel(rows: Iterable[str], height: float, margin: float = 0) -> str:
    """Rows over the lines of the scale, with the allowed side shaded, between two margins."""
    middle, end = WIDTH / 2, height + margin
    ticks = "".join(f"M{place(t):.1f},{margin}V{end}" for t in TICKS if t)
    return (
        f'<svg viewBox="0 0 {WIDTH} {end + margin}">'
        f'<rect class="board-allowed" x="{middle}" y="{margin}" width="{middle}" '
        f'height="{height}"/><path class="board-tick" d="{ticks}"/>'
        f'<path class="board-bound" d="M{middle},{margin}V{end}"/>{"".join(rows)}</svg>'
    )


def key() -> str:
    """The scale, with a mark of each kind that is named."""
    texts = [(place(t), 10, f"{t}".replace("-", "−")) for t in TICKS]
    texts += [(place(-20), 37, "control"), (place(70), 37, "claim"), (WIDTH / 2, 53, "bound")]
    texts += [(place(5.5), 37, "inconclusive")]
    said = "".join(f'<text x="{x:.1f}" y="{y}">{text}</text>' for x, y, text in texts)
    bars = f"M{place(30):.1f},23H{place(160):.1f}M{place(-1):.1f},23H{place(12):.1f}"
    marks = f'<path class="board-bar" d="{bars}"/>' + mark("control", place(-20), 23)
    marks += mark("supported", place(70), 23) + mark("inconclusive", place(5.5), 23)
    return panel([marks, said], 28, 14)


def answer(judged: Sequence[Verdict], pages: dict[str, str]) -> str:
    """Whether it holds, in a sentence with a link to each claim that is not supported."""
    supported = sum(verdict.passed for verdict in judged)

    def counted(ends: str, found: list[Verdict]) -> str:
        links = [
            f'<a href="{pages[anchor]}#{anchor}"><code>{one.claim.id}</code></a>'
            for one in found
            for anchor in [claim_anchor(one.claim.id)]
        ]
        if len(links) == 1:
            return f"{links[0].partition('<code>')[0]}one is {ends}</a>"
        return f"{len(links)} are {ends} ({', '.join(links)})" if links else f"none is {ends}"

    refuted, open_ones = (
        [one for one in judged if one.decision == kind] for kind in ("refuted", "inconclusive")
    )
    untested = [one for one in judged if one.decision == "supported" and not one.passed]
    yes = "Yes" if supported > len(judged) / 2 else "Not decided"
    parts = [
        f"{supported} of {len(judged)} claims {'is' if supported == 1 else 'are'} supported",
        counted("refuted", refuted),
        counted("inconclusive", open_ones),
    ]
    parts += [counted("supported beside a control that did not fail", untested)] * bool(untested)
    return f"<p><strong>{'Not all of it' if refuted else yes}: {', '.join(parts)}.</strong></p>"


def picture(judged: Sequence[Verdict], pages: dict[str, str], titles: dict[str, str]) -> str:
    """The whole board: `pages` are the addresses of the chapters by anchor, with their `titles`."""
    chapters: dict[str, list[Verdict]] = {}
    for verdict in judged:
        chapters.setdefault(pages[claim_anchor(verdict.claim.id)], []).append(verdict)

    def parts() -> Iterator[str]:
        for page, found in chapters.items():
            rows = [row(one, ROW * (i + 0.5), page) for i, one in enumerate(found)]
            title = f'<p><a href="{page}">{titles[page]}</a></p>'
            group = f'<div role="group" aria-label="{fc.count_text(found)}">'
            yield f"{group}{title}{panel(rows, ROW * len(found))}</div>"

    return (
        f'<div class="board-key">{key()}</div><div class="board-picture">{"".join(parts())}</div>'
    )


def show(app, pagename, templatename, context, doctree):
    """Put the picture where the page has a place for it."""
    if PLACE not in context.get("body", ""):
        return
    pages, titles = {}, {}
    for docname, title in app.env.titles.items():
        page = app.builder.get_relative_uri(pagename, docname)
        titles[page] = title.astext()
        pages |= dict.fromkeys(app.env.metadata[docname].get("myst_slugs", {}), page)
    found = [verdict for _, verdict in judged().values()]
    body = context["body"].replace(PLACE, picture(found, pages, titles))
    context["body"] = body.replace(ANSWER, answer(found, pages))


def setup(app):
    # After sphinx-tippy, which would look for a preview of every link.
    app.connect("html-page-context", show, priority=480)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
