"""What is measured in a fresh process: ``python -m benchmarks.child NAME [ARGUMENT...]``."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import fc
from fc import figures

RUNS, STEPS = 32, 320


@dataclass(frozen=True)
class Steps:
    """A run of `STEPS` steps, as a job of `fc.run_all`."""

    setting: fc.Setting

    def run(self, seed: int, run: int) -> dict[str, float]:
        """Train; the record holds the number of steps."""
        steps, _ = fc.train(self.setting, fc.streams(seed, run), (STEPS,))[STEPS]
        return {"steps": steps}


def ensemble(arithmetic: str, processes: str) -> dict[str, float]:
    """32 seeds of 320 steps at (N, d0, m) = (1000, 64, 256)."""
    setting = fc.Setting(n_core=32, n_bg=32, width=256, batch=1000, arithmetic=arithmetic)
    start = time.perf_counter()
    fc.run_all([(Steps(setting), run) for run in range(RUNS)], 0, int(processes))
    return {"loop": time.perf_counter() - start}


def memory(arithmetic: str) -> dict[str, float]:
    """Resident memory in MiB after the import, and its peak over 3 steps at the largest size."""
    setting = fc.Setting(n_core=512, n_bg=512, width=1024, batch=4096, arithmetic=arithmetic)
    imported = _peak_mib()
    fc.train(setting, fc.streams(0, 0), (3,))
    return {"imported": imported, "peak": _peak_mib()}


def first_run() -> None:
    """One network trained to T2, and a figure of its correlations."""
    setting = fc.Setting(n_core=32, n_bg=32, width=128)
    streams = fc.streams(0, 0)
    _, network = fc.train(setting, streams)["T2"]
    measured = fc.measure(network, setting, streams.evaluate)
    figure, (panel,) = figures.panels()
    panel.plot(measured.core, measured.bg, "o", color=figures.BLUE)
    with tempfile.TemporaryDirectory() as folder:
        figure.savefig(Path(folder) / "first.png")


def _peak_mib() -> float:
    """Peak of this process's resident memory so far, as Linux counts it."""
    # Not resource.getrusage: there a child starts with the peak of its parent.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(
        json.dumps({"ensemble": ensemble, "memory": memory, "first": first_run}[name](*arguments))
    )
