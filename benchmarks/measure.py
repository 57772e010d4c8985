"""Measure the speed of the package: ``python -m benchmarks.measure [--only PART] [--out PATH]``.

Takes some minutes. The result is written at the end, so an interrupted run changes nothing.
With ``--only`` one part is measured again; the rest of the file stays, and the file says when and
on what that part was made. With ``--beside`` the steps are measured on another processor, or with
another kernel of OpenBLAS (``OPENBLAS_CORETYPE``), and stand beside those of the file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.processes import memory, start_up
from benchmarks.steps import exponents, over_floor
from fc.files import write_atomically


def provenance() -> dict[str, Any]:
    """When and on what the file was made."""
    blas = next(pool for pool in threadpool_info() if pool["user_api"] == "blas")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['internal_api']} {blas['version']}, kernel {blas.get('architecture')}",
        "blas_threads": blas["num_threads"],
        "clock": "processor",
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor()


PARTS: dict[str, Callable[[], Any]] = {
    "steps": lambda: over_floor(rounds=31),
    "cost": lambda: exponents(rounds=13),
    "memory": memory,
    "start_up": lambda: start_up(rounds=9),
}


def main() -> None:
    """Measure everything or one part, then write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--only", choices=PARTS, help="the one part to measure again")
    one.add_argument("--beside", action="store_true", help="add the steps of this processor")
    parser.add_argument("--out", type=Path, default=Path("book/data/speed.json"))
    options = parser.parse_args()
    if (options.only or options.beside) and not options.out.is_file():
        parser.error(f"--only and --beside need a file to change, and {options.out} is none")

    made = provenance()
    print(f"load average {made['load']}", flush=True)
    result: dict[str, Any] = {"provenance": made}
    names = [options.only] if options.only else ["steps"] if options.beside else list(PARTS)
    target = result
    if options.only or options.beside:
        result = target = json.loads(options.out.read_text(encoding="utf-8"))
    if options.only:
        result.setdefault("later", {})[options.only] = made
    if options.beside:
        target = {"provenance": made}
        result.setdefault("beside", []).append(target)
    for i, name in enumerate(names, 1):
        print(f"{i}/{len(names)} {name}", flush=True)
        target[name] = PARTS[name]()
    made["load_at_end"] = [round(load, 2) for load in os.getloadavg()]
    write_atomically(options.out, json.dumps(result, indent=1) + "\n")
    print(f"wrote {options.out}", flush=True)


if __name__ == "__main__":
    main()
