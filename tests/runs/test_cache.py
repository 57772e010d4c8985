"""Sweeps that are killed, that share a store, or that meet a damaged entry."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sweep import COUNT, jobs, runs_in

from fc import key, run_all
from fc.runs.records import Store, source_digest

pytestmark = pytest.mark.long

SWEEP = Path(__file__).parents[1] / "helpers" / "sweep.py"


def start(folder, processes):
    """A sweep over the store in `folder`, in a process of its own."""
    # Not to pipes: they would stay open as long as a worker outlives a killed sweep.
    out = folder / f"out{len(list(folder.glob('out*')))}"
    command = [sys.executable, SWEEP, folder / "store", folder / "log", str(processes), out]
    return subprocess.Popen(command)


def stored(folder):
    """Numbers of the runs that are stored, each entry whole."""
    entries = [json.loads(path.read_text()) for path in (folder / "store").glob("*.json")]
    return {entry["record"]["run"] for entry in entries}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Records of the sweep, by run."""
    found = run_all(jobs(tmp_path_factory.mktemp("undisturbed") / "log", 0.0), 5, 1)
    return [found[name] for name in sorted(found, key=lambda name: name[1])]


def records_of(process):
    assert process.wait(timeout=120) == 0
    return json.loads(Path(process.args[-1]).read_text())


@pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_a_sweep_killed_many_times_ends_as_an_undisturbed_one(tmp_path, undisturbed, kills):
    rng, log = np.random.default_rng(1), tmp_path / "log"
    again = []
    for kill in range(kills):
        before, started = stored(tmp_path), len(runs_in(log))
        process = start(tmp_path, processes=1 + kill % 2)
        few = rng.integers(1, 7)
        while process.poll() is None and len(runs_in(log)) < started + few:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        again += [run for run in runs_in(log)[started:] if run in before]
    before, started = stored(tmp_path), len(runs_in(log))
    assert 0 < len(before) < COUNT
    assert records_of(start(tmp_path, processes=2)) == undisturbed
    again += [run for run in runs_in(log)[started:] if run in before]
    assert again == []
    assert stored(tmp_path) == set(range(COUNT))
    # Control: what was lost in flight ran again, so the log does see a second run.
    assert len(runs_in(log)) > COUNT


def test_two_sweeps_that_share_a_store_are_both_right_and_store_each_run_whole(
    tmp_path, undisturbed, capfd
):
    sweeps, partly = [start(tmp_path, processes) for processes in (1, 2)], 0
    while any(sweep.poll() is None for sweep in sweeps):
        partly += 0 < len(stored(tmp_path)) < COUNT
    assert partly  # The store was looked at while they wrote.
    assert [records_of(sweep) for sweep in sweeps] == [undisturbed] * 2
    assert stored(tmp_path) == set(range(COUNT))
    assert capfd.readouterr().err == ""
    # At worst a run is made twice.
    assert max(Counter(runs_in(tmp_path / "log")).values()) <= 2


# --- Damage. ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [-20, 0, None], ids=["truncated", "empty", "no entry"])
def test_a_damaged_entry_is_reported_and_made_again(tmp_path, kept, capfd):
    log, store = tmp_path / "log", tmp_path / "store"

    def again():
        return run_all(jobs(log, 0.0), 5, 1, store)

    records = again()
    # Control: nothing is reported or run while all is well.
    assert again() == records
    assert (len(runs_in(log)), capfd.readouterr().err) == (COUNT, "")
    victim = sorted(store.glob("*.json"))[7]
    run = json.loads(victim.read_text())["record"]["run"]
    victim.write_bytes(b"[]" if kept is None else victim.read_bytes()[:kept])
    assert again() == records
    assert runs_in(log)[COUNT:] == [run]
    assert capfd.readouterr().err == f"{victim} is corrupt: its run is made again.\n"
    assert again() == records
    assert len(runs_in(log)) == COUNT + 1


# --- What an entry is kept under. -------------------------------------------------------------


def test_an_entry_belongs_to_its_job_seed_run_and_code(tmp_path, monkeypatch):
    (job, _), *_ = jobs(tmp_path / "log")
    (other, _), *_ = jobs(tmp_path / "log", seconds=1.0)
    store = Store(tmp_path, 5)
    store.put((key(job), 0), {"x": 1.0})
    assert store.get((key(job), 0)) == {"x": 1.0}
    assert store.get((key(job), 1)) is None
    assert store.get((key(other), 0)) is None
    assert Store(tmp_path, 6).get((key(job), 0)) is None
    monkeypatch.setattr("fc.runs.records.code_version", lambda: "other code")
    assert store.get((key(job), 0)) is None


def test_the_source_is_that_of_every_file(tmp_path):
    (tmp_path / "theorems").mkdir()
    for name in ("store.py", "theorems/scale.py"):
        (tmp_path / name).write_text("x = 1\n")
    first = source_digest(tmp_path)
    assert source_digest(tmp_path) == first
    (tmp_path / "theorems" / "scale.py").write_text("x = 2\n")
    assert source_digest(tmp_path) != first


def test_a_worker_with_another_source_is_refused_and_what_was_done_is_kept(tmp_path, monkeypatch):
    versions = iter(["this", "this", "another"] + ["this"] * 1000)
    monkeypatch.setattr("fc.runs.pool.code_version", lambda: next(versions))
    with pytest.raises(ValueError, match=r"^all processes must run the same fc, got another"):
        run_all(jobs(tmp_path / "log", 0.0, 5), 5, 1, tmp_path / "store")
    assert len(list((tmp_path / "store").glob("*.json"))) == 1
    # The same sweep goes on.
    monkeypatch.undo()
    assert len(run_all(jobs(tmp_path / "log", 0.0, 5), 5, 1, tmp_path / "store")) == 5


@pytest.mark.parametrize("make", ["file", "below a file", "nothing", "null"])
def test_a_store_that_is_no_folder_is_refused(tmp_path, make):
    path = tmp_path / "file"
    path.touch()
    path = {"below a file": path / "store", "nothing": "", "null": "\0"}.get(make, path)
    with pytest.raises(ValueError, match=r"^store must be a writable folder, got "):
        run_all([], 0, 1, path)
