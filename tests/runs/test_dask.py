"""A Dask cluster of two workers gives the bytes that one process gives."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from fuzz import within
from sweep import COUNT, jobs, runs_in

from fc import run_all

pytestmark = pytest.mark.long

pytest.importorskip("distributed", reason="the cluster is an optional extra")
SWEEP = Path(__file__).parents[1] / "helpers" / "sweep.py"
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1,
                      dashboard_address=None) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""


@contextmanager
def started(folder, workers, **environment):
    """Address of a scheduler and the process numbers of its workers."""
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, script, str(workers)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors, text=True, cwd=folder, env=os.environ | environment,
        )  # fmt: skip
    address, *pids = process.stdout.readline().split()
    yield address, [int(pid) for pid in pids]
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


def verified(path, *options, **environment):
    command = [sys.executable, "-m", "fc", "verify", "4.3.id", "--scale", "smoke", "--json", path]
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
    alone = run_all(jobs(tmp_path / "alone", 0.0), 5, 1)
    assert found == [alone[name] for name in sorted(alone, key=lambda name: name[1])]


NO_SCHEDULER = r"^dask must be the address of a running scheduler, "


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "", "tcp://127.0.0.1:123456"])
def test_an_address_without_a_scheduler_is_refused_at_once(address):
    with within(10), pytest.raises(ValueError, match=NO_SCHEDULER):
        run_all([], 0, dask=address)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        # Of Dask's own form: one frame, of no bytes, of text, of far more than comes.
        *(struct.pack("<3Q", 16, 1, n) + b"x" * 8 for n in (0, 8, 10**6, 2**60)),
    ],
)
def test_what_answers_in_another_protocol_is_refused_in_time(answer, monkeypatch):
    monkeypatch.setattr("fc.runs.pool.DASK_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with suppress(OSError):  # The server was closed.
                while True:
                    talking.append(server.accept()[0])
                    talking[-1].sendall(answer)  # And then nothing more.

        talking = []
        threading.Thread(target=serve, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with within(10), pytest.raises(ValueError, match=NO_SCHEDULER):
            run_all([], 0, dask=address)
        server.shutdown(socket.SHUT_RDWR)
    assert talking  # Control: it did answer.
    for one in talking:
        one.close()


def test_a_worker_is_no_scheduler(cluster):
    from distributed import Client

    with Client(cluster[0], set_as_default=False) as client:
        worker = next(iter(client.scheduler_info()["workers"]))
    with pytest.raises(ValueError, match=NO_SCHEDULER):
        run_all([], 0, dask=worker)
    assert run_all([], 0, dask=cluster[0]) == {}  # Control.


def test_workers_without_the_package_are_one_sentence(tmp_path, call):
    refusal = "raise ModuleNotFoundError(\"No module named 'fc'\", name='fc')\n"
    (tmp_path / "fc.py").write_text(refusal)  # Found before the installed one.
    with started(tmp_path, 1, PYTHONPATH=str(tmp_path)) as (address, _):
        code, out, err = call("verify", "4.3", "--scale", "smoke", "--dask", address)
    assert (code, out) == (2, "")
    assert err.startswith("Error: the workers must run this version of fc, not so tcp://127.0.0.1:")
    assert err.endswith(": No module named 'fc'.\n")


def test_a_scheduler_without_workers_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("fc.runs.pool.DASK_TIMEOUT", 2)
    sentence = r"^the dask scheduler must have workers, got none: start one first$"
    with started(tmp_path, 0) as (address, _), pytest.raises(ValueError, match=sentence):
        run_all([], 0, dask=address)


def test_a_scheduler_that_dies_is_one_sentence_and_the_sweep_goes_on(tmp_path):
    log = tmp_path / "log"
    with started(tmp_path, 1) as (address, _):
        sweep = subprocess.Popen(
            [sys.executable, SWEEP, tmp_path / "store", log, "1", tmp_path / "out", address],
            env=os.environ | {"SECONDS_A_RUN": "0.1"}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while len(runs_in(log)) < COUNT // 4:
            assert sweep.poll() is None
            time.sleep(0.01)
    _, err = sweep.communicate(timeout=60)
    assert sweep.returncode == 1
    assert err.endswith("ConnectionError: the dask scheduler was lost; start both again\n")
    before = len(list((tmp_path / "store").glob("*.json")))
    assert COUNT // 8 < before < COUNT
    records = run_all(jobs(str(log), 0.0), 5, 1, tmp_path / "store")
    assert len(records) == COUNT
