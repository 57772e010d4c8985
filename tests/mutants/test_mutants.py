"""The catalogue of faults, and its runner with made-up commands."""

import json
import subprocess

import mutants
import pytest
from mutants import CLEAN, DID_NOT_END, FAULTS, Fault, faulty_source, main


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_one_place_and_compiles(name):
    fault = FAULTS[name]
    assert fault.old != fault.new
    compile(faulty_source(fault), fault.file, "exec")


@pytest.mark.parametrize("old", ["n_core", "no such text"])
def test_a_fault_that_has_not_one_place_is_refused(old):
    with pytest.raises(AssertionError, match=r"is not once in model/features\.py"):
        faulty_source(Fault("features", "model/features.py", old, ""))


def test_the_files_and_rooms_that_are_named_are_there():
    tests = mutants.ROOT / "tests"
    assert [name for name in mutants.LEFT_OUT if not (tests / name).is_file()] == []
    rooms = {fault.file.split("/")[0] for fault in FAULTS.values()}
    assert all((tests / room).is_dir() for room in rooms | mutants.ROOMS_LEFT_OUT)


# --- The runner. ------------------------------------------------------------------------------


def board(decision="supported", control_failed=True):
    """What `python -m fc verify --json -` prints for two claims, the first of them sound."""
    rest = {"verdict": decision, "control": {"failed_as_required": control_failed}}
    sound = {"verdict": "supported", "control": {"failed_as_required": True}}
    return json.dumps({"claims": [{"id": "4.9.first"} | sound, {"id": "4.9.second"} | rest]})


PASSED = "3 passed in 0.1s\n"
FAILED = "F\nFAILED tests/test_x.py::test_y[a - b] - assert 1 == 2\n1 failed in 0.1s\n"
BROKEN = "ERROR tests/test_x.py\n"
LATE = subprocess.TimeoutExpired("python", 1)


@pytest.fixture
def survive(monkeypatch, tmp_path, capsys):
    """Run the runner on one fault that changes nothing, with outputs in place of its commands."""
    fault = Fault("features", "model/features.py", "    label = y\n", "    label = y\n")
    monkeypatch.setattr(mutants, "FAULTS", {"nothing": fault})

    def run(verified, tested, *arguments, source="this"):
        def run_python(folder, *command, **environment):
            assert (folder / "fc" / "model" / "features.py").is_file()
            assert environment["LOKY_MAX_CPU_COUNT"] == "1"
            output = tested if "pytest" in command else verified
            if isinstance(output, Exception):
                raise output
            return subprocess.CompletedProcess(command, output not in (board(), PASSED), output)

        monkeypatch.setattr(mutants, "run_python", run_python)
        monkeypatch.setattr(mutants, "code_version", lambda: source)
        code = main([*arguments, "--json", str(tmp_path / "caught.json")])
        return code, capsys.readouterr().out

    return run


def test_a_fault_that_nothing_catches_is_an_error(survive, tmp_path):
    code, out = survive(board(), PASSED)
    assert code == 1 and out.endswith("Nothing caught: nothing\n")
    _, row = json.loads((tmp_path / "caught.json").read_text())["faults"]
    assert (row["name"], row["layer"]) == ("nothing", "features")
    assert (row["claims"], row["test"]) == ([], None)


def test_a_survey_goes_on_where_it_was_stopped(survive):
    assert survive(board("refuted"), PASSED, "--only", "nothing")[0] == 0
    # The fault is not examined again: now it would survive.
    code, out = survive(board(), PASSED, "--only", "nothing")
    assert (code, "NOTHING" in out) == (0, False)
    # Control: of another source nothing is known.
    assert survive(board(), PASSED, "--only", "nothing", source="other")[0] == 1


CAUGHT = {
    "refuted": (board("refuted"), PASSED, ["4.9.second"], None),
    "control": (board(control_failed=False), PASSED, ["4.9.second"], None),
    "verification crashed": ("", PASSED, ["crashed"], None),
    "verification did not end": (LATE, PASSED, [DID_NOT_END], None),
    "test": (board(), FAILED, [], "tests/test_x.py::test_y[a - b]"),
    "file of tests": (board(), BROKEN, [], "tests/test_x.py"),
    "tests crashed": (board(), "Segmentation fault\n", [], "crashed"),
    "tests did not end": (board(), LATE, [], DID_NOT_END),
}


@pytest.mark.parametrize("how", CAUGHT)
def test_what_caught_a_fault_is_noted(survive, tmp_path, how):
    verified, tested, claims, test = CAUGHT[how]
    code, out = survive(verified, tested, "--only", "nothing")
    assert code == 0 and "Nothing caught" not in out
    (row,) = json.loads((tmp_path / "caught.json").read_text())["faults"]
    assert (row["claims"], row["test"]) == (claims, test)


def test_if_a_copy_without_a_fault_is_caught_nothing_is_said(survive, tmp_path):
    code, out = survive(board("refuted"), PASSED)
    assert code == 1 and "A copy without a fault is caught" in out
    path = tmp_path / "caught.json"
    assert not path.exists() or CLEAN not in path.read_text()
