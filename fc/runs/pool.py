"""Many jobs and runs, over this machine's processes, one BLAS thread each."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from time import perf_counter

from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.runs.records import Name, Records, Store, code_version, key

Done = list[tuple[Name, Record, float]]
Call = tuple[Experiment, int, list[Name]]
LARGEST_WORK = 1e15  # Products of a weight and an input: several days of one core.
USUAL_STEPS = 320  # Of a run to T2.


def require_end(work: float) -> None:
    """A ValueError for more work than can end."""
    if work > LARGEST_WORK:
        raise ValueError(
            "seeds x steps x batch x width x (n_core + n_bg) must be at most "
            f"{LARGEST_WORK:g}, several days of one core, got about {work:.2g}"
        )


def run_all(
    jobs: Iterable[tuple[Experiment, int]],
    seed: int,
    processes: int | None = None,
    store: str | Path | None = None,
) -> Records:
    """Records of all distinct (job, run), keyed by `fc.runs.records.key` and run.

    Parameters
    ----------
    jobs : iterable of (Experiment, int)
        Repeated entries are run once.
    seed : int
        Run i draws from ``SeedSequence([seed, i])``, whatever the process that it lands in.
    processes : int, optional
        Default: the number of cores.
    store : path, optional
        Folder that keeps each run as soon as it is done. What it holds is not run again.

    Raises
    ------
    ValueError
        If the store is no folder, the work does not end in days, or a process runs another version
        of this package, which was edited meanwhile.
    MissingPackage
        If a package is not installed that a job needs.
    """
    from joblib import cpu_count
    from tqdm import tqdm

    distinct = {(key(job), run): job for job, run in jobs}
    cost = {name: job.setting.step_cost for name, job in distinct.items()}
    require_end(USUAL_STEPS * sum(cost.values()))
    # The longest first: a long job that starts last would leave the other processes idle.
    order = sorted(distinct, key=lambda name: -cost[name])
    kept = Store(store, seed) if store is not None else None
    found: dict[Name, Record] = {}
    if kept:
        found = {name: record for name in order if (record := kept.get(name)) is not None}
    waiting = {name: distinct[name] for name in order if name not in found}
    # A bar only where stderr is a terminal (disable=None). Its time left counts each run's cost.
    total, done = sum(cost.values()), sum(cost[name] for name in found)
    text = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"
    tasks = groupby(waiting, lambda name: name[0] if waiting[name].pays_together else name)
    calls = [(waiting[names[0]], seed, names) for names in (list(task) for _, task in tasks)]
    count = min(processes or int(cpu_count()), max(len(calls), 1))
    with (
        tqdm(total=total, initial=done, bar_format=text, disable=None) as bar,
        closing(_ended(calls, count)) as results,
    ):
        for records, version in results:
            if version != code_version():
                raise ValueError("fc must stay as it is during the runs, got an edit: start again")
            for name, record, seconds in records:
                if kept:
                    kept.put(name, record, seconds)
                found[name] = record
                bar.set_postfix_str(f"{len(found)} of {len(order)} runs", refresh=False)
                bar.update(cost[name])
    return {name: found[name] for name in order}


def _ended(calls: Iterable[Call], count: int) -> Generator[tuple[Done, str], None, None]:
    """What `_run` returns, in the order of the ends."""
    from joblib import Parallel, delayed, parallel_config

    with parallel_config("loky", inner_max_num_threads=1):
        run = Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1)
        with closing(run(delayed(_run)(*call) for call in calls)) as results:
            yield from results


def _run(job: Experiment, seed: int, names: Sequence[Name]) -> tuple[Done, str]:
    from threadpoolctl import threadpool_limits

    began = perf_counter()
    # A second BLAS thread makes every process slower, not faster, as soon as both cores are busy.
    with threadpool_limits(1):
        records = job.run_many(seed, [run for _, run in names])
    each = (perf_counter() - began) / len(names)
    return [(*done, each) for done in zip(names, records, strict=True)], code_version()
