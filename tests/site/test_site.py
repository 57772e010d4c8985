"""The built site (`make book`): whole and readable.

One crawl reads every page; each check of `CHECKS` says what is wrong with them.
"""

import hashlib
import json
import os
import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
import sphinx_policy
from bs4 import BeautifulSoup
from built_site import ROOT, page_paths, staleness
from sphinx_sources import LINK
from write_numbers import pages as source_pages

ASSETS = ROOT / "book" / "_assets"
OWN = {"explore"}  # folders of assets that were written for this book


class Page(NamedTuple):
    """The text of a page, and what the checks read of it."""

    text: str
    soup: BeautifulSoup
    ids: set[str]
    links: list[str]


@cache
def page_of(text):
    """By its text, for each check reads every page."""
    soup = BeautifulSoup(text, "lxml")
    ids = {tag[key] for key in ("id", "name") for tag in soup.select(f"[{key}]")}
    return Page(text, soup, ids, [tag["href"] for tag in soup.select("a[href]")])


def pages(site):
    """Every page by its path, without the theme's own templates."""
    return {path: page_of(path.read_text(encoding="utf-8")) for path in page_paths(site)}


# What a page holds; what it loads, shows and tells of its pictures, the browser says.


def dead_links(site):
    there = pages(site)
    for path, page in there.items():
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            # The page for a dead address is served at any depth and counts from the site's root.
            base = site if parts.path.startswith("/") else path.parent
            target = base / unquote(parts.path).lstrip("/") if parts.path else path
            target = Path(os.path.normpath(target))
            if target.is_dir():
                target /= "index.html"
            anchor = unquote(parts.fragment)
            if not target.exists():
                yield f"{path.name}: {address} leads nowhere"
            elif anchor and target in there and anchor not in there[target].ids:
                yield f"{path.name}: {address} has no such anchor"


def mistakes_of_the_build(site):
    """How Python prints an object, a proof that folds itself, a name taken for an address."""
    for path, page in pages(site).items():
        if re.search(r"(<|&lt;)IPython\.core|object at 0x", page.text):
            yield f"{path.name} shows an object of Python"
        # They have no title, and the script that folds throws.
        if page.soup.select_one(".proof.dropdown"):
            yield f"{path.name} has a proof with the class dropdown"
        # Names with a dot, such as 4.4.bg, are turned into links without https.
        yield from (f"{path.name}: {a}" for a in page.links if urlsplit(a).scheme == "http")


# Aids to reading: every first use leads somewhere, and shows what it means.


def first_uses(page):
    return {link["href"] for link in page.soup.select("a.first-use[href]")}


def unreached(site):
    """Terms and symbols to which no page leads."""
    found = pages(site)
    reached = {use.partition("#")[2] for page in found.values() for use in first_uses(page)}
    appendix = site / "appendix"
    rows = found[appendix / "notation.html"].soup.select("article tbody tr")
    terms = found[appendix / "glossary.html"].soup.select("dl.glossary > dt")
    assert rows and terms
    for one in [*rows, *terms]:
        if one.get("id") not in reached:
            yield f"no page leads to {one.get('id')}: {one.get_text(' ', strip=True)[:40]}"


def without_preview(site):
    """First uses whose page holds nothing to show for them."""
    for path, page in pages(site).items():
        shown = {}
        for script in page.soup.select("script[src*='/tippy/']"):
            text = (path.parent / script["src"].partition("?")[0]).read_text(encoding="utf-8")
            if match := re.search(r"selector_to_html = (\{.*\})$", text, re.MULTILINE):
                shown |= json.loads(match[1])
        for href in sorted(first_uses(page)):
            if not shown.get(f'a[href="{href}"]', "").startswith("<p><strong>"):
                yield f"{path.name}: {href} shows no definition"


def nested_links(site):
    """By the text, for a parser of HTML takes them apart."""
    for path, page in pages(site).items():
        within = re.findall(r"<a\s(?:(?!</a>).)*(<a\s[^>]*>)", page.text, re.DOTALL)
        within += page.soup.select("summary a.first-use")
        yield from (f"{path.name}: {a}" for a in within)


# The policy: in each page, before all that it loads.

LOADS = re.compile(r"<(?:script|link|style|img|iframe|object|embed|video|audio|source)\b")
META = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '


def without_policy(site):
    """Pages that load something before they say what may be loaded."""
    for path, page in pages(site).items():
        first = LOADS.search(page.text)
        if first and not 0 <= page.text.find(META) < first.start():
            yield f"{path.name} loads before there is a policy"


CHECKS = [
    dead_links,
    mistakes_of_the_build,
    unreached,
    without_preview,
    nested_links,
    without_policy,
]


def misnamed(site, source):
    """Links of the sources whose text is not what the site shows, such as an old number."""
    shown = {}
    for page in pages(site).values():
        for link in page.soup.select("article a.reference[href*='#']"):
            label = link["href"].partition("#")[2].removeprefix("equation-")
            shown.setdefault(label, set()).add(link.get_text(strip=True))
    for link in LINK.finditer(source):
        if (text := link[0][1:].partition("]")[0]) not in shown.get(link[1], ()):
            yield f"{text} is {' or '.join(sorted(shown.get(link[1], {'nothing'})))} on the site"


