"""The built site (`make book`): whole, and independent of every other host."""

import hashlib
import os
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from built_site import ROOT, page_paths, staleness

ASSETS = ROOT / "book" / "_assets"
MATHJAX = Path("_static", "mathjax", "tex-chtml-full.js")
OWN = {"explore"}  # folders of assets that were written for this book

# A `link` with one of these loads nothing; any other relation is taken to load.
PASSIVE_LINKS = {"next", "prev", "search", "index", "author", "canonical", "copyright"}
CSS_LOAD = re.compile(r"""(?:url\(|@import)\s*["']?\s*([^"')\s;]+)""")


class Page(HTMLParser):
    """The parts of one page that the checks read."""

    def __init__(self, html):
        super().__init__()
        self.ids = set()
        self.loads = []
        self.links = []
        self.untold_images = []
        self.has_math = False
        self._article = 0
        self._style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = {key: value or "" for key, value in attrs}
        self.ids |= {attrs[key] for key in ("id", "name") if key in attrs}
        self._article += tag == "article"
        self._style = tag == "style"
        self.has_math |= "math" in attrs.get("class", "").split()
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "img" and self._article and not attrs.get("alt", "").strip():
            self.untold_images.append(attrs.get("src", ""))
        if tag == "link" and not set(attrs.get("rel", "").split()) <= PASSIVE_LINKS:
            self.loads.append(attrs.get("href", ""))
        if tag != "a" and tag != "link":
            self.loads += [attrs[key] for key in ("src", "data", "poster") if key in attrs]
            self.loads += [part.split()[0] for part in attrs.get("srcset", "").split(",") if part]
        self.loads += CSS_LOAD.findall(attrs.get("style", ""))

    def handle_endtag(self, tag):
        self._article -= tag == "article"
        self._style = False

    def handle_data(self, data):
        if self._style:
            self.loads += CSS_LOAD.findall(data)


parsed = cache(Page)  # by its text, for each check reads every page


def read_pages(site):
    """Every page by its path, without the theme's own templates."""
    return {path: parsed(path.read_text(encoding="utf-8")) for path in page_paths(site)}


def is_external(address):
    parts = urlsplit(address.strip())
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def external_loads(site):
    for path, page in read_pages(site).items():
        yield from (f"{path.name} loads {load}" for load in page.loads if is_external(load))
    for path in sorted(site.rglob("*.css")):
        loads = CSS_LOAD.findall(path.read_text(encoding="utf-8"))
        yield from (f"{path.name} loads {load}" for load in loads if is_external(load))


def untold_images(site):
    for path, page in read_pages(site).items():
        yield from (f"{path.name}: {image} has no alt text" for image in page.untold_images)


def dead_links(site):
    pages = read_pages(site)
    for path, page in pages.items():
        for address in page.links + page.loads:
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
            elif anchor and target in pages and anchor not in pages[target].ids:
                yield f"{path.name}: {address} has no such anchor"


def without_mathjax(site):
    if not (site / MATHJAX).is_file():
        yield f"{MATHJAX} is missing"
    for path, page in read_pages(site).items():
        scripts = {urlsplit(load).path for load in page.loads}
        if page.has_math and not any(script.endswith(MATHJAX.as_posix()) for script in scripts):
            yield f"{path.name} has math and no MathJax"


def raw_representations(site):
    """Pages that show how Python prints an object instead of what the object displays."""
    for path in sorted(site.rglob("*.html")):
        if re.search(r"(<|&lt;)IPython\.core|object at 0x", path.read_text(encoding="utf-8")):
            yield f"{path.name} shows an object of Python"


def folded_proofs(site):
    """Proofs that fold themselves: they have no title, and the script that folds throws."""
    for path in sorted(site.rglob("*.html")):
        if 'class="proof dropdown' in path.read_text(encoding="utf-8"):
            yield f"{path.name} has a proof with the class dropdown"


def accidental_links(site):
    """Names with a dot, such as 4.4.bg, are turned into links without https."""
    for path, page in read_pages(site).items():
        yield from (f"{path.name}: {a}" for a in page.links if urlsplit(a).scheme == "http")


def without_download(site, notebooks):
    """`notebooks` are paths relative to the book."""
    for notebook in notebooks:
        path = site / notebook.with_suffix(".html")
        links = Page(path.read_text(encoding="utf-8")).links if path.exists() else []
        files = {Path(os.path.normpath(path.parent / urlsplit(link).path)) for link in links}
        if not any(file.name == notebook.name and file.is_file() for file in files):
            yield f"{notebook} cannot be downloaded from its page"


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


CHECKS = [
    external_loads,
    untold_images,
    dead_links,
    without_mathjax,
    raw_representations,
    folded_proofs,
    accidental_links,
]


@pytest.mark.parametrize("check", CHECKS)
def test_site(site, check):
    assert len(read_pages(site)) > 5
    complaints = sorted(set(check(site)))
    assert not complaints, "\n".join(complaints)


def test_notebooks_can_be_downloaded(site):
    book = ROOT / "book"
    notebooks = [path.relative_to(book) for path in book.rglob("*.ipynb")]
    notebooks = [path for path in notebooks if ".ipynb_checkpoints" not in path.parts]
    assert notebooks
    assert list(without_download(site, notebooks)) == []


