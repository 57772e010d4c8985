"""What is measured in a fresh process: ``python -m benchmarks.child NAME [ARGUMENT...]``."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

import fc
from fc import figures


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
    print(json.dumps({"memory": memory, "first": first_run}[name](*arguments)))
