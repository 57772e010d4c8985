"""A sweep in a process of its own: ``python sweep.py STORE LOG PROCESSES OUT``."""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fc import Setting, run_all
from fc.runs.experiment import Experiment

COUNT, SECONDS = 120, 0.02


@dataclass(frozen=True)
class Logged(Experiment):
    """A job that takes a while and writes down that it ran."""

    setting: Setting
    log: str
    seconds: float

    def run(self, seed, run):
        with open(self.log, "a") as log:  # One short line is appended whole.
            log.write(f"{run}\n")
        time.sleep(self.seconds)
        return {"x": float(np.random.default_rng([seed, run]).normal()), "run": run}


def jobs(log, seconds=SECONDS, count=COUNT):
    job = Logged(Setting(1, 1), str(log), seconds)
    return [(job, run) for run in range(count)]


def runs_in(log):
    """Numbers of the runs that were started, in order."""
    return [int(line) for line in Path(log).read_text().split()] if Path(log).exists() else []


if __name__ == "__main__":
    store, log, processes, out = sys.argv[1:]
    found = run_all(jobs(log), 5, int(processes), store)
    by_run = [found[name] for name in sorted(found, key=lambda name: name[1])]
    Path(out).write_text(json.dumps(by_run))
