"""One classic script from the explorer's modules: browsers load no ES module from a disk.

A page on `file://` may load a classic script but not a module, for it counts as another origin.
So the site gets them as functions of one script, which works from a disk and from a server alike.
Only their imports and exports are rewritten.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "book" / "_assets" / "explore"
# Each after what it imports.
MODULES = (
    "numbers",
    "gaussian",
    "setting",
    "sgd",
    "population",
    "expectation",
    "pair",
    "sides",
    "laws",
    "history",
    "draw",
    "figures",
    "controls",
    "report",
    "explore",
)
IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.mjs";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:const|function\*?) (\w+))", re.MULTILINE)


def classic_script(folder: Path = FOLDER) -> str:
    """Return the modules of `folder` as one classic script; each keeps a scope of its own."""
    parts = []
    for name in MODULES:
        source = (folder / f"{name}.mjs").read_text(encoding="utf-8")
        names = ", ".join(found[1] for found in EXPORT.findall(source))
        body = EXPORT.sub(r"\1", IMPORT.sub(r"const \1 = modules.\2;", source))
        parts.append(f"modules.{name} = (() => {{\n{body}return {{ {names} }};\n}})();\n")
    # By its name a reader reaches them in the browser's console, and the tests those of the page.
    head = '"use strict";\n(() => {\nconst modules = {};\nglobalThis.explorer = modules;\n'
    return head + "".join(parts) + "})();\n"


def write_script(app):
    """Write the script beside the other static files of the site."""
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    (static / "explore.js").write_text(classic_script(), encoding="utf-8")


def add_to_page(app, pagename, templatename, context, doctree):
    """Load script and style where the explorer is, be it a page or the whole book on one."""
    if 'id="ex-page"' in context.get("body", ""):
        app.add_js_file("explore.js", loading_method="defer")
        app.add_css_file("explore/explore.css")


def setup(app):
    app.connect("builder-inited", write_script)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
