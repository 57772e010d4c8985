"""A Dask cluster gives the bytes that this machine gives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
pytest.importorskip("distributed", reason="the cluster is an optional extra")
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1,
                      dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path):
    """Starts one: the address of a scheduler with so many workers."""
    running, script = [], tmp_path / "cluster.py"
    script.write_text(CLUSTER)

    def start(workers):
        command = [sys.executable, script, str(workers)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        running.append(subprocess.Popen(command, cwd=tmp_path, **pipes))
        return running[-1].stdout.readline().strip()

    yield start
    for process in running:
        process.communicate(timeout=60)


OWN = Path(__file__).parents[2] / "book" / "own" / "start.py"


def verdicts(path, *options):
    """What a verification writes."""
    command = [sys.executable, "-m", "fc", "verify", "--scale", "smoke", "--json", path, *options]
    environment = os.environ | {"LOKY_MAX_CPU_COUNT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path.read_bytes()


def test_the_verdicts_are_the_same_bytes(cluster, tmp_path):
    path, there = tmp_path / "verdicts.json", ("--dask", cluster(2))
    # A file of claims goes there whole: no worker could import it.
    for what in (("4.3.laws",), ("--claims", OWN)):
        here = verdicts(path, *what)
        assert verdicts(path, *what, *there) == here
        assert verdicts(path, *what, *there, "--seed", "1") != here  # Control.


def test_no_scheduler_and_no_worker_are_one_sentence_each(cluster, call, monkeypatch):
    monkeypatch.setattr("fc.runs.pool.WORKER_SECONDS", 1)
    for address, words in (
        ("tcp://127.0.0.1:1", "dask must be the address of a running scheduler, such as"),
        ("anywhere", "dask must be the address of a running scheduler, such as"),
        (cluster(0), "the dask scheduler must have workers, got none"),
    ):
        code, out, err = call("verify", "4.3.laws", "--scale", "smoke", "--dask", address)
        assert (code, out) == (2, "") and err.splitlines()[-1].startswith(f"Error: {words}")