def test_vendored_files_are_unchanged():
    assert (ASSETS / "mathjax" / MATHJAX.name).is_file()
    assert list(vendored_mismatches(ASSETS)) == []


# Controls: each check is quiet on a sound site and speaks on a wrong one.

SOUND_PAGE = """<html><head><link rel="stylesheet" href="_static/book.css?v=1">
<link rel="canonical" href="https://example.org/"></head><body>
<script src="_static/mathjax/tex-chtml-full.js"></script><img src="_static/logo.png">
<article id="a b"><img src="_static/logo.png" alt="A line."><span class="math">x</span>
<img alt="Inline." src="data:image/png;base64,AAAA"><style>p { background: url(data:,) }</style>
<a href="#a%20b">here</a><a href="sub/">down</a><a href="sub/page.ipynb">notebook</a>
<a href="https://example.org/">elsewhere</a><a href="mailto:a@example.org">letter</a></article>
"""


@pytest.fixture
def small_site(tmp_path):
    """Write a sound site, with `article` and `css` added."""

    def write(article="", css=""):
        (tmp_path / "sub").mkdir()
        (tmp_path / MATHJAX.parent).mkdir(parents=True)
        (tmp_path / MATHJAX).touch()
        (tmp_path / "_static/logo.png").touch()
        (tmp_path / "_static/book.css").write_text("p { background: url('logo.png') }" + css)
        (tmp_path / "sub/index.html").write_text('<p id="x"><a href="../index.html">up</a>')
        (tmp_path / "sub/page.ipynb").touch()
        (tmp_path / "sub/page.html").write_text('<a href="../sub/page.ipynb">notebook</a>')
        (tmp_path / "index.html").write_text(SOUND_PAGE + f"<article>{article}</article>")
        return tmp_path

    return write


@pytest.mark.parametrize("check", CHECKS)
def test_control_sound(small_site, check):
    assert list(check(small_site())) == []


@pytest.mark.parametrize(
    "check, article, css",
    [
        (external_loads, '<script src="https://example.org/a.js"></script>', ""),
        (external_loads, '<script src="//example.org/a.js"></script>', ""),
        (external_loads, '<link rel="stylesheet" href="https://example.org/a.css">', ""),
        (external_loads, '<link rel="shortcut icon" href="https://example.org/a.ico">', ""),
        (external_loads, '<link rel="preload" as="font" href="https://example.org/a">', ""),
        (external_loads, '<img alt="A" src="http://example.org/a.png">', ""),
        (external_loads, '<img alt="A" srcset="a.png 1x, https://example.org/b.png 2x">', ""),
        (external_loads, '<iframe src="https://example.org/"></iframe>', ""),
        (external_loads, '<p style="background: url(https://example.org/a.png)">', ""),
        (external_loads, "<style>@import 'https://example.org/a.css';</style>", ""),
        (external_loads, "", "@font-face { src: url(https://example.org/a.woff) }"),
        (untold_images, '<img src="_static/logo.png">', ""),
        (untold_images, '<img src="_static/logo.png" alt=" ">', ""),
        (dead_links, '<a href="gone.html">', ""),
        (dead_links, '<a href="#gone">', ""),
        (dead_links, '<a href="sub/index.html#gone">', ""),
        (dead_links, '<a href="/sub/gone.html">', ""),
        (dead_links, '<img alt="A" src="gone.png">', ""),
        (raw_representations, "&lt;IPython.core.display.Markdown object&gt;", ""),
        (raw_representations, "a figure object at 0x7f00", ""),
        (folded_proofs, '<div class="proof dropdown admonition">A proof.</div>', ""),
        (accidental_links, '<a href="http://4.4.bg">4.4.bg</a>', ""),
    ],
)
def test_control_wrong(small_site, check, article, css):
    assert len(list(check(small_site(article, css)))) == 1


def test_control_mathjax(small_site):
    site = small_site()
    (site / MATHJAX).unlink()
    (site / "sub/index.html").write_text('<div class="math notranslate">x</div>')
    assert len(list(without_mathjax(site))) == 2


def test_control_download(small_site):
    site = small_site()
    assert list(without_download(site, [Path("sub/page.ipynb")])) == []
    assert list(without_download(site, [Path("sub/gone.ipynb")]))
    (site / "sub/page.ipynb").unlink()
    assert list(without_download(site, [Path("sub/page.ipynb")]))


def test_control_vendored(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.js").write_text("a")
    row = f"| lib/a.js | {hashlib.sha256(b'a').hexdigest()} |\n"
    (tmp_path / "VENDORED.md").write_text(row)
    assert list(vendored_mismatches(tmp_path)) == []
    (tmp_path / "lib/b.js").write_text("b")
    assert len(list(vendored_mismatches(tmp_path))) == 1
    (tmp_path / "lib/a.js").write_text("changed")
    assert len(list(vendored_mismatches(tmp_path))) == 2
    (tmp_path / "lib/a.js").unlink()
    assert len(list(vendored_mismatches(tmp_path))) == 2


def test_control_staleness(tmp_path):
    source, mark = tmp_path / "intro.md", tmp_path / ".built"
    source.touch()
    assert "no built site" in staleness(tmp_path, [source])
    mark.touch()
    os.utime(mark, (100, 100))
    os.utime(source, (99, 99))
    assert staleness(tmp_path, [source]) is None
    os.utime(source, (101, 101))
    assert "older than intro.md" in staleness(tmp_path, [source])
