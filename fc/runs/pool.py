"""Many jobs and runs, over this machine's processes or a Dask cluster, one BLAS thread each."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from socket import create_connection

from fc.requirements import Record, require_package
from fc.runs.experiment import Experiment
from fc.runs.records import Name, Records, Store, code_version, key

Done = list[tuple[Name, Record]]
DASK_TIMEOUT = 10  # Seconds until an address that does not answer is given up.


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
        Address of a Dask scheduler, whose workers then run the jobs; they must have this package.

    Raises
    ------
    ValueError
        If the store is no folder, no scheduler answers, or a worker runs another version of this
        package.
    MissingPackage
        If a package is not installed that a job or `dask` needs.
    """
    from joblib import cpu_count
    from tqdm import tqdm

    distinct = {(key(job), run): job for job, run in jobs}
    cost = {name: job.setting.step_cost for name, job in distinct.items()}
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
    with (
        _workers(dask, min(processes or int(cpu_count()), max(len(waiting), 1))) as count,
        tqdm(total=total, initial=done, bar_format=text, disable=None) as bar,
        closing(_results(waiting, seed, count)) as results,
    ):
        for name, record in results:
            if kept:
                kept.put(name, record)
            found[name] = record
            bar.set_postfix_str(f"{len(found)} of {len(order)} runs", refresh=False)
            bar.update(cost[name])
    return {name: found[name] for name in order}


@contextmanager
def _workers(dask: str | None, processes: int) -> Iterator[int]:
    """Where joblib runs what it is given; yields its ``n_jobs``."""
    from joblib import parallel_config

    if dask is None:
        with parallel_config("loky", inner_max_num_threads=1):
            yield processes
        return
    distributed = require_package("distributed")
    try:
        # A client starts an event loop first, which takes seconds on a busy machine.
        address = distributed.comm.addressing.get_address_host_port(dask, strict=True)
        create_connection(address, DASK_TIMEOUT).close()
        client = distributed.Client(dask, timeout=DASK_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise ValueError(
            "dask must be the address of a running scheduler, such as tcp://127.0.0.1:8786, "
            f"got {dask!r}"
        ) from None
    with client, parallel_config("dask", client=client):
        yield -1


def _results(
    jobs: Mapping[Name, Experiment], seed: int, count: int
) -> Generator[tuple[Name, Record], None, None]:
    """Records in the order of their ends; one run a task, or all of a job that pays together."""
    from joblib import Parallel, delayed

    tasks = groupby(jobs, key=lambda name: name[0] if jobs[name].pays_together else name)
    calls = (delayed(_run)(jobs[names[0]], seed, names) for names in (list(t) for _, t in tasks))
    run = Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1)
    with closing(run(calls)) as results:
        for done, version in results:
            if version != code_version():
                raise ValueError(
                    "the workers must run this version of fc, got another: start again "
                    "after an edit, or install it there"
                )
            yield from done


def _run(job: Experiment, seed: int, names: Sequence[Name]) -> tuple[Done, str]:
    from threadpoolctl import threadpool_limits

    # A second BLAS thread makes every process slower, not faster, as soon as both cores are busy.
    with threadpool_limits(1):
        records = job.run_many(seed, [run for _, run in names])
    return list(zip(names, records, strict=True)), code_version()
