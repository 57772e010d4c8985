"""Each check of `page_checks` speaks on a page that is broken on purpose, of that alone."""

import random

import page_checks
import pytest
from browser import served
from built_site import ROOT
from page_checks import DESK, PHONE

MATHJAX = '<script defer src="tex-chtml-full.js"></script>'
SOUND = r"""<p>Text with <span class="math">\(x^2\)</span>, <code>\alpha</code> and a price.</p>
<p>It is $5, or $6.</p><div class="math">\[\frac{a}{b}\]</div><img src="dot.svg" alt="A dot.">
<details><summary>More</summary><p><a href="https://example.org/">elsewhere</a></p></details>"""
PLAIN = "<p>Text.</p>"  # Without MathJax, which takes longest.
BUSY = "<script>for (const end = Date.now() + 1600; Date.now() < end;);</script>"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'


@pytest.fixture(scope="module")
def tab(chrome):
    with page_checks.opened(chrome) as visit:
        yield visit


@pytest.fixture
def visit(tab, tmp_path):
    """Call a function on a visit of a page with this body, with MathJax beside it."""
    for path in (ROOT / "book" / "_assets" / "mathjax").iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "dot.svg").write_text(DOT)

    def run(check, body, *arguments, reader=(DESK, "light"), head=""):
        html = f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A</title>{head}'
        html += '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
        html += "" if body.startswith(PLAIN) else MATHJAX
        html += f"</head><body><main><h1>A</h1>{body}</main></body></html>"
        (tmp_path / "a.html").write_text(html)
        with served(tmp_path) as address:
            page_checks.go(tab, f"{address}/a.html")
            page_checks.turn(tab, *reader)
            said = check(tab, *arguments)
            return said if isinstance(said, int | float) else list(said)

    return run


WIDE = '<p style="width: 500px">wide</p>'
PALE = '<p style="color: #999">pale</p>'
NIGHT = "<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }</style>"


@pytest.mark.parametrize(
    "check, body",
    [
        (page_checks.errors, "<script>throw new Error('no')</script>"),
        (page_checks.errors, "<script>console.error('no')</script>"),
        (page_checks.errors, '<img src="gone.png" alt="A">'),
        (page_checks.foreign_requests, '<img src="http://127.0.0.2/a.png" alt="A">'),
        (page_checks.foreign_requests, "<script>fetch('http://127.0.0.2/')</script>"),
        (page_checks.unrendered_formulas, r'<span class="math">a + b</span>'),
        (page_checks.unrendered_formulas, r'<span class="math">\(a\)\(b\)</span>'),
        (page_checks.unrendered_formulas, r'<span class="math">\(\nosuchname\)</span>'),
        (page_checks.unrendered_formulas, r"<p>$d_0$</p>"),
        (page_checks.unrendered_formulas, r"<p>the \kappa of</p>"),
        (page_checks.unrendered_formulas, r'<img src="dot.svg" alt="the $d_0$ of">'),
        (page_checks.inaccessible, '<img src="dot.svg">'),
        (page_checks.inaccessible, "<button></button>"),
        (page_checks.inaccessible, PALE),
        (page_checks.inaccessible, f"<details><summary>More</summary>{PALE}</details>"),
        (page_checks.inaccessible, '<p style="background: #666"><span>dark</span></p><p>A</p>'),
    ],
)
def test_control(visit, check, body):
    sound = SOUND if check is page_checks.unrendered_formulas else PLAIN
    assert len(visit(check, sound + body)) == 1


def test_control_contrast_in_the_dark(visit):
    found = visit(page_checks.complaints_in, PLAIN, head=NIGHT)
    assert [sentence.partition(" (")[0] for sentence in found] == ["1280 dark: color-contrast"]


