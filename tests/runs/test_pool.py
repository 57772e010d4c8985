"""Many runs over processes: the same bits however they are spread."""

from dataclasses import dataclass
from typing import ClassVar

from fc import Setting, Simulation, Training, key, run_all
from fc.runs.experiment import Experiment

TINY = Setting(4, 4, d=64, width=8, batch=20)
JOBS = [(Training(TINY), run) for run in range(3)] + [(Simulation(TINY, 0.0, 5), 0)]


def test_a_record_is_that_of_the_job_alone_however_many_processes_there_are():
    for records in (run_all(JOBS, 7, processes=count) for count in (1, 2)):
        assert records == {(key(job), run): job.run(7, run) for job, run in JOBS}
        assert records != run_all(JOBS, 8, processes=1)


@dataclass(frozen=True)
class Counted(Experiment):
    """A job that counts its runs."""

    setting: Setting
    runs: ClassVar[list] = []

    def run(self, seed, run):
        Counted.runs.append((self.setting.d0, run))
        return {"seed": float(seed), "run": float(run)}


def test_a_repeated_job_runs_once_and_the_longest_comes_first():
    long = Counted(Setting(8, 8, d=64, width=8, batch=20))
    short = Counted(TINY)
    records = run_all([(short, 0), (short, 0), (long, 0), (short, 1)], 3, processes=1)
    assert Counted.runs == [(16, 0), (8, 0), (8, 1)]
    assert records[key(short), 1] == {"seed": 3, "run": 1}
