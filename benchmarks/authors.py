"""Run the authors' script in this process.

Their settings are globals that its functions read when they are called, so they are set from
outside and the file stays as it is. Its figures are left out, and what it stores goes to a
temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np


def train(path: Path, settings: dict[str, Any]) -> dict[str, list[float]]:
    """Train once with `settings`, and return what the script stores.

    A setting that the script does not know ends the process with one sentence.
    """
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    script: dict[str, Any] = {"__name__": "authors"}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), script)
    if missing := sorted(settings.keys() - script.keys()):
        sys.exit(f"{path} has no setting {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        script |= settings | {"save_dir": folder, "tqdm": iter}
        script["plot_loss_and_weights"] = lambda *_: None
        script["main"]()
        (stored,) = Path(folder).glob("*.npz")
        with np.load(stored) as values:
            return {name: values[name].tolist() for name in values}
