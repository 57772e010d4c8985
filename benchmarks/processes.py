"""Whole processes: ensembles beside the authors' script, memory, start-up."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.authors import SETTINGS
from benchmarks.child import RUNS
from benchmarks.timing import Rounds, interleave, spread

VARIANTS = [(name, count) for name in ("exact", "float32") for count in (1, 2)]


def python(*arguments: str) -> tuple[float, str]:
    """Wall time of a fresh interpreter, and the last line that it prints."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return elapsed, (done.stdout.splitlines() or [""])[-1]


def ensembles(rounds: int, authors: Path | None) -> dict[str, Any]:
    """32 seeds: whole process, and the training loop alone.

    The authors' script is run once a round, and its times are multiplied by 32.
    """
    loops: dict[str, list[float]] = {}

    def measurement(name: str, scale: int, *arguments: str) -> Any:
        loops[name] = []

        def measure() -> float:
            elapsed, printed = python("-m", *arguments)
            loops[name].append(scale * json.loads(printed)["loop"])
            print(f"  {name}: {scale * elapsed:.1f} s, loop {loops[name][-1]:.1f} s", flush=True)
            return scale * elapsed

        return measure

    actions = {
        f"{name} {count}": measurement(
            f"{name} {count}", 1, "benchmarks.child", "ensemble", name, str(count)
        )
        for name, count in VARIANTS
    }
    if authors:
        actions["authors"] = measurement("authors", RUNS, "benchmarks.authors", str(authors))
    else:
        print("  no --authors PATH: their script is left out", flush=True)
    whole = interleave(actions, rounds)
    return {
        "runs": RUNS,
        "whole": _compare(whole),
        # Each name is appended once a round, in order.
        "loop": _compare({name: np.array(values) for name, values in loops.items()}),
        "settings": SETTINGS,
        "rounds": rounds,
    }


def _compare(times: Rounds) -> dict[str, Any]:
    """Seconds of each variant, and the authors' script over it."""
    result = {name: {"seconds": spread(values)} for name, values in times.items()}
    for name in result if "authors" in times else ():
        result[name]["authors_over"] = spread(times["authors"] / times[name])
    return result


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