def test_site(site):
    """All at once, for to read the pages takes longest."""
    assert len(pages(site)) > 5
    source = "".join(path.read_text(encoding="utf-8") for path in source_pages())
    complaints = {*chain.from_iterable(check(site) for check in CHECKS), *misnamed(site, source)}
    assert not complaints, "\n".join(sorted(complaints))
    # Control of the references.
    figure = "[Fig. 4.3](#fig-risk-sizes)"
    assert figure in source
    old = source.replace(figure, "[Fig. 4.4](#fig-risk-sizes)")
    assert set(misnamed(site, old)) == {"Fig. 4.4 is Fig. 4.3 on the site"}


def vendored_mismatches(assets):
    """What VENDORED.md says about each file against the file itself."""
    table = (assets / "VENDORED.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", table, re.MULTILINE))
    files = {
        path.relative_to(assets).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in assets.rglob("*")
        if path.is_file() and path.parent != assets and path.parent.name not in OWN
    }
    for name in sorted(stated.keys() | files.keys()):
        if stated.get(name) != files.get(name):
            yield f"{name}: stated {stated.get(name)}, found {files.get(name)}"


def test_vendored_files_are_unchanged():
    assert list(vendored_mismatches(ASSETS)) == []


# Controls: each check speaks on a wrong site.

SOUND_PAGE = """<!DOCTYPE html><html lang="en"><head>
<meta charset="utf-8"><title>A</title></head><body>
<script src="_static/tippy/page.js?v=1"></script><article id="a b"><h1>A</h1>
<a href="#a%20b">here</a><a href="sub/">down</a><a href="sub/page.ipynb">notebook</a>
<a class="first-use" href="appendix/notation.html#symbol-a">a</a>
<a class="first-use" href="appendix/glossary.html#term-b">b</a>
<a href="https://example.org/">elsewhere</a><a href="mailto:a@example.org">letter</a></article>
"""
SHOWN = {f'a[href="appendix/{where}"]': "<p><strong>x</strong></p>"
         for where in ("notation.html#symbol-a", "glossary.html#term-b")}  # fmt: skip
SOUND_SITE = {
    "_static/tippy/page.js": f"selector_to_html = {json.dumps(SHOWN)}\n",
    "appendix/notation.html": "<article><table><tbody><tr id='symbol-a'></tr></tbody></table>",
    "appendix/glossary.html": '<dl class="glossary"><dt id="term-b">b</dt></dl>',
    "sub/index.html": '<p id="x"><a href="../index.html">up</a>',
    "sub/page.ipynb": "",
    "sub/page.html": '<a href="../sub/page.ipynb">notebook</a>',
}


@pytest.fixture
def small_site(tmp_path):
    """Write a sound site, with `article` added."""

    def write(article=""):
        html = SOUND_PAGE + f"<article>{article}</article>"
        html = sphinx_policy.with_policy(html, sphinx_policy._Scripts(html).handlers)
        for name, text in (SOUND_SITE | {"index.html": html}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    "check, article",
    [
        (dead_links, '<a href="sub/index.html#gone">'),
        (dead_links, '<a href="/sub/gone.html">'),
        (mistakes_of_the_build, "&lt;IPython.core.display.Markdown object&gt;"),
        (mistakes_of_the_build, '<div class="proof dropdown admonition">A proof.</div>'),
        (mistakes_of_the_build, '<a href="http://4.4.bg">4.4.bg</a>'),
        (without_preview, '<a class="first-use" href="#gone">a</a>'),
        (nested_links, '<details><summary><a class="first-use">a</a></summary></details>'),
        (nested_links, '<a class="first-use">a <a class="first-use">b</a></a>'),
    ],
)
def test_control_wrong(small_site, check, article):
    assert len(list(check(small_site(article)))) == 1


@pytest.mark.parametrize(
    "check, name, text",
    [
        (unreached, "appendix/glossary.html", '<dl class="glossary"><dt id="term-c">c</dt></dl>'),
        (without_preview, "_static/tippy/page.js", "selector_to_html = {}\n"),
        (without_policy, "sub/index.html", '<img src="../_static/logo.png" alt="A">'),
        (without_policy, "sub/index.html", f"<script></script>{META}"),
    ],
)
def test_control_a_wrong_file(small_site, check, name, text):
    site = small_site()
    (site / name).write_text(text)
    assert list(check(site))


def test_control_vendored(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.js").write_text("a")
    row = f"| lib/a.js | {hashlib.sha256(b'a').hexdigest()} |\n"
    (tmp_path / "VENDORED.md").write_text(row)
    assert list(vendored_mismatches(tmp_path)) == []
    for changed in ("lib/a.js", "lib/b.js"):
        (tmp_path / changed).write_text("changed")
    assert len(list(vendored_mismatches(tmp_path))) == 2


def test_control_staleness(tmp_path):
    source, mark = tmp_path / "intro.md", tmp_path / ".built"
    source.touch()
    assert "no built site" in staleness(tmp_path, [source])
    mark.touch()
    for built, said in ((2e9, None), (1e9, "The built site is older than intro.md: run `make")):
        os.utime(mark, (built, built))
        assert (staleness(tmp_path, [source]) or "")[:47] == (said or "")[:47]
