"""The reading time of a page, under its title.

minutes = words / 200 + 15 seconds for every figure, table, displayed formula and shown cell of
code. What is folded, proofs and solutions and hidden code, is left out: it is a reader's choice to
open it. A formula in a line counts as a word. Rounded to whole minutes, at least one. On the first
page a link in the section on what to read says how long that takes.
"""

import re

from docutils import nodes
from sphinx_first_use import NOT_SEARCHED, is_folded

WORDS_A_MINUTE = 200
SECONDS_A_PAUSE = 15
PAUSES = (nodes.figure, nodes.table, nodes.math_block)
READ = re.compile(r'<section id="read">.*?</section>', re.DOTALL)
CHAPTER = re.compile(r'href="([\w/]+)\.html"><span class="std std-doc">[^<]*</span></a>')
HIDDEN = {"tag_hide-cell", "tag_hide-input", "tag_remove-cell", "tag_remove-input"}


def is_hidden(node: nodes.Element) -> bool:
    return bool(HIDDEN & set(node.get("classes", ())))


def count(node: nodes.Node) -> tuple[int, int]:
    """Words, and things to pause at, under `node`."""
    if isinstance(node, nodes.Text):
        return len(node.split()), 0
    if isinstance(node, nodes.Element) and is_folded(node):
        return 0, 0
    if isinstance(node, nodes.math):
        return 1, 0
    if isinstance(node, nodes.raw | nodes.comment | nodes.math_block | nodes.table):
        return 0, int(isinstance(node, PAUSES))
    if isinstance(node, nodes.literal_block):
        return 0, 0
    parts = [child for child in node.children]
    classes = node.get("classes", ())
    if "cell_input" in classes:
        return 0, 1
    if "cell" in classes and is_hidden(node):
        parts = [part for part in parts if "cell_input" not in part.get("classes", ())]
        parts = [] if "tag_hide-cell" in classes else parts
    counts = [count(part) for part in parts]
    pauses = int(isinstance(node, nodes.figure)) + sum(pause for _, pause in counts)
    return sum(words for words, _ in counts), pauses


def minutes(doctree: nodes.Node) -> int:
    """Return the reading time of a page in whole minutes."""
    words, pauses = count(doctree)
    return max(1, round(words / WORDS_A_MINUTE + pauses * SECONDS_A_PAUSE / 60))


def add_reading_time(app, pagename, templatename, context, doctree):
    if doctree is None or pagename in NOT_SEARCHED or app.builder.name not in ("html", "dirhtml"):
        return
    n = minutes(app.env.get_doctree(pagename))  # As the first page says.
    line = f'<p class="reading-time">{n} minute{"s" * (n > 1)} to read</p>'
    body = context["body"].replace("</h1>", f"</h1>\n{line}", 1)

    def timed(link: re.Match[str]) -> str:
        return f"{link[0]} ({minutes(app.env.get_doctree(link[1]))} min)"

    if pagename == app.config.root_doc:
        body = READ.sub(lambda section: CHAPTER.sub(timed, section[0]), body)
    context["body"] = body


def setup(app):
    # After sphinx-tippy, which takes a page's first paragraph for its preview.
    app.connect("html-page-context", add_reading_time, priority=470)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
