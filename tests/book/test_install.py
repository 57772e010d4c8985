"""What each `make` target installs, what is said where it cannot, and that nothing is unpinned."""

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
FIRST = PINS[: PINS.index("# 2.")]
# What the package and the site need; the rest of the sources need both parts.
READING = ("fc", "tools/sphinx", "tools/share")
OURS = {"fc", "benchmarks"}.union(
    p.stem for top in ("tests", "tools") for p in (ROOT / top).rglob("*.py")
)


def pinned(text):
    """Version of each package that a part of the file pins, by its canonical name."""
    found = re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(name): exact for name, exact in found}


def imported(sources):
    """Top-level modules that the sources import when they run, but for Python's and ours."""
    for tree in map(ast.parse, sources):
        found = set(ast.walk(tree))
        typing = [one for one in found if isinstance(one, ast.If)]
        typing = [one for one in typing if ast.unparse(one.test) == "TYPE_CHECKING"]
        for node in found.difference(*map(ast.walk, typing)):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield (node.module or "").split(".")[0]


def sources(*folders):
    return [p.read_text(encoding="utf-8") for f in folders for p in (ROOT / f).rglob("*.py")]


def not_held(text, code):
    """Modules that the sources import and no package brings that the text pins."""
    brings = packages_distributions()
    for name in sorted(set(imported(code)) - OURS - set(sys.stdlib_module_names)):
        if not {canonicalize_name(package) for package in brings.get(name, ())} & set(pinned(text)):
            yield name


def brought(text):
    """What the pinned packages bring in on this machine, but for torch's GPU libraries."""
    todo, done = [(name, ("",)) for name in pinned(text)], set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in done:
            continue
        done.add((name, extras))
        for requirement in map(Requirement, distribution(name).requires or ()):
            marker, other = requirement.marker, canonicalize_name(requirement.name)
            wanted = marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
            if wanted and (name != "torch" or not re.match("nvidia|cuda|triton", other)):
                todo.append((other, tuple(sorted({"", *requirement.extras}))))
    return {name for name, _ in done}


def test_each_level_holds_what_is_imported_there():
    assert list(not_held(FIRST, sources(*READING))) == []
    assert list(not_held(PINS, sources("fc", "tools", "tests", "benchmarks"))) == []


def test_control_an_import_that_its_level_does_not_hold():
    assert list(not_held(FIRST.replace("scipy==", "scypi=="), sources("fc"))) == ["scipy"]
    assert list(not_held(FIRST, ["def f():\n    import torch"])) == ["torch"]


def test_nothing_unpinned_is_installed():
    for part in (FIRST, PINS):
        assert brought(part) - set(pinned(part)) == set()
    there = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions()}
    versions = {name: there[name].partition("+")[0] for name in pinned(PINS)}
    assert versions == pinned(PINS)  # So that what was read above is what gets installed.


def test_control_a_package_that_comes_unpinned():
    short = re.sub("^cycler==.*\n", "", FIRST, flags=re.MULTILINE)
    assert brought(short) - set(pinned(short)) == {"cycler"}


# --- The Makefile, with stand-ins for what it calls. ----------------------------------------------

TOOL = "tools/print/chromium.py"
TOOLS = ("sh", "env", "rm", "mkdir", "touch", "cat", "sed", "make", "dirname", "bash", "chmod")
# An interpreter that makes a .venv with itself, and notes which lines pip was given.
PYTHON = """#!/bin/sh
case "$*" in
  "-c "*) exit $((old)) ;;
  "-m venv .venv") mkdir -p .venv/bin; cat "$0" > .venv/bin/python; chmod +x .venv/bin/python ;;
  "-m pip install"*) for last; do :; done; cat "$last" > given; [ ! -e full ] || exit 1 ;;
  tools/print/chromium.py) exec {python} "$@" ;;
esac
"""


@pytest.fixture
def desk(tmp_path):
    """A copy of what installs, on a machine with few programs; returns its folder and `run`."""
    bare, book = tmp_path / "bin", tmp_path / "book"
    bare.mkdir()
    for name in TOOLS:
        (bare / name).symlink_to(shutil.which(name))
    (bare / "python3").write_text(PYTHON.replace("{python}", sys.executable))
    (bare / "python3").chmod(0o755)
    (book / "tools/print").mkdir(parents=True)
    (book / ".ci").mkdir()
    for name in f"Makefile requirements.txt pyproject.toml {TOOL} .ci/run".split():
        shutil.copy(ROOT / name, book / name)

    def run(*command, **environment):
        return subprocess.run(
            command, cwd=book, env={"PATH": str(bare)} | environment, capture_output=True, text=True
        )

    return book, run


def test_the_book_installs_part_one_and_the_rest_installs_all(desk):
    book, run = desk
    assert run("make", ".venv/.book").returncode == 0
    assert (book / "given").read_text() == FIRST
    assert run("make", "packages").returncode == 0
    assert (book / "given").read_text() == PINS
    # Nothing is installed twice, until a pin changes.
    (book / "given").unlink()
    assert run("make", "packages").returncode == 0 and not (book / "given").exists()
    os.utime(book / "requirements.txt", (4e9, 4e9))
    assert run("make", ".venv/.book").returncode == 0 and (book / "given").exists()


@pytest.mark.parametrize("level", [".venv/.book", ".venv/.all"])
def test_a_set_up_that_was_cut_short_starts_again(desk, level):
    book, run = desk
    (book / "full").touch()
    assert run("make", level).returncode != 0 and not (book / level).exists()
    (book / "full").unlink()
    assert run("make", level).returncode == 0 and (book / level).exists()


# --- Chromium. ------------------------------------------------------------------------------------

WRONG = "The environment variable CHROMIUM must name a program, got '{}'."


@pytest.mark.parametrize("command", [["make", "test"], ["make", "pdf"], [".ci/run"]])
def test_what_needs_chromium_says_so_before_anything_long(desk, command):
    book, run = desk
    done = run(*command, CHROMIUM="gone")
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0 and said == [WRONG.format("gone")]
    assert not (book / ".venv").exists()
    # Control: with one it goes on, to the environment.
    run(*command, CHROMIUM="sh")
    assert (book / ".venv/.all").exists()
