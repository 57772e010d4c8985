"""The built site as one page, for printing: its articles in the order of the book.

Each article is taken as it stands, so that every number of a theorem, figure or equation is that of
the site. (Sphinx's own single page would be a second build, and there a link to the `exercises` of
a chapter ends at those of the first.) Ids get their chapter's name in front; links follow.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.parsing import parse_toc_yaml

# Attributes that name ids of the same page, several of them at once.
NAMING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
# On paper there is nothing to press or to hover.
DROPPED = "a.headerlink, a.claim-origin, button.copybtn, script, template, noscript"
# Pages to look things up in from a link, of which paper has none.
LEFT_OUT = {"origins"}
# The script of the explorer and its style find their elements by id.
AS_IT_IS = "#ex-page"
ON_PAPER = "<p><em>Here a picture of it at its defaults; on the site its controls move.</em></p>"
# The copy of each formula for screen readers would be a second text in the PDF.
PLAIN_FORMULAS = """<script>
(MathJax.options ??= {}).menuOptions = { settings: { assistiveMml: false } };
</script>"""


@dataclass
class Chapter:
    """One page of the site: its name, the part of the book that it opens, and its article."""

    name: str
    part: str | None
    article: Tag

    @property
    def title(self) -> str:
        """The heading, with its number."""
        return self.article.find("h1").get_text(" ", strip=True)


@dataclass
class Front:
    """What the title page says."""

    title: str
    author: str
    lines: tuple[str, ...]


def read_chapters(site: Path, toc: Path) -> list[Chapter]:
    """Read the articles that `toc` lists, in its order."""
    contents = parse_toc_yaml(toc)
    names = [(contents.root.docname, None)]
    for part in contents.root.subtrees:
        opens = [part.caption] + [None] * len(part.items)
        names += [(str(name), caption) for name, caption in zip(part.items, opens, strict=False)]
    names = [(name, caption) for name, caption in names if name not in LEFT_OUT]
    chapters = []
    for name, part in names:
        page = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "lxml")
        article = page.select_one("article.bd-article")
        for tag in article.select(DROPPED):
            tag.decompose()
        chapters.append(Chapter(name, part, article))
    return chapters


def anchor(name: str, fragment: str = "") -> str:
    """Return the id on the one page of a chapter, or of one of its ids."""
    return f"{name.replace('/', '.')}--{fragment}" if fragment else name.replace("/", ".")


def move_ids(chapter: Chapter) -> None:
    """Put the chapter's name in front of every id, and in front of what names one."""
    kept = {id(tag) for top in chapter.article.select(AS_IT_IS) for tag in [top, *top.find_all()]}
    for tag in chapter.article.find_all():
        if id(tag) in kept:
            continue
        if tag.has_attr("id"):
            tag["id"] = anchor(chapter.name, tag["id"])
        for key in NAMING:
            if tag.has_attr(key):
                named = tag[key] if isinstance(tag[key], list) else tag[key].split()
                tag[key] = " ".join(anchor(chapter.name, name) for name in named)


def move_links(chapter: Chapter, names: set[str]) -> None:
    """Lead links between chapters within the page; leave the text of one to any other file."""
    for link in chapter.article.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        path = posixpath.join(posixpath.dirname(chapter.name), unquote(parts.path))
        name = posixpath.normpath(path).removesuffix(".html") if parts.path else chapter.name
        if name in names:
            link["href"] = f"#{anchor(name, unquote(parts.fragment))}"
        else:
            link.unwrap()


def tell_of_controls(chapter: Chapter) -> None:
    """Say of what moves on the site that it stands still here."""
    for moving in chapter.article.select(AS_IT_IS):
        moving.insert_before(BeautifulSoup(ON_PAPER, "html.parser"))


def move_images(chapter: Chapter, site: str) -> None:
    """Find the images in `site`, the address of the site as seen from the page."""
    for image in chapter.article.select("img[src], source[src], object[data]"):
        key = "data" if image.name == "object" else "src"
        if not urlsplit(image[key]).scheme:
            path = posixpath.join(posixpath.dirname(chapter.name), image[key])
            image[key] = f"{site}/{posixpath.normpath(path)}"


def head(site: Path, chapters: list[Chapter]) -> Iterator[str]:
    """Yield the styles and scripts of the pages that paper needs: styles, formulas, the explorer.

    All others fold, hover or search.
    """
    seen = set()
    for chapter in chapters:
        page = BeautifulSoup((site / f"{chapter.name}.html").read_text("utf-8"), "lxml")
        for tag in page.select("link[rel=stylesheet][href], script"):
            key = "href" if tag.name == "link" else "src"
            address = tag.get(key, "")
            if tag.name == "script" and not (
                "/mathjax/" in address or "/explore" in address or "MathJax" in (tag.string or "")
            ):
                continue
            if address:
                path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter.name), address))
                tag[key] = f"../{site.name}/{path}"
            if str(tag) not in seen:
                seen.add(str(tag))
                yield str(tag)


def contents(chapters: list[Chapter]) -> Iterator[str]:
    """Yield the lines of the table of contents, with room for the numbers of pages."""
    for chapter in chapters:
        if chapter.part:
            yield f'<p class="print-part">{escape(chapter.part)}</p>'
        name = anchor(chapter.name)
        yield (
            f'<p class="print-entry"><a href="#{name}">{escape(chapter.title)}</a>'
            f'<span data-page-of="{name}"></span></p>'
        )


def one_page(site: Path, toc: Path, front: Front) -> str:
    """Return the page, to be saved in a folder beside `site`."""
    chapters = read_chapters(site, toc)
    names = {chapter.name for chapter in chapters}
    for chapter in chapters:
        move_ids(chapter)
        move_links(chapter, names)
        move_images(chapter, f"../{site.name}")
        tell_of_controls(chapter)
    said = "".join(f"<p>{escape(line)}</p>" for line in front.lines)
    body = "".join(
        f'<div class="print-chapter" id="{anchor(chapter.name)}">{chapter.article}</div>'
        for chapter in chapters
    )
    return (
        '<!DOCTYPE html>\n<html lang="en" data-mode="light" data-theme="light">'
        f'<head><meta charset="utf-8"><title>{escape(front.title)}</title>'
        f"{''.join(head(site, chapters))}{PLAIN_FORMULAS}</head><body>"
        f'<div class="print-front"><p class="print-title">{escape(front.title)}</p>'
        f"<p>{escape(front.author)}</p>{said}</div>"
        f'<nav class="print-contents"><p class="print-heading">Contents</p>'
        f"{''.join(contents(chapters))}</nav>"
        f'<main class="bd-content">{body}</main></body></html>'
    )
