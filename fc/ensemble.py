"""Many jobs and runs over processes, one BLAS thread each."""

from __future__ import annotations

from collections.abc import Iterable

from fc.claims import Records
from fc.runs import Job, Record, key
from fc.setting import Setting


def _run(job: Job, seed: int, run: int) -> Record:
    from threadpoolctl import threadpool_limits

    # A second BLAS thread makes every process slower, not faster, as soon as both cores are busy.
    with threadpool_limits(1):
        return job.run(seed, run)


def step_cost(setting: Setting) -> int:
    """``N d0 m``, proportional to the time of one step."""
    return setting.batch * setting.d0 * setting.width


def run_all(jobs: Iterable[tuple[Job, int]], seed: int, processes: int | None = None) -> Records:
    """Records of all distinct (job, run), keyed by `fc.runs.key` and run.

    Parameters
    ----------
    jobs : iterable of (Job, int)
        Repeated entries are run once.
    seed : int
        Run i draws from ``SeedSequence([seed, i])``, whatever the process that it lands in.
    processes : int, optional
        Default: the number of cores.
    """
    from joblib import Parallel, cpu_count, delayed, parallel_config
    from tqdm import tqdm

    distinct = {(key(job), run): job for job, run in jobs}
    # The longest first: a long job that starts last would leave the other processes idle.
    order = sorted(distinct, key=lambda name: -step_cost(distinct[name].setting))
    count = min(processes or cpu_count(), max(len(order), 1))
    with parallel_config("loky", inner_max_num_threads=1):
        results = Parallel(n_jobs=count, return_as="generator")(
            delayed(_run)(distinct[name], seed, name[1]) for name in order
        )
        # disable=None: a bar only where stderr is a terminal.
        bar = tqdm(results, total=len(order), unit="run", disable=None)
        return dict(zip(order, bar, strict=True))
