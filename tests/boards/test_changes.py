"""`python -m fc compare`: a verdict that turned is found, and chance is put in numbers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import fc
from fc.boards.comparison import chance_text, change_table, changes

DATA = Path(__file__).parents[2] / "book" / "data"
QUICK = fc.load(DATA / "quick.json")
OF = f"of {len(fc.claims(scale=QUICK.scale))} verdicts differ"


def compare(*arguments):
    command = [sys.executable, "-m", "fc", "compare", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def turned(tmp_path_factory):
    """Stored records in which the OOD risk of Theorem 4.3 vanishes."""
    content = json.loads((DATA / "quick.json").read_text(encoding="utf-8"))
    claim = next(c for c in fc.claims(scale="quick") if c.id == "4.3.worst")
    jobs = {fc.runs.records.key(job) for _, job in claim.sweep}
    changed = 0
    for job in content["jobs"]:
        if json.dumps(job["job"], sort_keys=True) in jobs:
            values = job["values"][claim.read]
            job["values"][claim.read] = [1e-3 * x for x in values]
            changed += 1
    assert changed
    content["provenance"]["seed"] = 99
    path = tmp_path_factory.mktemp("turned") / "turned.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_same_records_give_the_same_verdicts():
    done = compare(DATA / "quick.json", DATA / "quick.json")
    assert done.returncode == 0
    assert done.stdout.startswith(f"0 {OF}") and "|" not in done.stdout


def test_a_verdict_that_turned(turned):
    done = compare(DATA / "quick.json", DATA / "quick.json", turned, "--tallies",
                   DATA / "false_alarms.json")  # fmt: skip
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"0 {OF}")
    assert any(line.startswith(f"1 {OF}") and "seed 99" in line for line in lines)
    [row] = [line for line in lines if line.startswith("| `")]
    assert row.startswith("| `4.3.worst` |")
    before, now = row.split("|")[-3:-1]
    assert "**supported**" in before and "**refuted**" in now
    assert "at most 1%" in done.stdout and "at most one run in 100" in done.stdout
    assert "For inconclusive claims and controls" in done.stdout


def test_a_control_that_no_longer_fails_is_a_change(turned):
    [(old, new)] = changes(QUICK, fc.load(turned))
    assert (old.decision, new.decision) == ("supported", "refuted")
    silent = new.__class__(**{**vars(old), "control_failed": False})
    assert "its control did not fail" in change_table([(old, silent)])


def test_chance_is_counted_only_at_the_scale_of_the_runs():
    tallies = fc.load_tallies(DATA / "false_alarms.json")[1]
    [smoke] = [one.boards for one in tallies if one.scale == "smoke"]
    assert f"Of {smoke} boards counted at the scale smoke" in chance_text("smoke", tallies)
    assert "boards counted" not in chance_text("full", tallies)


@pytest.mark.parametrize(
    "files, complaint",
    [
        (["quick.json", "full.json"], "at the scale quick and the theorems at the scale full"),
        (["quick.json", "beyond.json"], "the theorems at the scale quick and beyond at"),
        (["quick.json", "nosuch.json"], "does not exist"),
        (["quick.json", "speed.json"], "is not a file of stored records"),
        (["quick.json"], "Missing argument"),
    ],
)
def test_bad_input_is_one_sentence(files, complaint):
    done = compare(*(DATA / name for name in files))
    assert done.returncode == 2
    assert complaint in done.stderr and done.stderr.startswith("Error: ")
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1
