"""Aids to reading on the built site: every first use leads somewhere, and shows what it means."""

import json
import re
from collections import namedtuple
from functools import cache
from pathlib import Path

import pytest
from boxes import CHAPTERS, name_of
from browser import complaints, served
from bs4 import BeautifulSoup
from built_site import page_paths
from sphinx_sources import LINK
from write_numbers import pages as source_pages

# Where its first uses lead, where its previews are, its links with their texts, and those in links.
Page = namedtuple("Page", "uses previews references nested")


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def parsed(html):
    """One page, by its text: each check reads every page."""
    found = BeautifulSoup(html, "html.parser")
    uses = {link["href"] for link in found.select("a.first-use[href]")}
    previews = [s["src"] for s in found.select("script[src]") if "/tippy/" in s["src"]]
    links = found.select("article a.reference[href*='#']")
    references = [(link["href"], link.get_text(strip=True)) for link in links]
    nested = [str(a) for a in found.select("a a, summary a.first-use")]
    return Page(uses, previews, references, nested)


def pages(site):
    """Every page by its path."""
    return {path: parsed(path.read_text(encoding="utf-8")) for path in page_paths(site)}


def unreached(site):
    """Terms and symbols to which no page leads."""
    reached = {use.partition("#")[2] for page in pages(site).values() for use in page.uses}
    appendix = site / "appendix"
    rows = soup(appendix / "notation.html").select("article tbody tr")
    terms = soup(appendix / "glossary.html").select("dl.glossary > dt")
    assert rows and terms
    for one in [*rows, *terms]:
        if one.get("id") not in reached:
            yield f"no page leads to {one.get('id')}: {one.get_text(' ', strip=True)[:40]}"


def without_preview(site):
    """First uses whose page holds nothing to show for them."""
    for path, page in pages(site).items():
        shown = {}
        for script in page.previews:
            text = (path.parent / script.partition("?")[0]).read_text(encoding="utf-8")
            if match := re.search(r"selector_to_html = (\{.*\})$", text, re.MULTILINE):
                shown |= json.loads(match[1])
        for href in sorted(page.uses):
            if not shown.get(f'a[href="{href}"]', "").startswith("<p><strong>"):
                yield f"{path.name}: {href} shows no definition"


def without_time(site, chapters):
    for chapter in chapters:
        times = soup(site / chapter).select("h1 + p.reading-time")
        if len(times) != 1 or not re.fullmatch(r"\d+ minutes? to read", times[0].get_text()):
            yield f"{chapter} has no reading time under its title"


def misnamed(site, source):
    """Links of the sources whose text is not what the site shows, such as an old number."""
    shown = {}
    for page in pages(site).values():
        for href, text in page.references:
            label = href.partition("#")[2].removeprefix("equation-")
            shown.setdefault(label, set()).add(text)
    for link in LINK.finditer(source):
        if (text := link[0][1:].partition("]")[0]) not in shown.get(link[1], ()):
            yield f"{text} is {' or '.join(sorted(shown.get(link[1], {'nothing'})))} on the site"


def nested_links(site):
    for path, page in pages(site).items():
        yield from (f"{path.name}: {a}" for a in page.nested)


CHECKS = [unreached, without_preview, nested_links]


@pytest.mark.parametrize("check", CHECKS)
def test_first_uses(site, check):
    assert list(check(site)) == []


def test_references_say_in_the_sources_what_the_site_shows(site):
    source = "".join(path.read_text(encoding="utf-8") for path in source_pages())
    assert list(misnamed(site, source)) == []
    # Control.
    figure = "[Fig. 4.3](#fig-risk-sizes)"
    assert figure in source
    old = source.replace(figure, "[Fig. 4.4](#fig-risk-sizes)")
    assert set(misnamed(site, old)) == {"Fig. 4.4 is Fig. 4.3 on the site"}


def test_reading_times(site):
    chapters = [f"{name_of(path).removesuffix('.ipynb')}.html" for path in CHAPTERS]
    assert list(without_time(site, chapters)) == []
    for page in ("search", "genindex", "appendix/glossary"):
        assert soup(site / f"{page}.html").select(".reading-time") == []


def test_previous_and_next(site):
    for path in CHAPTERS:
        page = soup(site / name_of(path).replace(".ipynb", ".html"))
        assert page.select("a.left-prev") and page.select("a.right-next"), path.name


