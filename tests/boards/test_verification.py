"""A verification passes the package as it is, and none of its faulty copies (see `mutants`)."""

import ast
import json
import re
from pathlib import Path

import pytest
from mutants import FAULTS, plant, run_python

from fc import claims, verify

pytestmark = pytest.mark.long

BOOK = Path(__file__).parents[2] / "book" / "theorems"
# One of the faults, and a claim that it refutes; `make mutants` plants them all.
NOTICED, CLAIMS = "background weights never updated", ("4.3.laws",)


def verify_copy(fault, folder, *names):
    """Verify a copy of the package; the verification itself is the copy's."""
    return run_python(plant(fault, folder), "-m", "fc", "verify", *names, "--scale", "smoke")


@pytest.mark.parametrize("names", [CLAIMS, pytest.param((), marks=pytest.mark.slow)])
def test_an_unmutated_copy_passes(tmp_path, names):
    done = verify_copy(None, tmp_path, *names)
    assert (done.returncode, done.stderr) == (0, "")
    count = len(claims(*names, scale="smoke"))
    expected = f"{count} of {count} claims are supported, with a control that failed.\n"
    assert done.stdout.endswith(expected), done.stdout


def test_a_fault_is_noticed(tmp_path):
    done = verify_copy(FAULTS[NOTICED], tmp_path, *CLAIMS)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stdout.endswith("claims are supported, with a control that failed.\n")


def test_a_change_of_nothing_is_the_claims_themselves():
    usual, same = (verify("4.3.id", scale="smoke", change=x) for x in ({}, {"activation": "relu"}))
    one, other = (board.verdicts[0] for board in (usual, same))
    assert one.passed and one.decision == other.decision == "supported"
    # Only the arithmetic differs: exact without a change, double precision with one.
    assert one.interval == pytest.approx(other.interval, abs=1e-3)
    assert one.control_outcome.interval == other.control_outcome.interval


# What the box "Change one thing" of each chapter says is refuted under its first change.
TURNED = {
    "activation_asymmetry": {"4.1.persists"},
    "background_accumulation": {"4.2.joint", "4.2.bg_weights"},
    "id_ood_risk": {"4.3.worst"},
    "linear_networks": {"4.4.each", "4.4.growth", "4.4.bg", "4.4.worst"},
}


@pytest.mark.slow
@pytest.mark.parametrize("chapter", TURNED)
def test_verdicts_turn_as_the_chapter_says(chapter):
    text = (BOOK / f"{chapter}.ipynb").read_text(encoding="utf-8")
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    (box,) = (cell for cell in cells if "by `change = " in cell)
    (live,) = (cell for cell in cells if "fc.verify(" in cell)
    change = ast.literal_eval(re.search(r"by `change = (\{.*?\})`", box)[1])
    names = re.search(r"fc\.verify\(([^=]*),\s*scale=", live)[1]
    board = verify(*ast.literal_eval(f"({names},)"), scale="smoke", change=change)
    refuted = {v.claim.id for v in board.verdicts if v.decision == "refuted"}
    assert refuted == TURNED[chapter]
