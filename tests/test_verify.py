"""A verification passes the package as it is, and none of its faulty copies (see `mutants`)."""

import pytest
from mutants import FAULTS, plant, run_python

from fc import claims, verify

# A few of the faults, each with the theorem that it belongs to; `make mutants` plants them all.
THEOREM = {
    "one label for both classes": "4.3",
    "ReLU mask inverted": "4.3",
    "background follows the label": "4.2",
    "OOD shift not applied": "4.3",
}
# What a process started by the package's own ensemble imports, and what the main process does.
WHERE = """
from dataclasses import dataclass
from pathlib import Path
import fc
from fc.ensemble import run_all
from fc.setting import Setting

@dataclass(frozen=True)
class Where:
    setting: Setting
    def run(self, seed, run):
        import os, fc.features
        return {"file": fc.features.__file__, "process": os.getpid()}

records = run_all([(Where(Setting(1, 1)), run) for run in range(4)], 0, processes=2)
for record in records.values():
    print(record["file"])
print(fc.__file__)
import os
print(os.getpid() not in {record["process"] for record in records.values()})
"""


def verify_copy(fault, folder, *theorems):
    """Verify a copy of the package; the verification itself is the copy's."""
    return run_python(plant(fault, folder), "-m", "fc", "verify", *theorems, "--scale", "smoke")


def test_a_copy_is_what_its_own_processes_import(tmp_path):
    done = run_python(plant(None, tmp_path), "-c", WHERE)
    *files, elsewhere = done.stdout.splitlines()
    assert len(files) == 5, done.stderr
    assert all(file.startswith(str(tmp_path)) for file in files)
    assert elsewhere == "True"


def test_an_unmutated_copy_passes(tmp_path):
    done = verify_copy(None, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    count = len(claims(scale="smoke"))
    expected = f"{count} of {count} claims are supported, with a control that failed.\n"
    assert done.stdout.endswith(expected), done.stdout


@pytest.mark.parametrize("fault", THEOREM)
def test_a_fault_is_noticed(fault, tmp_path):
    done = verify_copy(FAULTS[fault], tmp_path, THEOREM[fault])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("claims are supported, with a control that failed.\n")


def test_the_verdict_is_the_same_for_the_same_seed():
    boards = [verify("4.3", scale="smoke", seed=3, processes=count) for count in (1, 2)]
    assert boards[0].as_dict() == boards[1].as_dict()
    assert boards[0].passed
    assert {verdict.claim.theorem for verdict in boards[0].verdicts} == {"4.3"}
