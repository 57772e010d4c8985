"""A Dask cluster of two workers gives the bytes that one process gives."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sweep import COUNT, runs_in

from fc import run_all

pytest.importorskip("distributed", reason="the cluster is an optional extra")
SWEEP = Path(__file__).parents[1] / "helpers" / "sweep.py"
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Address of a scheduler and the process numbers of its two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            text=True, cwd=folder,
        )  # fmt: skip
    address, *pids = process.stdout.readline().split()
    yield address, [int(pid) for pid in pids]
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


def verified(path, *options, **environment):
    command = [sys.executable, "-m", "fc", "verify", "4.3", "--scale", "smoke", "--json", path]
    done = subprocess.run(
        [*command, *options], env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return path.read_bytes()


def test_the_verdicts_are_the_same_bytes(cluster, tmp_path):
    one = verified(tmp_path / "one.json", LOKY_MAX_CPU_COUNT="1")
    assert verified(tmp_path / "dask.json", "--dask", cluster[0]) == one
    # Control: another seed gives other bytes.
    assert verified(tmp_path / "other.json", "--seed", "1", "--dask", cluster[0]) != one


def test_a_worker_that_is_killed_changes_nothing(cluster, tmp_path):
    address, (victim, _) = cluster
    out, log = tmp_path / "out", tmp_path / "log"
    sweep = subprocess.Popen(
        [sys.executable, SWEEP, tmp_path / "store", log, "1", out, address],
        env=os.environ | {"SECONDS_A_RUN": "0.1"},
    )
    while len(runs_in(log)) < COUNT // 4:
        assert sweep.poll() is None
        time.sleep(0.01)
    os.kill(victim, signal.SIGKILL)
    assert sweep.wait(timeout=120) == 0
    found = json.loads(out.read_text())
    assert found == [{"x": found[run]["x"], "run": run} for run in range(COUNT)]
    # The same sweep in this process, without a cluster.
    from sweep import jobs

    alone = run_all(jobs(tmp_path / "alone", 0.0), 5, 1)
    assert found == [alone[name] for name in sorted(alone, key=lambda name: name[1])]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", ""])
def test_an_address_without_a_scheduler_is_refused(address, monkeypatch):
    monkeypatch.setattr("fc.runs.pool.DASK_TIMEOUT", 0.5)
    with pytest.raises(ValueError, match=r"^dask must be the address of a running scheduler, "):
        run_all([], 0, dask=address)