def test_control_what_only_a_phone_shows(visit):
    """Text that is pale there, a table that scrolls and no key reaches, and a page too wide."""
    pale = "<style>@media (max-width: 500px) { p { color: #999 } }</style>"
    long = f'<p style="white-space: nowrap">{"word " * 20}</p>'
    table = f'<div style="overflow: auto">{long}</div>'
    for body, fault in ((pale, "color-contrast"), (table, "scroll"), (WIDE, "is 5")):
        found = visit(page_checks.complaints_in, PLAIN + body)
        assert found and all(said.startswith("390 ") and fault in said for said in found)


def test_control_a_link_that_looks_like_its_text(visit):
    """Measured though links of that colour were: the text around it is another."""
    plain = '<a href="#" style="color: #036; text-decoration: none">here</a>'
    check, measured = page_checks.inaccessible, set()
    assert visit(check, f"{PLAIN}<p>{plain}</p>", measured) == []
    found = visit(check, f'{PLAIN}<p style="color: #024">Look {plain}.</p>', measured, False)
    assert [sentence.partition(" ")[0] for sentence in found] == ["link-in-text-block"]


def test_a_look_is_measured_once(visit):
    measured = set()
    assert len(visit(page_checks.inaccessible, PLAIN + PALE, measured)) == 1
    assert visit(page_checks.inaccessible, PLAIN + PALE, measured) == []
    paler = PALE.replace("#999", "#aaa")
    assert len(visit(page_checks.inaccessible, PLAIN + paler, measured)) == 1


FADES = "mask-image: linear-gradient(black, transparent)"
BESIDE = f'{WIDE.replace("width", "min-width")}<b class="verdict-supported">yes</b>'


@pytest.mark.parametrize(
    "width, style, content, faults",
    [
        (PHONE, "", WIDE, ["scrolls"]),
        (PHONE, FADES, WIDE, []),
        (PHONE, FADES, f"<table><tr><td>{WIDE}</td></tr></table>", []),
        (DESK, f"width: 99px; {FADES}", f"<table><tr><td>{WIDE}</td></tr></table>", ["hides"]),
        (PHONE, f"{FADES}; display: flex", BESIDE, ["hides"]),
    ],
)
def test_control_cut_off(visit, width, style, content, faults):
    body = f'{PLAIN}<div style="overflow: auto; {style}">{content}</div>'
    found = visit(page_checks.cut_off, body, reader=(width, "light"))
    assert [said.partition(" ")[0] for said in found] == faults


def test_control_sideways(visit):
    check, phone = page_checks.sideways_scroll, (PHONE, "light")
    folded = f"<details><summary>More</summary>{WIDE}</details>"
    within = f'<div style="overflow: auto">{WIDE}</div>'
    for body, reader, faults in (
        (WIDE, (DESK, "light"), 0),
        (WIDE, phone, 1),
        (folded, phone, 1),
        (within, phone, 0),
    ):
        assert len(visit(check, PLAIN + body, reader=reader)) == faults


def test_control_heavy(visit, tmp_path):
    noise = random.Random(0).randbytes(2_000_001)
    (tmp_path / "noise.bin").write_bytes(noise)
    (tmp_path / "noise.js").write_text(f"//{noise.hex()}")
    (tmp_path / "long.js").write_text("//" + 5_000_000 * "a")
    lazy = '<div style="height: 9000px"></div><img loading="lazy" src="noise.bin" alt="A">'
    for body, faults in (
        ('<script src="long.js"></script>', 0),
        ('<script src="noise.js"></script>', 1),
        (lazy, 1),
    ):
        assert len(visit(page_checks.heavy, PLAIN + body, tmp_path)) == faults


def test_control_late(visit):
    soon = visit(page_checks.first_render, PLAIN)
    slow = visit(page_checks.first_render, BUSY + SOUND)
    assert soon < page_checks.MAX_FIRST_RENDER < slow
    assert list(page_checks.late([slow, soon])) == []
    assert len(list(page_checks.late([slow, slow]))) == 1
    assert len(list(page_checks.late([None, soon]))) == 1
