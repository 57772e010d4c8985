"""Draw the rooms of the package and list them in pages: `python tools/store/draw_house.py`.

Both are made from the imports and the docstrings, and a test compares (tests/test_house.py).
"""

import ast
import textwrap
from collections import defaultdict
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
# From the roof to the ground: an import runs downwards only.
FLOORS = (
    ("__main__",),
    ("commands",),
    ("__init__", "options"),
    ("boards", "attack"),
    ("chapters", "figures"),
    ("experiments", "verdicts"),
    ("simulation", "theory", "networks", "runs"),
    ("model", "data", "files"),
    ("requirements", "drawings"),
)
GROUND = set(FLOORS[-1])
# The core in one sitting, in the order of reading.
CORE = (
    "model.setting",
    "model.features",
    "model.network",
    "simulation.sgd",
    "simulation.measurement",
    "runs.experiment",
    "verdicts.claim",
    "verdicts.judge",
)
WIDTH, MARGIN, GAP, ROW, BOX = 760, 14, 18, 122, 92
STYLE = """\
text { fill: #222; } rect, path { stroke: #005395; } rect { fill: #fff; }
.paper { fill: #fff; stroke: none; }"""
SAYS = {"__init__": "What import fc hands on", "__main__": "The command line"}


def modules(root=ROOT):
    """Source of every module of the package by its dotted name, without the `fc.` before it."""
    paths = sorted((root / "fc").rglob("*.py"))
    names = [".".join(path.relative_to(root / "fc").with_suffix("").parts) for path in paths]
    return {name: path.read_text() for name, path in zip(names, paths, strict=True)}


def imported(source, names):
    """Modules of the package that a source imports, wherever in it, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fc":
            base = node.module.removeprefix("fc").removeprefix(".")
            for alias in node.names:
                whole = f"{base}.{alias.name}".lstrip(".")
                within = whole in names or f"{whole}.__init__" in names
                found.add(whole if within else base or "__init__")
        elif isinstance(node, ast.Import):
            found |= {a.name[3:] for a in node.names if a.name.startswith("fc.")}
            found |= {"__init__" for a in node.names if a.name == "fc"}
    return found


def room(name):
    """The room of a module: its package, or itself at the root."""
    return name.split(".")[0]


def graph(sources):
    """From each room to the others that it imports."""
    found = defaultdict(set)
    for name, source in sources.items():
        found[room(name)] |= {room(other) for other in imported(source, sources)} - {room(name)}
    return found


def implied(edges, start, end):
    """Whether `start` reaches `end` by way of another room."""
    seen, left = set(), list(edges[start] - {end})
    while left:
        if (one := left.pop()) == end:
            return True
        left += [other for other in edges[one] if other not in seen]
        seen |= edges[one]
    return False


def summary(sources, name):
    """First line of the docstring of a room or a module."""
    source = sources.get(name) or sources[f"{name}.__init__"]
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0].rstrip(".")


def places():
    """Left, top and width of each room's box."""
    found = {}
    for i, floor in enumerate(FLOORS):
        wide = (WIDTH - 2 * MARGIN - GAP * (len(floor) - 1)) / len(floor)
        wide = min(wide, 340)
        left = (WIDTH - wide * len(floor) - GAP * (len(floor) - 1)) / 2
        for j, name in enumerate(floor):
            found[name] = left + j * (wide + GAP), MARGIN + i * ROW, wide
    return found


def drawing(sources):
    """The rooms on their floors and what imports what, as SVG.

    A line is an import that no chain of others implies; the others stand in the box. What lies on
    the ground serves all.
    """
    edges, at = graph(sources), places()
    lines, boxes = [], []
    for name, (x, y, wide) in at.items():
        below = sorted(edges[name] - GROUND, key=list(at).index)
        drawn = [other for other in below if not implied(edges, name, other)]
        for other in drawn:
            u, v, its_width = at[other]
            start, end, bend = x + wide / 2, u + its_width / 2, (v - y - BOX) * 0.45
            curve = f"{start:.0f} {y + BOX + bend:.0f} {end:.0f} {v - bend:.0f} {end:.0f} {v}"
            lines.append(f'<path d="M{start:.0f} {y + BOX}C{curve}"/>')
        said = SAYS.get(name) or summary(sources, name).replace("``", "")
        says = textwrap.wrap(said, int(wide / 6.6))
        core = [f"{i} {part.split('.')[1]}" for i, part in enumerate(CORE, 1) if room(part) == name]
        also = [other for other in below if other not in drawn]
        says += [f"Core: {', '.join(core)}"] * bool(core)
        says += textwrap.wrap("also imports " + ", ".join(also), int(wide / 6.4)) * bool(also)
        boxes.append(
            f'<rect x="{x:.0f}" y="{y}" width="{wide:.0f}" height="{BOX}" rx="6" '
            f'stroke-width="{2.5 if core else 1}"/>'
            f'<text x="{x + 9:.0f}" y="{y + 18}" font-weight="bold" font-size="14">{name}</text>'
        )
        boxes += [
            f'<text x="{x + 9:.0f}" y="{y + 34 + 13 * i}">{escape(part)}</text>'
            for i, part in enumerate(says)
        ]
    height = 2 * MARGIN + ROW * (len(FLOORS) - 1) + BOX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="11">\n'
        f"<title>The rooms of fc, and what imports what</title>\n"
        f"<style>\n{STYLE}\n</style>\n"
        f'<path class="paper" d="M0 0H{WIDTH}V{height}H0Z"/>\n'
        f'<g fill="none" stroke-width="1.8">\n'
        + "\n".join(lines)
        + "\n</g>\n<g>\n"
        + "\n".join(boxes)
        + "\n</g>\n</svg>\n"
    )


def pages(sources):
    """Text of the page of each room by its name: every module with its public names."""
    found = {}
    for name in (name for floor in reversed(FLOORS) for name in floor):
        inside = [m for m in sources if room(m) == name and not m.endswith("__init__")]
        if name.startswith("__") or not inside:
            continue
        parts = [f"# `fc.{name}`\n\n{summary(sources, name)}."]
        for module in inside:
            heading = [] if module == name else [f"## `{module.split('.', 1)[1]}`"]
            directive = f"```{{eval-rst}}\n.. automodule:: fc.{module}\n   :members:\n```"
            parts += [*heading, directive]
        found[name] = "\n\n".join(parts) + "\n"
    return found


def face(sources):
    """Text of the page on what `import fc` hands on, room by room."""
    parts = ["# `import fc`", "What `fc.NAME` reaches. The rest is imported from its own module."]
    by_room = defaultdict(list)
    for node in ast.parse(sources["__init__"]).body:
        if isinstance(node, ast.ImportFrom):
            names = (f"- {{py:obj}}`fc.{a.name} <{node.module}.{a.name}>`" for a in node.names)
            by_room[room(node.module[3:])] += names
    for name in (name for floor in reversed(FLOORS) for name in floor if name in by_room):
        parts += [f"From {{doc}}`{name}`:", "\n".join(sorted(by_room[name]))]
    return "\n\n".join(parts) + "\n"


def files(sources):
    """What the tool writes: text by path."""
    book = Path("book")
    listed = {"face": face(sources)} | pages(sources)
    found = {book / "appendix" / "api" / f"{name}.md": text for name, text in listed.items()}
    return found | {book / "images" / "house.svg": drawing(sources)}


if __name__ == "__main__":
    for path, text in files(modules()).items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text)
