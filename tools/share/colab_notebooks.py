"""Copy the notebooks for Colab, each with a first cell that fetches the book and what it needs.

Colab opens a notebook alone: without the package, its pins and the data beside it. The first cell
gets all three at the commit that the copy was made from. The publishing workflow puts the copies
on a branch of their own, where the launch buttons lead.
"""

import argparse
import json
import re
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"
SETUP = """\
# Only for Colab: the book at the commit of this copy, and what its chapters need.
import os
import subprocess
import sys
from importlib.metadata import version

repository, commit = "{repository}", "{commit}"
book = os.path.expanduser("~/the-book")
if not os.path.isdir(book):
    subprocess.run(["git", "clone", "--quiet", repository, book], check=True)
subprocess.run(["git", "-C", book, "checkout", "--quiet", commit], check=True)
install = f"{{book}}/tools/share/install_for_notebooks.py"
subprocess.run([sys.executable, install, "--keep", "torch"], check=True)
sys.path.insert(0, book)
os.chdir(f"{{book}}/{folder}")

loaded = {{name: sys.modules.get(name) for name in ("numpy", "scipy", "matplotlib")}}
if any(module and module.__version__ != version(name) for name, module in loaded.items()):
    print("Restart the session (menu Runtime), then run this cell again.")
"""


def with_setup(notebook: dict, folder: str, repository: str, commit: str) -> dict:
    """Return the notebook with the first cell; `folder` is where it lies in the repository."""
    source = SETUP.format(repository=repository, commit=commit, folder=folder)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "colab-setup",
        "metadata": {},
        "outputs": [],
        "source": source.rstrip("\n").splitlines(keepends=True),
    }
    return notebook | {"cells": [cell, *notebook["cells"]]}


def copy_notebooks(out: Path, repository: str, commit: str, book: Path = BOOK) -> list[Path]:
    """Write the copies below `out`, at the paths that they have in the repository."""
    written = []
    for path in sorted(book.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        place = path.relative_to(book.parent)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        copy = with_setup(notebook, place.parent.as_posix(), repository, commit)
        target = out / place
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(copy, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
        written.append(target)
    return written


def repository_address(text: str) -> str:
    # It is written into a cell, where a quote would end the string.
    if not re.fullmatch(r"[\w.:/@~+-]+", text):
        raise argparse.ArgumentTypeError(f"it must be an address or a path, got {text!r}")
    return text


def commit_hash(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{40}", text):
        raise argparse.ArgumentTypeError(f"it must have 40 hexadecimal digits, got {text!r}")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--repository", type=repository_address, required=True)
    parser.add_argument("--commit", type=commit_hash, required=True)
    arguments = parser.parse_args()
    written = copy_notebooks(arguments.out, arguments.repository, arguments.commit)
    print(f"{len(written)} notebooks in {arguments.out}")


if __name__ == "__main__":
    main()
