"""The house: floors, what must never be, sizes, and the picture and pages that are made of it."""

import ast
import json
import re
import statistics

import draw_house
import pytest
from chapters import NOTEBOOKS
from draw_house import CORE, FLOORS, ROOT, imported, modules, room

import fc

FLOOR = {name: i for i, floor in enumerate(FLOORS) for name in floor}


def upwards(tree):
    """An import runs to a lower floor or stays in the room; two on one floor know nothing of each.

    So simulation and theory are independent routes: an experiment is the first to know both.
    """
    for name, source in tree.items():
        for other in imported(source, tree):
            above, below = FLOOR.get(room(name)), FLOOR.get(room(other))
            if above is None or below is None:
                yield f"{name} or {other} lies on no floor"
            elif room(name) != room(other) and below <= above:
                yield f"{name} imports {other}, which does not lie below it"


def names_in(source):
    """Every name and attribute of a source, and the top-level packages that it imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
            yield from (alias.name for alias in node.names)


def torch_elsewhere(tree):
    """Only networks and experiments know torch."""
    for name, source in tree.items():
        if room(name) not in ("networks", "experiments") and "torch" in names_in(source):
            yield f"{name} knows torch"


def chance_in_theory(tree):
    """Theory draws no random numbers."""
    drawing = {"random", "default_rng", "Generator", "streams", "Streams", "draw_batch"}
    for name, source in tree.items():
        if room(name) == "theory" and (found := drawing & set(names_in(source))):
            yield f"{name} draws: {', '.join(sorted(found))}"


def hidden(tree, public=frozenset(fc.__all__)):
    """No package or module bears the name of something that `fc` exports."""
    for name in tree:
        for part in name.split("."):
            if part in public:
                yield f"{name} bears the name of fc.{part}"


def circles(tree):
    """No module imports itself by way of others, not even for types."""
    edges = {name: imported(source, tree) for name, source in tree.items()}
    done = set()

    def visit(name, path):
        if name in path:
            yield " -> ".join((*path[path.index(name) :], name))
        elif name not in done:
            for other in sorted(edges.get(name, ())):
                yield from visit(other, (*path, name))
            done.add(name)

    for name in tree:
        yield from visit(name, ())


def too_large(tree):
    """A small core, rooms of small modules, and tests shorter than what they test."""
    lengths = {name: source.count("\n") for name, source in tree.items()}
    tests = sum(path.read_text().count("\n") for path in (ROOT / "tests").rglob("*.py"))
    files = [n for n in lengths if not n.endswith("__init__") or n == "__init__"]
    sizes = {
        "files at the root of fc": (sum("." not in name for name in tree), 8),
        "lines of fc": (sum(lengths.values()), 12_500),
        "lines of the tests": (tests, sum(lengths.values()) - 1),
        "lines of the core": (sum(lengths[name] for name in CORE), 1_065),
        "lines, the median module": (statistics.median(lengths[name] for name in files), 120),
    } | {f"lines of {name}": (n, 200) for name, n in lengths.items()}
    for what, (found, most) in sizes.items():
        if found > most:
            yield f"{found} {what}, at most {most}"


CHECKS = (upwards, torch_elsewhere, chance_in_theory, hidden, circles, too_large)


@pytest.mark.parametrize("check", CHECKS)
def test_the_house_stands(check):
    assert list(check(modules())) == []


@pytest.mark.parametrize(
    ("check", "name", "line", "complaint"),
    [
        (upwards, "model.setting", "from fc.theory.laws import law", "model.setting imports"),
        (upwards, "verdicts.claim", "import fc", "verdicts.claim imports __init__"),
        (upwards, "attic.trunk", "from fc.requirements import shown", "attic.trunk or"),
        (upwards, "theory.laws", "from fc.simulation.sgd import Step", "theory.laws imports"),
        (torch_elsewhere, "theory.laws", "def f():\n    import torch", "theory.laws knows torch"),
        (chance_in_theory, "theory.laws", "from fc import streams", "theory.laws draws"),
        (hidden, "simulation.measure", "", "simulation.measure bears the name of fc.measure"),
        (circles, "model.groups", "from fc.model.setting import Setting", "model.groups"),
        (too_large, "theory.laws", "\n" * 250, "lines of theory.laws, at most 200"),
        (too_large, "model.setting", "\n" * 600, "lines of the core, at most 1065"),
        (too_large, "data.more", "\n" * 15_000, "lines of fc, at most 12500"),
    ],
)
def test_control_a_planted_violation(check, name, line, complaint):
    tree = modules()
    tree[name] = tree.get(name, "") + f"\n{line}\n"
    assert any(complaint in found for found in check(tree)), list(check(tree))


def test_control_too_many_files_too_long_a_median_and_tests_longer_than_the_package():
    tree = modules() | {f"more_{i}": "\n" for i in range(3)}
    assert any("files at the root of fc" in found for found in too_large(tree))
    tree = {name: "\n" * 130 for name in modules()}
    assert any("the median module" in found for found in too_large(tree))
    tree = dict.fromkeys(tree, "")
    assert any("lines of the tests, at most -1" in found for found in too_large(tree))


# Notebooks.


def code_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def strange_imports(path, code):
    """A notebook imports fc, fc.figures and the chapter of its own name, and no name beside."""
    own = {f"fc.chapters.{path.stem}", f"fc.chapters.constants.{path.stem}"}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("fc."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fc":
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            ours = any((node.module + ".").startswith(f"{one}.") for one in own)
            if not ours and not whole <= {"fc.figures", *own}:
                yield node.module
    for name in set(re.findall(r"\bfc\.(\w+)", code)) - {"figures", "chapters", *fc.__all__}:
        yield f"fc.{name}"


def test_notebooks_use_the_face_of_the_package_and_their_own_chapter():
    found = {path: list(strange_imports(path, code_of(path))) for path in NOTEBOOKS}
    assert found and not {path: names for path, names in found.items() if names}


@pytest.mark.parametrize(
    "line", ["from fc.chapters import remedies", "import fc.model", "fc.judge"]
)
def test_control_a_notebook_that_reaches_inside(line):
    assert list(strange_imports(NOTEBOOKS[0], line))


# The picture and the pages.


def test_picture_and_pages_are_those_of_the_imports():
    made = draw_house.files(modules())
    stale = [str(path) for path, text in made.items() if (ROOT / path).read_text() != text]
    assert not stale, f"python tools/store/draw_house.py makes them again: {stale}"
    listed = {path.name for path in made if path.parent.name == "api"}
    # What the contents do not list is not built.
    contents = (ROOT / "book" / "_toc.yml").read_text()
    assert listed == {f"{name}.md" for name in re.findall(r"appendix/api/(\w+)", contents)}
    assert listed == {path.name for path in (ROOT / "book" / "appendix" / "api").glob("*.md")}


def test_control_a_new_import_and_a_new_module_change_them():
    tree = modules()
    before = draw_house.files(tree)
    tree["figures"] += "\nfrom fc.simulation.sgd import Step\n"
    tree["data.more"] = '"""More data."""\n'
    changed = {path.name for path, text in draw_house.files(tree).items() if before[path] != text}
    assert changed == {"house.svg", "data.md"}
