"""The book as one PDF (`make pdf`): nothing of the site is lost or cut off.

Before it prints, `print_book` itself refuses what is wrong with the page, a raw formula say.
"""

import itertools
import re
import unicodedata
from copy import copy
from functools import cache

import one_page
import pikepdf
import print_book
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from built_site import ROOT, SITE

PDF = SITE / print_book.NAME
TOC = ROOT / "book" / "_toc.yml"
# What paper shows otherwise or not at all.
UNPRINTED = "details.hide > summary, .visually-hidden, svg, button, " + one_page.DROPPED
SHORT = 12  # Letters and digits; a shorter text is found by chance.


# What a PDF holds.


@cache
def letters(text):
    """Letters and digits alone: lines, hyphens and ligatures differ between page and paper."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def page_texts(pdf):
    """The text of each page, without the number at its foot, which may come first or last."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [re.sub(rf"\A\s*{n}\r\n|\r\n{n}\s*\Z", "", t) for n, t in enumerate(texts, start=1)]


def holds(texts, piece):
    """Whether one page's letters hold `piece`, or one has its beginning and the next its end."""
    if any(piece in text for text in texts):
        return True
    for text, following in itertools.pairwise(texts):
        cut = max(k for k in range(len(piece)) if piece[:k] in text)
        if cut and piece[cut:] in following:
            return True
    return False


def pieces(article):
    """Each run of text of an article that is neither formula nor control, and each line of code."""
    for tag in article.select(UNPRINTED + ", .math, #ex-page"):
        tag.replace_with(BeautifulSoup("<hr>", "html.parser"))
    for block in article.find_all("pre"):
        yield from block.get_text().splitlines()
        block.decompose()
    yield from article.find_all(string=True)


def lost(article, pages):
    """What `article` says and `pages`, the texts of a PDF, do not."""
    texts = [letters(page) for page in pages]
    wanted = (letters(piece) for piece in pieces(article))
    return [piece for piece in wanted if len(piece) >= SHORT and not holds(texts, piece)]


def empty_pages(pdf, texts):
    """Pages with hardly a word and no picture; `texts` are those of the pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, (page, text) in enumerate(zip(document, texts, strict=True), start=1):
            pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
            if len(letters(text)) < SHORT and not any(pictures):
                yield f"page {number} is empty"


def internal_links(pdf):
    """How many links of a PDF lead to a place in it."""
    with pikepdf.open(pdf) as document:
        annotations = (page.get("/Annots", []) for page in document.pages)
        return sum("/Dest" in link for link in itertools.chain.from_iterable(annotations))


# The printed book.


@pytest.fixture(scope="session")
def chapters(site):
    if not PDF.exists():
        pytest.fail("There is no printed book: run `make pdf` first.")
    if PDF.stat().st_mtime < (SITE / "intro.html").stat().st_mtime:
        pytest.fail("The printed book is older than the site: run `make pdf` again.")
    return one_page.read_chapters(SITE, TOC)


@pytest.fixture(scope="session")
def texts(chapters):
    return page_texts(PDF)


def test_nothing_is_lost(chapters, texts):
    assert not {c.name: found for c in chapters if (found := lost(copy(c.article), texts))}


def test_no_page_is_empty(texts):
    assert list(empty_pages(PDF, texts)) == []


def test_links_are_kept(chapters):
    assert internal_links(PDF) > 500


def test_outline_and_contents(chapters, texts):
    """Every heading is in the outline; each chapter begins on the page that the contents name."""
    with pypdfium2.PdfDocument(PDF) as document:
        outline = [letters(entry.get_title()) for entry in document.get_toc()]
    for chapter in chapters:
        for heading in chapter.article.select("h1, h2, h3"):
            if not heading.select(".math"):
                assert letters(heading.get_text()) in outline
    pages = print_book.pages_of_targets(PDF)
    listed = "".join(texts[1:3])
    for chapter in chapters:
        number = pages[one_page.anchor(chapter.name)]
        title = letters(chapter.title)
        assert title in letters(texts[number - 1])
        assert f"{title}{number}" in letters(listed)


# Controls: each check speaks on a wrong page.

SOUND = """<h1 id="top">Heading of a sound page</h1><p>Some text of the page.</p>
<details><summary>Proof of something</summary><p>What was folded away.</p></details>
<span class="math">\\(\\frac{a}{b}\\)</span> <a href="#top">To the heading</a>
<table><tr><td>A cell of a table</td></tr></table><pre>print("a line of code")</pre>"""
WIDE = f"<table><tr><td><div style='width: 900px'>{'wide ' * 40}</div></td></tr></table>"


@pytest.fixture
def small(tmp_path):
    """Write a page of `body`, styled and set as the book is; MathJax may be left out."""

    def write(body, mathjax=True):
        assets = (ROOT / "book" / "_assets").as_uri()
        script = f'<script src="{assets}/mathjax/tex-chtml-full.js"></script>' if mathjax else ""
        path = tmp_path / "page.html"
        path.write_text(
            f"<!DOCTYPE html><title>A page</title><link rel=stylesheet href={assets}/print.css>"
            f"{script}<body style='margin: 0'>{body}"
        )
        return path

    return write


@pytest.mark.parametrize(
    "fault, body, mathjax",
    [
        ("a formula is not rendered", SOUND, False),
        ("a formula is not rendered", '<span class="math">\\(\\nonsense{x}\\)</span>', True),
        # Of folds with one name the browser keeps one open.
        ("a fold is closed", "<details name=a>One</details><details name=a>Two</details>", True),
        ("a link leads nowhere", '<a href="#gone">Nowhere</a>', True),
        ("wider than the paper", WIDE, True),
        ("an image is missing", '<img src="gone.png" alt="Gone">', True),
    ],
)
def test_control_wrong_page(small, chrome, fault, body, mathjax):
    page = print_book.open_page(chrome, small(body, mathjax))
    found = print_book.faults(page)
    assert found and all(complaint.startswith(fault) for complaint in found)


def test_control_a_book_with_a_fault_is_not_printed(chrome, tmp_path, monkeypatch):
    monkeypatch.setattr(print_book, "one_page", lambda *_: f"<!DOCTYPE html>{WIDE}")
    with pytest.raises(SystemExit, match=r"^The book cannot be printed\.\nwider than the paper"):
        print_book.print_book(chrome, tmp_path / "site", TOC, None, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()


LINE = f"<p style='white-space: nowrap'>{'wide ' * 300}<b>beyond the paper</b>"
OPEN = SOUND.replace("<details>", "<details open>")
BLANK = f"<p style='break-before: page'><p style='break-before: page'>{OPEN}"


@pytest.mark.parametrize(
    "body, of_text, of_pages",
    [
        (OPEN, [], []),
        (SOUND, ["Whatwasfoldedaway"], []),
        (OPEN + LINE, ["beyondthepaper"], []),
        (OPEN + BLANK, [], ["page 2 is empty"]),
    ],
    ids=["sound", "folded", "beyond the paper", "empty page"],
)
def test_control_printed(small, chrome, body, of_text, of_pages):
    """Of pages that are printed without any of the preparations."""
    path, page = small(body), chrome.new_page()
    page.goto(path.as_uri())
    page.evaluate("() => window.MathJax?.startup?.promise")
    pdf = path.with_suffix(".pdf")
    page.pdf(path=pdf, prefer_css_page_size=True)
    page.close()
    texts, article = page_texts(pdf), BeautifulSoup(body, "html.parser")
    assert internal_links(pdf) == body.count("<a ")
    assert list(empty_pages(pdf, texts)) == of_pages
    assert lost(article, texts)[-1:] == of_text
