"""First uses explain themselves: a term leads to the glossary, a symbol to its row of the notation.

On each page the first use of a glossary term, and in each section or proof the first formula that
is a symbol of `appendix/notation` or has one alone on its left side, become quiet links, and
sphinx-tippy shows on hover and focus what they lead to. Terms are matched by an exact list of
forms, `FORMS`, as whole words; symbols by their TeX. Only running prose is searched. The single
page and other formats get no such links.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx import addnodes
from sphinx_tippy import get_tippy_data

BOOK = Path(__file__).parents[2] / "book"
GLOSSARY = "appendix/glossary"
NOTATION = "appendix/notation"
# Pages to look things up in, and one that is worked with, not read.
NOT_SEARCHED = {
    GLOSSARY,
    NOTATION,
    "appendix/api",
    "appendix/bibliography",
    "board",
    "appendix/cite",
    "changelog",
}
# A term stands for itself and its plural, but where other forms do, or where it is also an everyday
# word and only forms that leave no doubt are linked.
OTHER_FORMS = {
    "centring": ("centring", "centred inputs", "inputs are centred"),
    "finite-size laws": ("finite-size laws", "finite-size law"),
    "group reweighting": ("group reweighting", "reweighting the groups", "reweighting groups"),
    "mean-zero background": (
        "mean-zero background",
        "background has mean 0",
        "background whose mean is 0",
        "background without a mean",
    ),
    "positive class": ("positive class", "negative class"),
    "scale": ("smoke scale", "quick scale", "full scale"),
}
TERM = re.compile(r"^(?! )([^\n`{:#].*)\n  \S", re.MULTILINE)
TERMS = TERM.findall((BOOK / f"{GLOSSARY}.md").read_text(encoding="utf-8"))
FORMS = {term: OTHER_FORMS.get(term, (term, f"{term}s")) for term in TERMS}
# Where a word means something else, with the words around it that tell.
OTHER_SENSE = ("by a margin", "stated margin", "with a margin", "move a control")
# Letters that a page uses in a sense of its own.
OTHER_SYMBOLS = {
    "beyond/remedies": {"w_k"},
    "beyond/spurious_correlation": {r"\lambda", r"\rho", r"\sigma"},
    "constants/finite_size_laws": {"x", "q", "z"},
}
SKIPPED = (
    nodes.title,
    nodes.rubric,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.table,
    nodes.figure,
    nodes.footnote,
    nodes.citation,
    nodes.comment,
    addnodes.toctree,
    addnodes.desc,
)
SKIPPED_CLASSES = {"cell", "sd-summary-title"}
LONGEST = 40  # characters of TeX; a line under a longer formula is no quiet link
TERM_OF = {form: term for term, forms in FORMS.items() for form in forms}


def spelled(form: str) -> str:
    """A pattern for `form` with a small or a capital first letter, over line ends."""
    first, rest = form[0], re.escape(form[1:]).replace(r"\ ", r"\s+")
    start = f"[{first.lower()}{first.upper()}]" if first.isalpha() else re.escape(first)
    return start + rest


# The longer form first, so that "margin ratio" is no "margin"; a hyphen makes another word.
WORDS = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(map(spelled, sorted({*TERM_OF, *OTHER_SENSE}, key=len, reverse=True)))
    + r")(?![\w-])"
)


def term_of(text: str) -> str | None:
    """The term that a matched text stands for; None where the words tell of another sense."""
    text = re.sub(r"\s+", " ", text)
    return TERM_OF.get(text) or TERM_OF.get(text[0].lower() + text[1:])


def bare(tex: str) -> str:
    """TeX without spaces, and without what a function of kappa or x is evaluated at."""
    return re.sub(r"(?<=[a-z}])\((?:\\kappa|x|[-\d]+)\)$", "", re.sub(r"\\[,;!]|\s+", "", tex))


def symbols_of(tex: str) -> tuple[str, ...]:
    """What a formula may be known by: as a whole and, unless it is long, by its left side."""
    whole = bare(tex)
    return (whole, bare(tex.partition("=")[0])) if len(whole) <= LONGEST else (whole,)


def is_folded(node: nodes.Element) -> bool:
    """Whether a reader sees what is in the node only after opening it."""
    return bool({"dropdown", "toggle", "sd-dropdown"} & set(node.get("classes", ())))


def around(node: nodes.Node):
    while node.parent is not None:
        node = node.parent
        yield node


def is_prose(node: nodes.Node) -> bool:
    """Whether no element around `node` is skipped, and it is no title in bold that has a link."""
    for element in around(node):
        if isinstance(element, SKIPPED) or SKIPPED_CLASSES & set(element.get("classes", ())):
            return False
        if isinstance(element, nodes.strong) and list(element.findall(nodes.reference)):
            return False
    return True


def section_of(node: nodes.Node) -> nodes.Node | None:
    """What counts as one place to read: something folded, or a section of the second level."""
    sections = []
    for element in around(node):
        if is_folded(element):
            return element
        if isinstance(element, nodes.section):
            sections.append(element)
    return sections[-2] if len(sections) > 1 else None


def spoken(tex: str) -> str:
    """TeX as a name that can be read aloud: "R ID" for ``R_{\\mathrm{ID}}``."""
    words = re.sub(r"\\mathrm|\\operatorname|[\\{}_^]", " ", tex)
    return " ".join(words.split())


def collect_symbols(app, doctree):
    """Give every row of the notation an anchor, and remember it by its symbols."""
    if app.env.docname != NOTATION:
        return
    app.env.first_use_symbols = found = {}
    app.env.first_use_names = spoken_names = {}
    taken = set()
    for row in doctree.findall(nodes.row):
        if isinstance(row.parent, nodes.thead):
            continue
        first = row.children[0]
        names = [math.astext() for math in first.findall(nodes.math)] or [first.astext()]
        name = nodes.make_id(names[0]) or "sign"
        anchor = next(
            one for n in range(1, 99) if (one := f"symbol-{name}" + f"-{n}" * (n > 1)) not in taken
        )
        taken.add(anchor)
        row["ids"].append(anchor)
        meaning = re.split("[:;,]", row.children[1].astext())[0]
        spoken_names[anchor] = spoken(names[0]) + f": {meaning}" * ("\\" not in meaning)
        only = [one["reftarget"] for one in first.findall(addnodes.pending_xref)]
        page = only[0] if only else None
        for name in names:
            for symbol in symbols_of(name):
                found.setdefault((page, symbol), anchor)


class first_use(nodes.reference):
    """A link with a name of its own, since a formula gives it none that is read aloud."""


def visit_first_use(self, node):
    attributes = {"class": " ".join(node["classes"]), "href": node["refuri"]}
    if node.get("spoken"):
        attributes["aria-label"] = node["spoken"]
    self.body.append(self.starttag(node, "a", "", **attributes))


def depart_first_use(self, node):
    self.body.append("</a>")


def link(app, docname: str, target: str, anchor: str, content: nodes.Node, name: str = ""):
    address = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
    kind = "first-symbol" if name else "first-term"
    return first_use("", "", content, refuri=address, spoken=name, classes=["first-use", kind])


def link_terms(app, doctree, docname):
    """Link the first use of each term."""
    objects = app.env.get_domain("std").objects
    anchors = {name: anchor for (kind, name), (_, anchor) in objects.items() if kind == "term"}
    seen = {None}
    for text in list(doctree.findall(nodes.Text)):
        if not is_prose(text) or any(map(is_folded, around(text))):
            continue
        pieces, end = [], 0
        for match in WORDS.finditer(text):
            term = term_of(match[0])
            if term in seen or term not in anchors:
                continue
            seen.add(term)
            pieces.append(nodes.Text(text[end : match.start()]))
            word = nodes.Text(match[0])
            pieces.append(link(app, docname, GLOSSARY, anchors[term], word))
            end = match.end()
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(text[end:])])


def link_symbols(app, doctree, docname):
    """Link the first formula of each section that is a symbol, or has one on its left side."""
    symbols, seen = getattr(app.env, "first_use_symbols", {}), set()
    for math in list(doctree.findall(nodes.math)):
        names = [
            anchor
            for symbol in symbols_of(math.astext())
            if symbol not in OTHER_SYMBOLS.get(docname, ())
            and (anchor := symbols.get((docname, symbol)) or symbols.get((None, symbol)))
        ]
        place = (id(section_of(math)), *names[:1])
        if not names or place in seen or not is_prose(math):
            continue
        seen.add(place)
        name = app.env.first_use_names[names[0]]
        math.replace_self(link(app, docname, NOTATION, names[0], math.deepcopy(), name))


def link_first_uses(app, doctree, docname):
    if app.builder.name not in ("html", "dirhtml") or docname in NOT_SEARCHED:
        return
    link_terms(app, doctree, docname)
    link_symbols(app, doctree, docname)


def previews(body: BeautifulSoup) -> dict[str, str]:
    """What a hover shows, by anchor: a term's definition, or a symbol's row as a sentence."""
    found = {}
    for term in body.select("dl.glossary > dt[id]"):
        name = term.get_text().rstrip("#").strip()
        found[term["id"]] = f"<p><strong>{name}</strong></p>" + "".join(
            str(child) for child in term.find_next_sibling("dd").find_all("p", recursive=False)
        )
    for row in body.select("tr[id^=symbol-]"):
        symbol, meaning, code = (
            cell.p.decode_contents() if cell.p else cell.decode_contents()
            for cell in row.find_all("td")
        )
        found[row["id"]] = f"<p><strong>{symbol}</strong>: {meaning}</p>" + (
            f"<p>In the code: {code}</p>" if code.strip() else ""
        )
    return found


def show_definitions(app, pagename, templatename, context, doctree):
    """Hand sphinx-tippy the previews: it copies whole elements, and a row alone is no table."""
    if doctree is None or pagename not in (GLOSSARY, NOTATION):
        return
    page = get_tippy_data(app)["pages"].get(pagename)
    if page:
        page["id_to_html"].update(previews(BeautifulSoup(context["body"], "html.parser")))


def add_script(app, pagename, templatename, context, doctree):
    if doctree is not None and app.builder.name in ("html", "dirhtml"):
        app.add_js_file("first_use.js", loading_method="defer")


def setup(app):
    app.add_node(first_use, html=(visit_first_use, depart_first_use))
    app.connect("doctree-read", collect_symbols)
    app.connect("doctree-resolved", link_first_uses)
    # After sphinx-tippy, which collects at 450.
    app.connect("html-page-context", show_definitions, priority=460)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": False, "parallel_write_safe": True, "env_version": 1}