@pytest.fixture(params=["disk", "server"])
def address(request, site):
    """The site from a disk and from a server; its pages carry a policy that forbids `eval`."""
    if request.param == "disk":
        yield site.as_uri()
    else:
        with served(site) as host:
            yield host


def opened(chrome, address, **options):
    page = chrome.new_context(**options).new_page()
    heard = complaints(page)
    page.goto(f"{address}/theorems/id_ood_risk.html")
    page.wait_for_function("document.querySelector('a.first-term')?._tippy")
    page.wait_for_function("document.querySelectorAll('mjx-container').length > 50")
    return page, heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hover_and_escape(chrome, address, scheme):
    page, heard = opened(chrome, address, color_scheme=scheme)
    tip = page.locator("[data-tippy-root]")
    page.locator("a.first-term", has_text="hinge risk").hover()
    tip.wait_for()
    assert "expected hinge loss" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    page.mouse.move(0, 0)
    page.locator("a.first-symbol[aria-label^='a k']").first.focus()
    tip.wait_for()
    page.wait_for_function("document.querySelector('[data-tippy-root] mjx-container')")
    assert "output weight" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    assert heard == []
    page.context.close()


def test_a_tap_shows_and_a_second_follows(chrome, address):
    look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page, heard = opened(chrome, address, **look)
    tip = page.locator("[data-tippy-root]")
    link = page.locator("a.first-term", has_text="hinge risk")
    link.tap()
    tip.wait_for()
    assert "expected hinge loss" in tip.inner_text()
    assert page.url.endswith("id_ood_risk.html")
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    link.tap()
    page.wait_for_url("**/appendix/glossary.html#term-hinge-risk")
    assert heard == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_of_a_claim_says_why_on_hover_and_on_focus(chrome, address, scheme):
    page = chrome.new_context(color_scheme=scheme).new_page()
    heard = complaints(page)
    page.goto(f"{address}/board.html")
    mark, tip = page.locator(".register-moved").first, page.locator("[data-tippy-root]")
    assert "moved after data" in mark.inner_text()
    for show in (mark.hover, mark.focus):
        show()
        tip.wait_for()
        assert re.search(r"moved after its data were seen: .*\(20\d\d-\d\d-", tip.inner_text())
        page.keyboard.press("Escape")
        tip.wait_for(state="detached")
        page.mouse.move(0, 0)
    assert mark.get_attribute("title") is None  # It would be shown twice.
    assert heard == []
    page.context.close()


# Controls


@pytest.fixture
def small(tmp_path):
    """A sound site of four pages; `write` replaces one."""
    (tmp_path / "appendix").mkdir()
    (tmp_path / "_static" / "tippy").mkdir(parents=True)

    def write(name, text):
        Path(tmp_path, name).write_text(text, encoding="utf-8")
        return tmp_path

    rows = '<article><table><tbody><tr id="symbol-a"><td>a</td></tr></tbody></table></article>'
    write("appendix/notation.html", rows)
    write("appendix/glossary.html", '<dl class="glossary"><dt id="term-b">b</dt><dd>B</dd></dl>')
    links = ["appendix/notation.html#symbol-a", "appendix/glossary.html#term-b"]
    shown = {f'a[href="{link}"]': "<p><strong>x</strong></p>" for link in links}
    write("_static/tippy/page.js", f"selector_to_html = {json.dumps(shown)}\n")
    used = "".join(f'<a class="first-use" href="{link}">x</a>' for link in links)
    write("page.html", PAGE.format(used))
    return write


PAGE = (
    '<h1>P</h1><p class="reading-time">3 minutes to read</p>'
    '<script src="_static/tippy/page.js?v=1"></script>{}'
)


@pytest.mark.parametrize("check", CHECKS)
def test_control_sound(small, check):
    assert list(check(small("other.html", "<p>none</p>"))) == []


@pytest.mark.parametrize(
    "check, name, text",
    [
        (unreached, "page.html", PAGE.format('<a class="first-use" href="#symbol-a">a</a>')),
        (without_preview, "_static/tippy/page.js", "selector_to_html = {}\n"),
        (without_preview, "other.html", '<a class="first-use" href="#gone">a</a>'),
        (nested_links, "other.html", '<details><summary><a class="first-use">a</a></summary>'),
    ],
)
def test_control_wrong(small, check, name, text):
    assert list(check(small(name, text)))


def test_control_time(small):
    pages = small("other.html", "<h1>O</h1><p>3 minutes to read</p>")
    assert list(without_time(pages, ["page.html"])) == []
    assert len(list(without_time(pages, ["other.html"]))) == 1
