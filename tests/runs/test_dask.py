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
    running = []

    def start(workers):
        script = tmp_path / "cluster.py"
        script.write_text(CLUSTER)
        command = [sys.executable, script, str(workers)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        running.append(subprocess.Popen(command, cwd=tmp_path, **pipes))
        return running[-1].stdout.readline().strip()

    yield start
    for process in running:
        process.communicate(timeout=60)


OWN = Path(__file__).parents[2] / "book" / "own" / "start.py"


def verify(path, *options):
    command = [sys.executable, "-m", "fc", "verify", "--scale", "smoke", "--json", path]
    command += [] if "--claims" in options else ["4.3.laws"]
    environment = os.environ | {"LOKY_MAX_CPU_COUNT": "1"}
    return subprocess.run([*command, *options], env=environment, capture_output=True, text=True)


def test_the_verdicts_are_the_same_bytes(cluster, tmp_path):
    address, paths = cluster(2), [tmp_path / name for name in ("here", "there", "other")]
    for path, options in zip(
        paths, ([], ["--dask", address], ["--dask", address, "--seed", "1"]), strict=True
    ):
        done = verify(path, *options)
        assert done.returncode == 0, done.stderr
    here, there, other = (path.read_bytes() for path in paths)
    assert here == there
    assert here != other  # Control.
    there_too = ("--dask", address)
    # A file of claims goes there whole: no worker could import it.
    own = [verify(x, "--claims", OWN, *y) for x, y in ((paths[0], ()), (paths[1], there_too))]
    assert [done.returncode for done in own] == [0, 0], own
    assert paths[0].read_bytes() == paths[1].read_bytes() != here


def test_no_scheduler_and_no_worker_are_one_sentence_each(cluster, call, monkeypatch):
    monkeypatch.setattr("fc.runs.pool.WORKER_SECONDS", 1)
    for address, words in (
        ("tcp://127.0.0.1:1", "dask must be the address of a running scheduler, such as"),
        ("anywhere", "dask must be the address of a running scheduler, such as"),
        (cluster(0), "the dask scheduler must have workers, got none"),
    ):
        code, out, err = call("verify", "4.3.laws", "--scale", "smoke", "--dask", address)
        assert (code, out) == (2, "") and err.splitlines()[-1].startswith(f"Error: {words}")
