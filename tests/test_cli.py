"""The command line: what it prints, writes and refuses, and its exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import fc.__main__ as command_line
from fc import Setting, Simulation, law
from fc.model.observed import moments

TINY = "--n-core 4 --n-bg 4 --d 64 --width 8 --batch 20".split()
QUANTITIES = {
    "steps", "core_correlation", "bg_correlation", "active_pos", "active_neg_median",
    "risk_id", "risk_ood", "error_id", "error_ood", "margin_ratio",
}  # fmt: skip


@pytest.fixture
def no_work(monkeypatch):
    """Fail if the command starts to simulate."""

    def refuse(*_, **__):
        raise AssertionError("the command started to work")

    monkeypatch.setattr(command_line, "run_all", refuse)
    # The module: the package hands on its function under the same name.
    monkeypatch.setattr(sys.modules["fc.boards.catalogue"], "run_all", refuse)


# --- Bad input: what the inputs that test_bad_input.py makes up do not reach. ------------------

KAPPA = "kappa must be left out with ood_strengths, got -1"
BAD = {
    "simulate --seeds 2.5": "seeds must be an integer",
    "simulate --activation tanh": "steps must be given for activation 'tanh', got none",
    "simulate --kappa -1 --ood-strengths uniform": KAPPA,
    "predict --n-core 16 --json law.json": "n_core must be",
    "verify 4.5": "name must be one of 4.1, 4.2",
    "verify --scale huge": "scale must be one of",
    "verify 4.3 --arithmetic float32": "No such option",
    "verify images --width 8": "images.law cannot be changed: its data are not",
    "verify 4.3 --scale smoke --n-core 8 --n-bg 8": "4.3.id cannot be changed: the change rem",
    "verify 4.3 --json new.json --records ./new.json": "--records must be another file",
    "verify 4.3 --width 9 --records records.json": "--records must be left out where",
    "refute theorems": "name must be one of laws",
    "refute laws --json missing/new.json": "--json must be a file in a writable folder",
    "unknown": "No such command",
}


@pytest.mark.parametrize("arguments", [*BAD, "two\nlines"])
def test_bad_input_is_exit_code_2_and_one_line(call, no_work, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    code, out, err = call(*(arguments.split() if arguments in BAD else [arguments]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"Error: {BAD.get(arguments, '')}")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("option", ["--json", "--records"])
@pytest.mark.parametrize("where", ["missing/result.json", "folder", ""])
def test_an_unwritable_path_is_refused_before_any_work(
    call, no_work, tmp_path, monkeypatch, option, where
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.rglob("*"))
    code, out, err = call("verify", "--scale", "smoke", option, where)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"Error: {option} must be a file in a writable folder")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_good_command_does_start_to_work(call, no_work):
    """Control: the refusals above come from the input, not from the fixture."""
    with pytest.raises(AssertionError, match="started to work"):
        call("simulate", *TINY)
    with pytest.raises(AssertionError, match="started to work"):
        call("verify", "--scale", "smoke")


def test_a_write_that_fails_is_exit_code_1(call, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", fail)
    code, _, err = call("predict", "--json", str(tmp_path / "result.json"))
    assert (code, err) == (1, "Error: No space left on device.\n")


# --- simulate. --------------------------------------------------------------------------------


def test_json_stands_alone_on_standard_output(call):
    code, out, err = call("simulate", *TINY, "--seeds", "2", "--json", "-")
    result = json.loads(out)
    assert (code, err, result["seeds"]) == (0, "", 2)
    assert set(result["mean"]) == set(result["sd"]) == QUANTITIES
    assert all(isinstance(x, float) for x in (*result["mean"].values(), *result["sd"].values()))
    assert result["setting"]["step_size"] == pytest.approx(0.05 * 8 / 8)
    # One seed has no spread.
    result = json.loads(call("simulate", *TINY, "--seeds", "1", "--steps", "5", "--json", "-")[1])
    assert result["mean"]["steps"] == 5 and set(result["sd"].values()) == {None}


def test_weights_beyond_exact_arithmetic_are_exit_code_1_and_one_sentence(call):
    arguments = ["simulate", *TINY, "--step-size", "1e5", "--steps", "50", "--seeds", "1"]
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("Error: the weights add up to ")
    assert err.endswith("; choose arithmetic float64.\n")
    code, _, err = call(*arguments, "--arithmetic", "float64")  # What the sentence advises.
    assert (code, err) == (0, "")


def test_a_file_holds_the_same_as_standard_output_beside_a_table(call, tmp_path):
    path = tmp_path / "result.json"
    arguments = ["simulate", *TINY, "--seeds", "2", "--steps", "5"]
    code, out, err = call(*arguments, "--json", str(path))
    assert (code, err) == (0, "")
    assert list(tmp_path.iterdir()) == [path]
    assert json.loads(path.read_text()) == json.loads(call(*arguments, "--json", "-")[1])
    rows = {line.split()[0] for line in out.splitlines()[1:]}
    assert rows == QUANTITIES


def test_whole_numbers_are_read_exactly(call):
    """With an exponent, and beyond what a float holds."""
    arguments = "simulate --n-core 4 --n-bg 4 --d 1e3 --width 8 --batch 20 --seeds 1 --steps 1"
    seed = 2**53 + 1
    setting = json.loads(call(*arguments.split(), "--seed", str(seed), "--json", "-")[1])["setting"]
    assert (setting["d"], setting["seed"]) == (1000, seed)


# --- predict. ---------------------------------------------------------------------------------


def test_a_prediction_is_the_law(call, tmp_path):
    path = tmp_path / "law.json"
    code, out, _ = call("predict", "--n-bg", "32", "--kappa", "0.5", "--json", str(path))
    mean, p = json.loads(path.read_text())["mean"], law(Setting(n_bg=32))
    assert code == 0
    assert (mean["core_correlation"], mean["steps"]) == (p.core, p.t2)
    assert mean["risk_ood"] == p.risk_ood(0.5) != p.risk_ood(-0.5)
    *rows, last = out.splitlines()
    assert {line.split()[0] for line in rows} == QUANTITIES
    assert last == f"B / C = {p.ratio:.4f}, accuracy boundary: kappa = {p.boundary:.4f}"


def test_a_law_of_the_background_takes_the_place_of_kappa(call):
    """In a prediction and in a simulation."""
    p, shift = law(Setting(n_bg=32)), moments(Setting(n_bg=32).bg, "beta:1,3")
    asked = {"risk_ood": p.risk_ood(*shift), "error_ood": p.error_ood(*shift)}
    record = Simulation(Setting(4, 4, d=64, width=8, batch=20), "constant:1", 5).run(0, 0)
    simulate = ["simulate", *TINY, "--seeds", "1", "--steps", "5"]
    for command, name, expected in (
        (["predict", "--n-bg", "32"], "beta:1,3", asked),
        (simulate, "constant:1", record),
    ):
        code, out, err = call(*command, "--ood-strengths", name, "--json", "-")
        result, usual = json.loads(out), json.loads(call(*command, "--json", "-")[1])
        assert (code, err, result["setting"]["ood_strengths"]) == (0, "", name)
        assert "kappa" not in result["setting"] and usual["setting"]["kappa"] == -1
        assert expected.items() <= result["mean"].items()
        assert result["mean"]["risk_ood"] != usual["mean"]["risk_ood"]


# --- verify. ----------------------------------------------------------------------------------


def test_the_verdicts_have_the_documented_fields(call, tmp_path):
    name = "4.3.laws"
    path, records, store = (tmp_path / name for name in ("verdicts.json", "records.json", "runs"))
    files = ["--store", str(store), "--json", str(path), "--records", str(records)]
    code, out, err = call("verify", name, "--scale", "smoke", *files)
    assert code == 0
    # Eight seeds of each job, each in a file of the store; and what they cost.
    runs = 8 * len(json.loads(records.read_text())["jobs"])
    assert len([*store.iterdir()]) == runs
    costs = [line.split() for line in err.splitlines()]
    assert [(of, int(count)) for of, count, *_ in costs] == [(name, runs), ("all", runs)]
    assert out.endswith("1 of 1 claims are supported, with a control that failed.\n")
    board = json.loads(path.read_text())
    assert (board["scale"], board["seed"], board["passed"]) == ("smoke", 0, True)
    [claim] = board["claims"]
    told = claim["id"], claim["theorem"], claim["verdict"], claim["sizes"]
    assert told == (name, "4.3", "supported", [1])
    assert {"statement", "quantity", "order", "seeds"} < set(claim)
    assert claim["control"]["failed_as_required"] is True
    for part in (claim, claim["control"]):
        low, high = part["interval"]
        assert low <= part["estimate"] <= high


def test_a_changed_setting_turns_a_verdict_and_the_exit_code(call):
    arguments = ["verify", "4.3.worst", "--scale", "smoke", "--activation", "identity"]
    code, out, err = call(*arguments, "--json", "-")
    assert (code, err) == (1, "")
    board = json.loads(out)
    assert board["change"] == {"activation": "identity"}
    [claim] = board["claims"]
    assert claim["verdict"] == "refuted" and claim["control"]["failed_as_required"]


# --- What is not installed. -------------------------------------------------------------------


def test_a_package_that_is_missing_is_exit_code_1_and_one_sentence(tmp_path):
    # Found before the installed one, here and in every process that the command starts.
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('torch', name='torch')\n")
    path = os.pathsep.join([str(tmp_path), str(Path(command_line.__file__).parents[1])])
    done = subprocess.run(
        [sys.executable, "-m", "fc", "verify", "numerical.grows", "--scale", "smoke"],
        env=os.environ | {"PYTHONPATH": path, "LOKY_MAX_CPU_COUNT": "2"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: this needs the package torch: `make packages` installs it in the folder of the "
        "book, `pip install torch` elsewhere.\n"
    )


def test_a_sign_that_an_encoding_lacks_costs_no_result(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(UnicodeEncodeError):  # Control.
        print("no value \u2013", file=stream)
    monkeypatch.setattr(command_line.cli, "main", lambda **_: click.echo("no value \u2013"))
    command_line.main()
    stream.seek(0)
    assert stream.read() == "no value ?\n"
