"""What Binder and Colab get: the pins, the package, and the data where the notebooks look."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
from chapters import NOTEBOOKS
from colab_notebooks import copy_notebooks
from install_for_notebooks import constraints, is_installed, needed

ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
OWN = needed((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def git(folder, *arguments):
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *name, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_every_notebook_is_copied_to_its_place_with_a_cell_that_names_the_commit(tmp_path):
    written = copy_notebooks(tmp_path, "https://github.com/a/b", COMMIT)
    assert {p.relative_to(tmp_path) for p in written} == {p.relative_to(ROOT) for p in NOTEBOOKS}
    for path in written:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        original = nbformat.read(ROOT / path.relative_to(tmp_path), as_version=4)
        assert notebook.cells[1:] == original.cells
        assert notebook.metadata == original.metadata
        source, folder = notebook.cells[0].source, path.parent.relative_to(tmp_path).as_posix()
        compile(source, "cell", "exec")
        assert f'"https://github.com/a/b", "{COMMIT}"' in source
        assert f'os.chdir(f"{{book}}/{folder}")' in source


def test_first_cell_fetches_the_commit_and_moves_to_the_folder(tmp_path):
    """The cell, run as Colab would, on a small repository whose installer only notes its call."""
    repository, home = tmp_path / "repository", tmp_path / "home"
    home.mkdir()
    note = "import pathlib, sys; (pathlib.Path.home() / 'called').write_text(str(sys.argv[1:]))"
    for name, text in {
        "book/data/a.json": "[1]",
        "book/theorems/a.ipynb": nbformat.writes(nbformat.v4.new_notebook()),
        "tools/share/install_for_notebooks.py": note,
        "fresh_package.py": "here = True",
    }.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(text)
    git(repository, "init", "--quiet")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "one")
    commit = git(repository, "rev-parse", "HEAD")
    (repository / "book/data/a.json").write_text("[2]")
    git(repository, "commit", "--quiet", "--all", "--message", "two")

    [copy] = copy_notebooks(tmp_path / "out", str(repository), commit, repository / "book")
    cell = nbformat.read(copy, as_version=4).cells[0].source
    # Twice, as a reader does who was told to restart the session.
    code = (
        f"{cell}\n" * 2 + "import fresh_package; print(open('../data/a.json').read(), os.getcwd())"
    )

    def printed(code):
        environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=home, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert printed(code) == f"[1] {home}/the-book/book/theorems\n"
    assert (home / "called").read_text() == "['--keep', 'torch']"
    # Control: another commit brings other data.
    shutil.rmtree(home / "the-book")
    assert printed(code.replace(commit, git(repository, "rev-parse", "HEAD"))).startswith("[2] ")


def test_what_is_imported_gets_its_pin_and_what_jupyter_brought_stays():
    there = {"numpy", "torch", "ipykernel"}

    def pinned(*keep):
        found = constraints(PINS, OWN, set(keep), there.__contains__)
        return {line.partition("==")[0] for line in found.splitlines()}

    assert {"numpy", "torch", "scipy", "sphinx"} <= pinned()
    assert not pinned() & {"ipykernel", "-e ."}
    assert pinned() - pinned("torch") == {"torch"}
    assert pinned("scipy") == pinned()  # Not there, so there is nothing to keep.
    found = constraints(PINS, OWN, set(), there.__contains__).splitlines()
    assert f"numpy=={version('numpy')}" in {line.split()[0] for line in found}
    assert is_installed("numpy") and not is_installed("no-such-package")


def test_binder_takes_the_python_of_the_stored_outputs():
    runtime = (ROOT / ".binder/runtime.txt").read_text(encoding="utf-8").strip()
    workflow = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert f'python-version: "{runtime.removeprefix("python-")}"' in workflow
