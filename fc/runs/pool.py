"""Many jobs and runs, over this machine's processes or a Dask cluster, one BLAS thread each."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from socket import create_connection
from typing import Any

from fc.requirements import Record
from fc.runs.cache import Name, Store, code_version
from fc.runs.experiment import Experiment
from fc.runs.records import Records, key

DASK_TIMEOUT = 10  # Seconds until an address that does not answer is given up.
POLL = 0.2  # Seconds between two looks at what another sweep is running.


def _run(names: list[Name], job: Experiment, seed: int) -> tuple[list[tuple[Name, Record]], str]:
    from threadpoolctl import threadpool_limits

    runs = [run for _, run in names]
    # A second BLAS thread makes every process slower, not faster, as soon as both cores are busy.
    with threadpool_limits(1):
        if job.pays_together and len(runs) > 1:
            records = job.run_many(seed, runs)
        else:
            records = [job.run(seed, run) for run in runs]
    return list(zip(names, records, strict=True)), code_version()


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
        Folder that keeps each run as soon as it is done (`fc.runs.cache`). What it holds is not run
        again, and what another sweep is running is waited for.
    dask : str, optional
        Address of a Dask scheduler, whose workers then run the jobs; they must have this package.

    Raises
    ------
    ValueError
        If the store is no folder, Dask is not installed, no scheduler answers, or a worker runs
        another version of this package.
    """
    from tqdm import tqdm

    distinct = {(key(job), run): job for job, run in jobs}
    # The longest first: a long job that starts last would leave the other processes idle.
    order = sorted(distinct, key=lambda name: -distinct[name].setting.step_cost)
    kept = Store(store, seed) if store is not None else None
    found: dict[Name, Record] = {}
    # A bar only where stderr is a terminal (disable=None). Its time left counts each run's cost.
    total = sum(job.setting.step_cost for job in distinct.values())
    text = "{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"
    with (
        _workers(dask, min(processes or _cores(), max(len(order), 1))) as count,
        tqdm(total=total, bar_format=text, disable=None) as bar,
    ):
        with closing(_sweep({n: distinct[n] for n in order}, seed, kept, count)) as sweep:
            for name, record in sweep:
                found[name] = record
                bar.set_postfix_str(f"{len(found)} of {len(order)} runs", refresh=False)
                bar.update(distinct[name].setting.step_cost)
    return {name: found[name] for name in order}


def _cores() -> int:
    from joblib import cpu_count

    return int(cpu_count())


@contextmanager
def _workers(dask: str | None, processes: int) -> Iterator[int]:
    """Where joblib runs what it is given; yields its ``n_jobs``."""
    from joblib import parallel_config

    if dask is None:
        with parallel_config("loky", inner_max_num_threads=1):
            yield processes
        return
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise ValueError("dask needs the package distributed: pip install distributed") from None
    try:
        # A client starts an event loop first, which takes seconds on a busy machine.
        create_connection(get_address_host_port(dask, strict=True), DASK_TIMEOUT).close()
        client: Any = Client(dask, timeout=DASK_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError):
        raise ValueError(
            "dask must be the address of a running scheduler, such as tcp://127.0.0.1:8786, "
            f"got {dask!r}"
        ) from None
    with client, parallel_config("dask", client=client):
        yield -1


def _sweep(
    jobs: Mapping[Name, Experiment], seed: int, store: Store | None, count: int
) -> Generator[tuple[Name, Record], None, None]:
    """Records as they come: stored ones, then those that are run here or by another sweep."""
    from filelock import BaseFileLock, Timeout
    from joblib import Parallel, delayed

    waiting = list(jobs)
    held: dict[Name, BaseFileLock] = {}
    stored: list[tuple[Name, Record]] = []
    elsewhere: list[Name] = []

    def to_run() -> Iterator[Name]:
        """Never waits: a sweep that waits while it holds locks could wait for ever."""
        for name in waiting:
            if store is not None:
                lock = store.lock(name)
                try:
                    lock.acquire()
                except Timeout:
                    elsewhere.append(name)
                    continue
                held[name] = lock
                if (record := store.get(name)) is not None:
                    store.release(held.pop(name))
                    stored.append((name, record))
                    continue
            yield name

    def tasks() -> Iterator[Any]:
        """One run each, or the runs of one job where they pay together."""
        task: list[Name] = []
        for name in to_run():
            if task and task[0][0] != name[0]:
                yield delayed(_run)(task, jobs[task[0]], seed)
                task = []
            task.append(name)
            job = jobs[name]
            if not job.pays_together:
                yield delayed(_run)(task, job, seed)
                task = []
        if task:
            yield delayed(_run)(task, jobs[task[0]], seed)

    try:
        while waiting:
            # One run a batch, and in the order of their ends: each is stored as soon as it is done.
            run = Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1)
            # Closed first whatever happens, so that no more locks are taken.
            with closing(run(tasks())) as results:
                for done, version in results:
                    if version != code_version():
                        raise ValueError(
                            "the workers must run this version of fc, got another: start again "
                            "after an edit, or install it there"
                        )
                    for name, record in done:
                        if store is not None:
                            store.put(name, record)
                            store.release(held.pop(name))
                        yield name, record
            yield from stored
            waiting = elsewhere.copy()
            stored.clear()
            elsewhere.clear()
            if waiting:
                time.sleep(POLL)
    finally:
        for lock in list(held.values()):
            lock.release()
