"""Install what the notebooks need, at the pinned versions, into a Python that someone else set up.

For Binder and Colab, which bring a Jupyter of their own: what the package and the chapters import
gets its pin, and everything else that is there already stays as it is. `--keep torch` leaves an
installed torch too; on Colab it fits the GPU, and another is a large download.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def needed(project: str) -> set[str]:
    """Return the packages that `pyproject.toml` names for the package and the chapters."""
    content = tomllib.loads(project)["project"]
    return {*content["dependencies"], *content["optional-dependencies"]["chapters"]}


def constraints(
    requirements: str, own: set[str], keep: set[str], installed: Callable[[str], bool]
) -> str:
    """Return the pins of `own`, and of what is not installed yet; none of an installed `keep`."""
    lines = []
    for line in requirements.splitlines():
        found = re.match(r"([\w.-]+)==", line)
        if found and (not installed(found[1]) or (found[1] in own and found[1] not in keep)):
            lines.append(line)
    return "".join(f"{line}\n" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", nargs="*", default=[], metavar="PACKAGE")
    keep = set(parser.parse_args().keep)
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    own = needed((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text(constraints(requirements, own, keep, is_installed), encoding="utf-8")
        wanted = ["--constraint", str(pins), "--editable", f"{ROOT}[chapters]"]
        install = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
        sys.exit(subprocess.run(install).returncode)


if __name__ == "__main__":
    main()
