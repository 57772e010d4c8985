"""Many jobs and runs, over this machine's processes or a Dask cluster, one BLAS thread each."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from socket import create_connection
from time import perf_counter

from fc.requirements import Record, require_integer, require_package, shown
from fc.runs.experiment import Experiment
from fc.runs.records import Name, Records, Store, code_version, key
from fc.runs.source import runs_of

Done = list[tuple[Name, Record, float]]
Call = tuple[Experiment, int, list[Name]]
Results = Generator[tuple[Done, str], None, None]
LARGEST_WORK = 1e15  # Products of a weight and an input: several days of one core.
USUAL_STEPS = 320  # Of a run to T2.
DASK_SECONDS = 10
WORKER_SECONDS = 90  # A worker that starts beside other work takes a while.


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
    dask: str | None = None,
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
    dask : str, optional
        Address of a Dask scheduler; its workers run the jobs, in place of processes here.

    Raises
    ------
    ValueError
        If `processes` is below 1, the store is no folder, the work does not end in days, no
        scheduler with workers answers, or a process or worker runs another version of this package.
    MissingPackage
        If a package is not installed that a job or `dask` needs.
    """
    from joblib import cpu_count
    from tqdm import tqdm

    if processes is not None:
        require_integer("processes", processes, 1)
    distinct = {(key(job), run): job for job, run in jobs}
    cost = {name: getattr(job.setting, "step_cost", 1.0) for name, job in distinct.items()}
    require_end(USUAL_STEPS * sum(cost.values()))
    # The longest first: a long job that starts last would leave the other processes idle.
    order = sorted(distinct, key=lambda name: -cost[name])
    kept = Store(store, seed) if store is not None else None
    found = {name: x for name in order if kept and (x := kept.get(name)) is not None}
    waiting = {name: distinct[name] for name in order if name not in found}
    # A bar only where stderr is a terminal (disable=None). Its time left counts each run's cost.
    total, done = sum(cost.values()), sum(cost[name] for name in found)
    text = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"
    tasks = groupby(waiting, lambda name: name[0] if waiting[name].pays_together else name)
    calls = [(waiting[names[0]], seed, names) for names in (list(task) for _, task in tasks)]
    count = min(processes or int(cpu_count()), max(len(calls), 1))
    with (
        tqdm(total=total, initial=done, bar_format=text, disable=None) as bar,
        closing(_here(calls, count) if dask is None else _on_dask(calls, dask)) as results,
    ):
        for records, version in results:
            if version != code_version():
                raise ValueError("all processes must run the same fc, got another: start again")
            for name, record, seconds in records:
                if kept:
                    kept.put(name, record, seconds)
                found[name] = record
                bar.set_postfix_str(f"{len(found)} of {len(order)} runs", refresh=False)
                bar.update(cost[name])
    return {name: found[name] for name in order}


def _here(calls: Iterable[Call], count: int) -> Results:
    """What `_run` returns, in the order of the ends, from processes of this machine."""
    from joblib import Parallel, delayed, parallel_config

    with parallel_config("loky", inner_max_num_threads=1):
        run = Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1)
        with closing(run(delayed(_run)(*call) for call in calls)) as results:
            yield from results


def _on_dask(calls: Iterable[Call], address: str) -> Results:
    """The same from the workers of a scheduler."""
    import cloudpickle

    distributed = require_package("distributed")
    try:
        # A client that finds nobody leaves a thread behind that complains.
        place = distributed.comm.addressing.get_address_host_port(address, strict=True)
        create_connection(place, DASK_SECONDS).close()
        client = distributed.Client(address, timeout=DASK_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise ValueError(
            "dask must be the address of a running scheduler, such as tcp://127.0.0.1:8786, got "
            f"{shown(address)}"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise ValueError("the dask scheduler must have workers, got none") from None
        # Whole, as loky sends it: a user's file cannot be imported there.
        sent = map(cloudpickle.dumps, calls)
        futures = [client.submit(_run_sent, call, pure=False) for call in sent]
        for future in distributed.as_completed(futures, loop=client.loop):
            yield future.result()


def _run_sent(call: bytes) -> tuple[Done, str]:
    return _run(*pickle.loads(call))


def _run(job: Experiment, seed: int, names: Sequence[Name]) -> tuple[Done, str]:
    from threadpoolctl import threadpool_limits

    began = perf_counter()
    # A second BLAS thread makes every process slower, not faster, as soon as both cores are busy.
    with threadpool_limits(1):
        records = runs_of(job, seed, [run for _, run in names])
    each = (perf_counter() - began) / len(names)
    return [(*done, each) for done in zip(names, records, strict=True)], code_version()
