"""Claims of a user's file in the place of the book's: what is taken, and what is refused."""

import re
from pathlib import Path

import pytest

import fc
from fc.boards import agreement, marks
from fc.boards.catalogue import BOARDS
from fc.boards.own import own_claims
from fc.boards.register import Register
from fc.runs.records import key

EXAMPLE = Path(__file__).parents[2] / "book" / "own" / "start.py"


def written(folder, *changes):
    """The example with some of its text replaced."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "start.py").write_text(text, encoding="utf-8")
    return folder / "start.py"


def keys(path):
    with own_claims(path):
        return [key(job) for _, job in fc.claims(scale="smoke")[0].sweep]


def test_it_stands_in_for_the_boards_while_it_lasts(tmp_path):
    before = dict(BOARDS), marks.PATH, agreement.AMEND
    with own_claims(written(tmp_path)) as module:
        assert [claim.id for claim in fc.claims()] == ["start.vanishes"]
        assert marks.PATH == tmp_path / "start.register.json" and len(module.STATEMENTS) == 1
        with pytest.raises(ValueError, match="name must be one of start, own, or a claim"):
            fc.claims("4.3")
    assert (dict(BOARDS), marks.PATH, agreement.AMEND) == before
    assert fc.claims("4.3")


def test_a_verdict_and_its_register(tmp_path):
    with own_claims(written(tmp_path)):
        (verdict,) = fc.verify(scale="smoke").verdicts
        assert verdict.passed and "exponent -0.995" in fc.badge(verdict)
        (found,) = agreement.differences(Register({}), agreement.tests_of_code())
        assert "only the code has this claim" in found.sentence
        assert f"--claims {tmp_path / 'start.py'}" in found.sentence


def test_runs_are_known_by_the_code_that_makes_them(tmp_path):
    first = keys(written(tmp_path))
    claiming = [("Power(-1,", "Power(-2,"), ("0, 1)}", "0, 2)}"), ("# Of the a_k", "# Of all")]
    assert keys(written(tmp_path, *claiming)) == first
    # Control: what is measured, and what the setting is.
    for changed in (("np.maximum(p, 0)", "np.maximum(p, 1)"), ("m: int", "m: float")):
        assert keys(written(tmp_path, changed)) != first
    assert "code" not in key(fc.Training(fc.Setting()))


def refused(call, path, says, *command):
    """Whether a command on this file ends with one sentence."""
    code, out, err = call(*command, "--claims", str(path))
    assert code == 2 and out == "" and re.search(says, err), err
    assert err.startswith("Error: ") and err.count("\n") == 1
    assert BOARDS.keys() == {"theorems", "beyond"}


WHOLE = EXAMPLE.read_text(encoding="utf-8")
CHAPTER = """from fc.chapters import linear_networks, scale
def claims(name): return linear_networks.claims(scale.SCALES[name])"""
MEASURED = 'return {"square": np.mean(h**2)}'
AXES = 'SPACE = {"m": fc.Axis(8, 512, "log", whole=True), "power": fc.Axis(0, 1)}'
# What is changed in the example, by the command that refuses it.
WRONG = {
    "verify --scale smoke": [
        (WHOLE, "def claims(:", "line 1: SyntaxError"),
        (WHOLE, "import fc\ndef claims(_): return fc.nothing", "line 2: AttributeError: mod"),
        (WHOLE, "claims = 3", r"must define claims\(scale\), a list of claims"),
        (WHOLE, "def claims(scale): return [3]", "must be of type Claim, got 3"),
        (WHOLE, CHAPTER, "an id must be GROUP.NAME, with no group of the book, got '4.4'"),
        ("setting: Start", "sett: Start", "Output must be a dataclass with a setting that is one"),
        ("@dataclass(frozen=True)\nclass Output", "class Output", r"Output\(\) takes no arguments"),
        ('fc.Power(-1, "m")', 'fc.Power(-1, "m"), low=0.1', "must have either order=, or low="),
        (', order=fc.Power(-1, "m")', "", "start.vanishes must have either order=, or low="),
        ('.against("by sqrt(m)", half)', "", r"start.vanishes has no control: add .against\("),
        ("np.maximum(", "np.maximun(", r"start.py, line 26, in Output.record: AttributeError: mod"),
        (MEASURED, "return None", "record of Output must be a dict of finite numbers by"),
        (MEASURED, 'return {"square": np.nan}', "square in the record of Output must be a finite"),
    ],
    "refute --settings 16": [
        ("np.maximum(", "np.maximun(", r"start.py, line 26, in Output.record: AttributeError: mod"),
        ('Output, "square",', 'Output, "sqare",', "read must be an entry .* such as square, got"),
        (AXES, "SPACE = {}", "the space of law must have an axis, got none"),
        ("fc.Axis(0, 1)", "fc.Axis(1, 0)", "high must be a finite number at least 1, got 0"),
        ("fc.Axis(0, 1)", "(0, 1)", r"power in the space of law must be of type Axis, got \(0, 1"),
        ('"power": fc.', '"pow": fc.', "line 38: TypeError: .*unexpected keyword argument 'pow'"),
        ("s.m ** (1 - 2 * s.power) / 2", "np.nan", "what is stated in law must be a finite number"),
        ("SPACE, Start,", "SPACE, lambda **x: None,", "the space of law hardly meets its range"),
        ("STATEMENTS = [", "STATEMENTS = [3, ", "STATEMENTS must be of type Statement, got 3"),
    ],
}


@pytest.mark.parametrize(
    "command, change", [(command, one) for command, changes in WRONG.items() for one in changes]
)
def test_what_is_wrong_in_a_file_is_one_sentence(tmp_path, call, command, change):
    *texts, says = change
    refused(call, written(tmp_path, texts), says, *command.split())


def test_an_error_that_cannot_be_sent_is_one_sentence(tmp_path, call):
    strange = "class Strange(Exception):\n    def __init__(self, a, b):\n"
    strange += "        super().__init__(str(a + b))\n\n\ndef claims("
    path = written(tmp_path, (MEASURED, "raise Strange(1, 2)"), ("def claims(", strange))
    says = r"line 27, in Output.record: Strange: 3\.$"
    refused(call, path, says, "verify", "--scale", "smoke")


def test_what_came_to_no_end_was_not_tested_and_a_line_is_taken_as_printed(tmp_path, call):
    command = "refute", "--settings", "16", "law.square", "--claims"
    assert call(*command, str(written(tmp_path)))[0] == 0
    code, out, _ = call(*command, str(written(tmp_path, (MEASURED, "return {}"))))
    assert code == 1 and "16 came to no end" in out and "->  nothing was tested" in out


def test_a_module_beside_the_file_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path, ("import numpy as np", "import numpy as np, helper_beside"))
    (tmp_path / "helper_beside.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    says = r"start.py must not import helper_beside.py, which lies beside it"
    with pytest.raises(ValueError, match=says), own_claims(path):
        pass
    keys(written(tmp_path))  # Control: it lies there, and is not imported.


def test_a_worker_that_ends_is_one_sentence(tmp_path, call, monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")  # One process would be this one.
    path = written(tmp_path, ("s, rng = ", "__import__('os')._exit(3)\n        s, rng = "))
    code, _, err = call("verify", "--scale", "smoke", "--claims", str(path))
    assert code == 1 and "Error: a worker process ended: too little memory, or the exp" in err


def test_entries_by_claim(tmp_path, call):
    code, out, _ = call("entries", "--claims", str(written(tmp_path)), "start")
    assert code == 0 and out.splitlines()[0] == "Output" and "square   " in out
    assert "T2.risk_id" in call("entries", "4.3.id")[1]
