"""Install what the notebooks need, at the pinned versions, into a Python that someone else set up.

For Binder and Colab, which bring a Jupyter of their own: of the pins only those that the package
and the chapters use are installed, not the builder of the site. `--keep torch` leaves an installed
torch as it is; on Colab it fits the GPU, and another is a large download.
"""

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]


def constraints(requirements: str, keep: list[str]) -> str:
    """Return the pins, without those of `keep`; pip takes no editable package as a constraint."""
    lines = [line for line in requirements.splitlines() if not line.startswith("-e")]
    return "".join(f"{line}\n" for line in lines if line.partition("==")[0] not in keep)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", nargs="*", default=[], metavar="PACKAGE")
    keep = [name for name in parser.parse_args().keep if find_spec(name)]
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text(constraints(requirements, keep), encoding="utf-8")
        wanted = ["--constraint", str(pins), "--editable", f"{ROOT}[chapters]"]
        install = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
        sys.exit(subprocess.run(install).returncode)


if __name__ == "__main__":
    main()
