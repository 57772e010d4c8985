"""Copies of the package with one deliberate fault: a verification that passes them is worthless."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "fc"


class Fault(NamedTuple):
    """One replacement in one file of the package."""

    file: str
    old: str
    new: str


FAULTS = {
    "label sign of one class flipped": Fault(
        "features.py", "    label = y\n", "    label = np.abs(y)\n"
    ),
    "ReLU mask inverted": Fault(
        "activations.py", "slope=lambda p, out: np.greater(", "slope=lambda p, out: np.less_equal("
    ),
    "background made to follow the label": Fault(
        "features.py",
        "np.negative(core[n_pos:], out=core[n_pos:])",
        "np.negative(u[n_pos:], out=u[n_pos:])",
    ),
    "OOD shift removed": Fault("measure.py", "p = p_core + kappa * p_bg", "p = p_core + p_bg"),
}


def plant(fault: Fault | None, folder: Path) -> Path:
    """Copy the package into `folder`, with the fault if there is one; returns `folder`."""
    shutil.copytree(PACKAGE, folder / "fc", ignore=shutil.ignore_patterns("__pycache__"))
    if fault:
        path = folder / "fc" / fault.file
        source = path.read_text(encoding="utf-8")
        assert source.count(fault.old) == 1, f"{fault.old!r} is not once in {fault.file}"
        path.write_text(source.replace(fault.old, fault.new), encoding="utf-8")
    return folder


def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the interpreter on the copy of the package in `folder`, and on no other."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
    )
