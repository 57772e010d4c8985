"""Measure the speed of the package: ``python -m benchmarks.measure [--authors PATH] [--out PATH]``.

Takes about ten minutes. The result is written at the end, so an interrupted run changes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.processes import ensembles, memory, start_up
from benchmarks.steps import exponents, over_floor
from fc.records import write_atomically


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


def main() -> None:
    """Measure everything, then write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--authors", type=Path, help="toy.py of the authors; without it, left out")
    parser.add_argument("--out", type=Path, default=Path("book/data/speed.json"))
    options = parser.parse_args()
    if options.authors and not options.authors.is_file():
        parser.error(f"--authors must be a file, got {options.authors}")

    result: dict[str, Any] = {"provenance": provenance()}
    print(f"load average {result['provenance']['load']}", flush=True)
    print("1/5 step over floor", flush=True)
    result["steps"] = over_floor(rounds=31)
    print("2/5 exponents", flush=True)
    result["cost"] = exponents(rounds=13)
    print("3/5 memory", flush=True)
    result["memory"] = memory()
    print("4/5 start-up", flush=True)
    result["start_up"] = start_up(rounds=9)
    print("5/5 ensembles", flush=True)
    result["ensembles"] = ensembles(3, options.authors)
    result["provenance"]["load_at_end"] = [round(load, 2) for load in os.getloadavg()]
    write_atomically(options.out, json.dumps(result, indent=1) + "\n")
    print(f"wrote {options.out}", flush=True)


if __name__ == "__main__":
    main()
