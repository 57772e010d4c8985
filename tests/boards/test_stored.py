"""Stored records: they come back as they went, and a wrong one is noticed."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fc import Claim, Control, Range, Setting, Training, key, load, repeat, run_all
from fc.boards.catalogue import Board
from fc.boards.stored import DIGITS, save
from fc.boards.tables import cost_text
from fc.files import provenance, write_atomically
from fc.runs.records import Store
from fc.verdicts.judge import judge

DATA = Path(__file__).parents[2] / "book" / "data"
SMALL = Training(Setting(4, 4, d=64, width=8, batch=20), ("start", "T2"))
LARGER = Training(Setting(6, 6, d=144, width=8, batch=20), ("start", "T2"))
CLAIM = Claim(
    "4.9.made_up",
    "Made up.",
    "a number",
    Range(low=0),
    ((8, SMALL),),
    "T2.risk_id",
    2,
    Control("larger", ((12, LARGER),), "T2.risk_id"),
)


LARGEST = Control(
    "the largest", ((16, replace(LARGER, setting=Setting(8, 8, d=256))),), "T2.risk_id"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def board(store):
    records = run_all(CLAIM.jobs(), 5, processes=1, store=store)
    return Board("smoke", 5, judge([CLAIM], records), records)


@pytest.fixture
def path(board, tmp_path):
    save(board, tmp_path / "records.json", provenance())
    return tmp_path / "records.json"


def test_records_come_back_rounded_to_six_digits(board, path):
    stored = load(path)
    assert stored.records.keys() == board.records.keys()
    for name, record in board.records.items():
        assert stored.records[name].keys() == record.keys()
        for entry, value in record.items():
            assert stored.records[name][entry] == float(f"{value:.{DIGITS}g}")
    # Control: unrounded, some would differ.
    assert stored.records != board.records
    assert re.fullmatch(r"[\d-]{10}T\d\d:\d\dZ", stored.begun)  # To the minute.


def test_a_value_that_is_missing_or_no_number_stays_missing(board, tmp_path):
    records = {name: dict(record) for name, record in board.records.items()}
    records[key(SMALL), 0].pop("T2.risk_id")
    records[key(SMALL), 1]["T2.risk_id"] = math.nan
    save(board._replace(records=records), tmp_path / "gaps.json", {})
    stored = load(tmp_path / "gaps.json").records
    assert "T2.risk_id" not in stored[key(SMALL), 0]
    assert "T2.risk_id" not in stored[key(SMALL), 1]
    assert judge([CLAIM], stored)[0].measured == "2 of 2 runs did not reach T2.risk_id"


def test_a_slice_repeats_to_the_stored_digits(path):
    stored = load(path)
    assert repeat(stored, [CLAIM], math.inf)[0] == 2
    count, deviation = repeat(stored, [CLAIM], SMALL.setting.step_cost)
    assert count == 1  # One job is small enough.
    assert deviation <= 0.5 * 10 ** (1 - DIGITS)


@pytest.mark.parametrize("change", ["value", "entry"])
def test_a_tampered_record_is_noticed(path, change):
    content = json.loads(path.read_text())
    for job in content["jobs"]:
        values = job["values"]
        if change == "value":
            values["T2.risk_id"][0] *= 1.0001
        else:
            values["T2.other"] = values.pop("T2.risk_id")
    path.write_text(json.dumps(content))
    assert repeat(load(path), [CLAIM], math.inf)[1] > 9e-5


JOB = '{"job": {}, "runs": [0, 1], "values": {"x": [1.0]}}'


@pytest.mark.parametrize("text", ["", '{"provenance": {}, "jobs": [{}]}', f'{{"jobs": [{JOB}]}}'])
def test_a_broken_file_is_one_value_error(tmp_path, text):
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"broken\.json is not a file of stored records$"):
        load(path)


def test_a_run_that_two_claims_share_is_counted_once(board, store):
    kept, other = Store(store, 5), replace(CLAIM, id="4.9.other", control=LARGEST)
    assert all(kept.seconds(name) > 0 for name in board.records)
    with pytest.raises(FileNotFoundError):
        cost_text([other], kept)
    for job, cost in ((SMALL, 1.0), (LARGER, 10.0), (LARGEST.sweep[0][1], 100.0)):
        for run in range(2):
            kept.put((key(job), run), {}, cost)
    lines = [line.split()[:4] for line in cost_text([CLAIM, other], kept).splitlines()]
    assert lines[0] == ["4.9.made_up", "4", "runs", "22.0"]
    assert lines[1] == ["4.9.other", "2", "runs", "200.0"]
    assert lines[2] == ["all", "6", "runs", "222.0"]


# --- Writing. ---------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["write_text", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, failing):
    path = tmp_path / "result.json"
    write_atomically(path, "old")

    def fail(self, *_, **__):
        self.touch()  # As a disk that fills up half-way.
        raise OSError("No space left on device")

    monkeypatch.setattr(f"pathlib.Path.{failing}", fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
