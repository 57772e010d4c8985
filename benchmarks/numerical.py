"""Their numerical experiment beside ours: ``python -m benchmarks.numerical OUT --authors PATH``.

Trains with the paper's default settings by their script and by ours, on both cores, and for a
control by ours with the features on coordinate axes. Two minutes a run and a half, an hour in all;
what is finished lies in the folder of ``--store``, from which an interrupted comparison goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.authors import train
from fc.chapters.numerical_experiment.cases import default
from fc.chapters.numerical_experiment.comparison import QUANTITIES, STEPS, Row
from fc.chapters.scale import SIZES
from fc.experiments.networks.numerical import NumericalExperiment
from fc.files import provenance, read_json, write_atomically, write_rows
from fc.runs.pool import run_all
from fc.runs.records import key

SEED = 1  # Of our runs.
COMMIT = "8f28fd2ae5e9071a8ae9766312198d05615d7d34"
REPOSITORY = "https://github.com/trzhang0116/feature-contamination"
# What the script stores, and under which name we do. It looks every 1,000 iterations and at the
# last: at the loss before that step, at all else after it.
STORED = dict(zip(QUANTITIES, ("train_loss", "eval_loss", "corr_core", "corr_spu"), strict=True))
EVERY = 1000
CORES = {"linear": False, "spheres": True}


def job(core: str) -> NumericalExperiment:
    """The paper's default, to the last of `STEPS`."""
    return default(SIZES["full"], core)


def jobs() -> dict[tuple[str, str], NumericalExperiment]:
    """Ours by source and core."""
    ours = {("ours", core): job(core) for core in CORES}
    axes = replace(job("linear"), rotated=False)
    few = tuple(t for t in axes.checkpoints if t <= STEPS[1])
    return ours | {("control", "linear"): replace(axes, checkpoints=few)}


def theirs(script: Path, store: Path, core: str, seed: int) -> Row:
    """One run of the script, read from the store if it lies there."""
    kept = store / f"authors-{core}-{seed}.json"
    if not kept.exists():
        settings: dict[str, Any] = {"nonlinear": CORES[core], "seed": seed, "mlp_act": "relu"}
        found = train(script, settings | {"train_iters": STEPS[-1]})
        write_atomically(kept, json.dumps(found) + "\n")
    found = read_json(kept, "a run of the authors' script", dict)
    if short := [x for x in STORED.values() if len(found.get(x, ())) <= STEPS[-1] // EVERY]:
        raise ValueError(f"{kept} must hold {short[0]} up to {STEPS[-1]:,} iterations")
    values = {ours: [found[name][t // EVERY] for t in STEPS] for ours, name in STORED.items()}
    return Row("authors", core, seed, values)


def ours(store: Path, seeds: int) -> Iterator[Row]:
    """Our runs, and those of the control."""
    every_job = jobs()
    names = [(one, run) for one in every_job.values() for run in range(seeds)]
    records = run_all(names, SEED, 1, store)
    for (source, core), one in every_job.items():
        reached = [t for t in STEPS if t in one.checkpoints]
        for run in range(seeds):
            record = records[key(one), run]
            values = {name: [record[f"{t}.{name}"] for t in reached] for name in QUANTITIES}
            yield Row(source, core, run, values)


def main() -> None:
    """Run what is missing, then write the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--authors", type=Path, required=True, help="toy.py of the authors")
    parser.add_argument("--seeds", type=int, default=6, help="of each, at least 2")
    parser.add_argument("--store", type=Path, default=Path("_sweeps"))
    options = parser.parse_args()
    if not options.authors.is_file():
        parser.error(f"--authors must be a file, got {options.authors}")
    if options.seeds < 2:
        parser.error(f"--seeds must be at least 2, got {options.seeds}")
    if not options.out.parent.is_dir():
        parser.error(f"the folder of {options.out} must exist")
    made = provenance() | {"script": f"{REPOSITORY}/blob/{COMMIT}/toy.py", "seed": SEED}
    options.store.mkdir(parents=True, exist_ok=True)
    rows = []
    for seed in range(options.seeds):
        for core in CORES:
            print(f"authors, {core} core, seed {seed}", file=sys.stderr, flush=True)
            rows.append(theirs(options.authors, options.store, core, seed))
    print("ours", file=sys.stderr, flush=True)
    rows += ours(options.store, options.seeds)
    write_rows(options.out, made, "rows", (row._asdict() for row in rows))
    print(f"wrote {options.out}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        sys.exit(str(error))
