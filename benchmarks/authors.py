"""Run the authors' script in this process: ``python -m benchmarks.authors PATH``.

Their settings are globals that its functions read when they are called, so they are set from
outside and the file stays as it is. Its figures are left out, and what it stores goes to a
temporary folder. Prints the seconds that its training loop took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

SETTINGS: dict[str, Any] = {
    "loss_name": "hinge",
    "opt": "sgd",
    "opt_momentum": 0.0,
    "learning_rate": 0.2,
    "weight_decay": 0.0,
    "train_iters": 320,
    "n": 1000,
    "core_dim": 32,
    "bg_dim": 32,
    "input_dim": 256,
    "nonlinear": False,
    "hidden_dim": 256,
    "mlp_freeze_output": True,
}


def train(path: Path, settings: dict[str, Any], watch: Any = iter) -> dict[str, list[float]]:
    """Train once with `settings`, and return what the script stores.

    `watch` is called with the iterations and gives them back. A setting that the script does not
    know ends the process with one sentence.
    """
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    script: dict[str, Any] = {"__name__": "authors"}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), script)
    if missing := sorted(settings.keys() - script.keys()):
        sys.exit(f"{path} has no setting {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        script |= settings | {"save_dir": folder, "tqdm": watch}
        script["plot_loss_and_weights"] = lambda *_: None
        script["main"]()
        (stored,) = Path(folder).glob("*.npz")
        with np.load(stored) as values:
            return {name: values[name].tolist() for name in values}


def main(path: Path) -> None:
    """Time one training with `SETTINGS`."""
    loop = 0.0

    def timed(iterations: Iterable[int]) -> Iterator[int]:
        nonlocal loop
        start = time.perf_counter()
        yield from iterations
        loop = time.perf_counter() - start

    train(path, SETTINGS, timed)
    print(json.dumps({"loop": loop}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
