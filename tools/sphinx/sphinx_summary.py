"""What a page looks like where it is shared or found: title and description, in plain words.

sphinxext-opengraph writes the tags, but it would take a description with raw TeX and citation
numbers, cut in the middle of a word. Here the first paragraph becomes text, cut after a sentence.
A page can state a description of its own: `og:description` in its front matter.
"""

import html
import re

from docutils import nodes
from plain_words import plain_words
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
LONGEST = 200  # About what search engines and messengers show.
RAW = re.compile(r"[\\${}]")
# Boxes, captions and lists are no summary of a page.
APART = (
    nodes.Admonition,
    nodes.citation,
    nodes.figure,
    nodes.footnote,
    nodes.Sequential,
    nodes.table,
)
CITED = "\x00"


def text_of(node: nodes.Node, citations: set[str]) -> str:
    """Return the text of a node, formulas in plain words and without citation numbers."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.math, nodes.math_block)):
        return plain_words(node.astext())
    if isinstance(node, nodes.reference):
        target = node.get("refid") or node.get("refuri", "").rpartition("#")[2]
        if target in citations:
            return CITED
    return "".join(text_of(child, citations) for child in node.children)


def tidy(text: str) -> str:
    """Return the text on one line, without the brackets of citations."""
    text = re.sub(rf"\s*\[\s*{CITED}(?:[,;\s]*{CITED})*\s*\]", "", text).replace(CITED, "")
    return re.sub(r"\s+", " ", text).strip()


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return as many whole sentences as fit, or whole words of the first."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in re.finditer(r"[.?!][)”\"]?(?=\s+[A-Z(“])", text)]
    if fitting := [end for end in ends if longest / 4 <= end <= longest]:
        return text[: fitting[-1]]
    return text[: text.rfind(" ", 0, longest)].rstrip(" ,;:–") + "…"


def paragraphs(document: nodes.document):
    """The page's own paragraphs, in their order."""
    for paragraph in document.findall(nodes.paragraph):
        parent = paragraph.parent
        while parent is not None and not isinstance(parent, APART):
            parent = parent.parent
        if parent is None:
            yield paragraph


def summarise(app, pagename, templatename, context, doctree):
    """Fill in the fields that sphinxext-opengraph reads."""
    if doctree is None or app.builder.name != "html":
        return
    meta = dict(context["meta"] or {})
    domain = app.env.domains.get("cite")
    citations = {citation.citation_id for citation in domain.citations} if domain else set()
    try:
        title = tidy(text_of(app.env.titles[pagename], citations))
        description = meta.get("og:description", "")
        if not description:
            first = next((text_of(p, citations) for p in paragraphs(doctree)), "")
            description = shortened(tidy(first)) or f"{title}: a page of “{app.config.project}”"
    except ValueError as error:
        LOGGER.warning("No description: %s", error, location=pagename)
        return
    for text in (title, description):
        if RAW.search(text):
            LOGGER.warning("TeX in a description: %r", text, location=pagename)
    meta["og:title"], meta["og:description"] = html.escape(title), html.escape(description)
    context["metatags"] += f'<meta name="description" content="{html.escape(description)}" />\n'
    context["meta"] = meta


def setup(app):
    # Before sphinxext-opengraph.
    app.connect("html-page-context", summarise, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
