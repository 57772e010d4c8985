"""Whole processes: memory and start-up."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.timing import interleave, spread


def python(*arguments: str) -> tuple[float, str]:
    """Wall time of a fresh interpreter, and the last line that it prints."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return elapsed, (done.stdout.splitlines() or [""])[-1]


def memory() -> dict[str, Any]:
    """Resident memory in MiB, by arithmetic; None where the system does not tell."""
    if not Path("/proc/self/status").exists():
        return {"float32": None, "exact": None}
    result = {}
    for name in ("float32", "exact"):
        result[name] = json.loads(python("-m", "benchmarks.child", "memory", name)[1])
        print(f"  {name}: {result[name]}", flush=True)
    return result


STARTS = {
    "python": ("-c", "pass"),
    "import numpy": ("-c", "import numpy"),
    "import fc": ("-c", "import fc"),
    "first run": ("-m", "benchmarks.child", "first"),
}


def start_up(rounds: int) -> dict[str, Any]:
    """Seconds of a fresh process, from its start to its end."""

    def measurement(arguments: tuple[str, ...]) -> Any:
        return lambda: python(*arguments)[0]

    actions = {name: measurement(arguments) for name, arguments in STARTS.items()}
    interleave(actions, 1)  # The first start reads from the disk, the next ones from memory.
    result = {name: spread(times) for name, times in interleave(actions, rounds).items()}
    for name, times in result.items():
        print(f"  {name}: {times['median']:.2f} s", flush=True)
    return result
