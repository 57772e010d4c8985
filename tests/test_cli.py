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
    "steps",
    "core_correlation",
    "bg_correlation",
    "active_pos",
    "active_neg_median",
    "risk_id",
    "risk_ood",
    "error_id",
    "error_ood",
    "margin_ratio",
}


@pytest.fixture
def no_work(monkeypatch):
    """Fail if the command starts to simulate."""

    def refuse(*_, **__):
        raise AssertionError("the command started to work")

    monkeypatch.setattr(command_line, "run_all", refuse)
    # The module: the package hands on its function under the same name.
    monkeypatch.setattr(sys.modules["fc.boards.catalogue"], "run_all", refuse)


def parse(text):
    """JSON without the constants that JSON does not have."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


# --- Bad input. -------------------------------------------------------------------------------

BAD = [
    *[["simulate", f"--{name}", value]
      for name in ("n-core", "n-bg", "d", "width", "batch", "seeds")
      for value in ("0", "-3", "2.5", "nan", "inf", "true", "many", "")],
    *[["simulate", f"--{name}", value]
      for name in ("step-size", "weight-decay", "bg-shift", "label-noise", "kappa")
      for value in ("nan", "inf", "-inf", "true", "many", "")],
    *[["simulate", *option.split()]
      for option in (
        "--step-size 0", "--step-size -1", "--weight-decay -1", "--weight-decay 1e9",
        "--label-noise 1.5", "--label-noise -1", "--d 100",
        "--activation swish", "--activation leaky_relu:2", "--activation relu:1",
        "--strengths beta:0,1", "--strengths bernoulli:0", "--strengths constant:2",
        "--strengths beta", "--arithmetic single", "--arithmetic 64",
        "--arithmetic exact --activation gelu", "--arithmetic exact --bg-shift 0.3",
        "--steps 1e20", "--seeds 1e20", "--batch 1e15", "--n-core 1e12 --n-bg 1e12 --d 1e25",
        "--taper .5 --n-core 1e9 --n-bg 1e9 --d 1e10",
        "--seed -1", "--seed 0.5", "--steps -1", "--steps 1.5",
        "--ood-strengths beta", "--ood-strengths beta:0,1", "--ood-strengths 0.5",
        "--kappa -1 --ood-strengths uniform", "--kappa uniform",
        "--activation tanh", "--core-radius 2", "--core-radius 1 --steps 5", "--bg-agreement 2",
        "--unknown 3", "--width", "extra",
      )],
    ["verify", "4.5"],
    ["verify", "4.1", "theorem"],
    ["verify", "--scale", "huge"],
    ["verify", "--scale", ""],
    ["verify", "--seed", "-1"],
    ["verify", "--unknown"],
    ["verify", "4.3", "--width", "-1"],
    ["verify", "4.3", "--activation", "swish"],
    ["verify", "4.3", "--overlap", "2"],
    ["verify", "4.3", "--arithmetic", "float32"],
    ["verify", "4.1", "--d", "64"],
    ["verify", "images", "--width", "8"],
    ["verify", "4.3", "--scale", "smoke", "--n-core", "8", "--n-bg", "8"],
    ["verify", "4.3", "--json", "new.json", "--records", "./new.json"],
    ["predict", "--taper", ".5", "--n-core", "1e9", "--n-bg", "1e9", "--d", "1e10"],
    ["two\nlines"],
    ["refute", "theorems"],
    *[["refute", "laws", option, value] for option, value in (
        ("--settings", "soon"), ("--settings", "0"), ("--train", "0"),
        ("--seed", "-1"), ("--store", ""), ("--json", "missing/new.json"))],
    ["verify", "4.3", "--activation", "identity", "--records", "records.json"],
    ["unknown"],
    ["--unknown"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_exit_code_2_and_one_line(call, no_work, arguments):
    code, out, err = call(*arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("Error: ")


@pytest.mark.parametrize("option", ["--json", "--records"])
@pytest.mark.parametrize("where", ["missing/result.json", "folder", "", "file/result.json"])
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
    if option == "--json":
        assert call("simulate", *TINY, option, where)[0] == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_permission_is_refused_before_any_work(
    call, no_work, tmp_path, monkeypatch
):
    # Not by chmod: it does not bind an administrator.
    monkeypatch.setattr("os.access", lambda *_: False)
    code, _, err = call("simulate", *TINY, "--json", str(tmp_path / "result.json"))
    assert code == 2
    assert "writable folder" in err
    assert list(tmp_path.iterdir()) == []


def test_records_are_never_dropped_without_a_word():
    """Only the verdicts go to standard output."""
    with pytest.raises(ValueError, match="--records must be a file in a writable folder"):
        command_line.destination("-", "--records")
    assert command_line.destination("-", "--json") is None


def test_a_good_command_does_start_to_work(call, no_work):
    """Control: the refusals above come from the input, not from the fixture."""
    with pytest.raises(AssertionError, match="started to work"):
        call("simulate", *TINY)
    with pytest.raises(AssertionError, match="started to work"):
        call("verify", "--scale", "smoke")


def test_a_write_that_fails_is_exit_code_1_and_leaves_nothing(call, tmp_path, monkeypatch):
    def fail(self, *_, **__):
        self.touch()
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", fail)
    path = tmp_path / "result.json"
    code, _, err = call("simulate", *TINY, "--seeds", "1", "--steps", "3", "--json", str(path))
    assert code == 1
    assert err == "Error: No space left on device.\n"
    assert list(tmp_path.iterdir()) == []


# --- simulate. --------------------------------------------------------------------------------


def test_json_stands_alone_on_standard_output(call):
    code, out, err = call("simulate", *TINY, "--seeds", "2", "--json", "-")
    result = parse(out)
    assert (code, err) == (0, "")
    assert set(result) >= {"setting", "seeds", "mean", "sd"}
    assert set(result["mean"]) == set(result["sd"]) == QUANTITIES
    assert result["seeds"] == 2
    assert all(isinstance(x, float) for x in (*result["mean"].values(), *result["sd"].values()))
    assert result["setting"]["n_core"] == 4
    assert result["setting"]["step_size"] == pytest.approx(0.05 * 8 / 8)


def test_one_seed_has_no_spread(call):
    code, out, _ = call("simulate", *TINY, "--seeds", "1", "--steps", "5", "--json", "-")
    result = parse(out)
    assert code == 0
    assert set(result["sd"].values()) == {None}
    assert result["mean"]["steps"] == 5
    assert "nan" not in call("simulate", *TINY, "--seeds", "1", "--steps", "5")[1].lower()


def test_a_silent_network_has_no_margin_ratio(call):
    # One feature of strength 1 in one neuron: where it sees neither class, every margin is 0.
    tiny = "--n-core 1 --n-bg 1 --d 2 --width 1 --batch 1 --strengths constant:1 --steps 0".split()
    results = [
        parse(call("simulate", *tiny, "--seeds", "1", "--seed", str(seed), "--json", "-")[1])
        for seed in range(12)
    ]
    ratios = [result["mean"]["margin_ratio"] for result in results]
    assert None in ratios
    assert any(isinstance(ratio, float) for ratio in ratios)


@pytest.mark.parametrize(
    "step_size, arithmetic",
    [("1e150", "exact"), ("1e300", "exact"), ("1e308", "exact"), ("1e308", "float64"),
     ("1e150", "float32"), ("1e308", "float32")],
)  # fmt: skip
def test_a_run_that_overflows_is_one_sentence_and_never_nan(step_size, arithmetic):
    arguments = [*TINY, "--step-size", step_size, "--steps", "5", "--seeds", "1"]
    arguments += ["--arithmetic", arithmetic]
    for more in ([], ["--json", "-"]):
        done = subprocess.run(
            [sys.executable, "-m", "fc", "simulate", *arguments, *more],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "nan" not in done.stdout.lower()
        assert "inf" not in done.stdout.lower()
        assert "Traceback" not in done.stderr
        if done.returncode:
            assert done.stdout == ""
            assert done.stderr.count("\n") == 1
            assert done.stderr.startswith("Error: ")
        else:
            assert done.stderr == ""


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
    assert parse(path.read_text()) == parse(call(*arguments, "--json", "-")[1])
    rows = {line.split()[0] for line in out.splitlines()[1:]}
    assert rows == QUANTITIES


def test_the_seed_decides_the_result(call):
    arguments = ["simulate", *TINY, "--seeds", "1", "--steps", "5", "--json", "-"]
    first, again, other = (call(*arguments, "--seed", seed)[1] for seed in "001")
    assert first == again
    assert parse(first)["mean"] != parse(other)["mean"]


def test_whole_numbers_may_be_written_with_an_exponent(call):
    arguments = "simulate --n-core 4 --n-bg 4 --d 1e3 --width 8 --batch 20 --seeds 1 --steps 1"
    assert parse(call(*arguments.split(), "--json", "-")[1])["setting"]["d"] == 1000


def test_a_large_seed_is_not_rounded(call):
    seed = 2**53 + 1
    arguments = ["simulate", *TINY, "--seeds", "1", "--steps", "1", "--json", "-"]
    assert parse(call(*arguments, "--seed", str(seed))[1])["setting"]["seed"] == seed


def test_a_margin_that_does_not_come_is_exit_code_1():
    tiny = "--n-core 1 --n-bg 1 --d 4 --width 1 --batch 1 --step-size 1e-9 --seeds 1".split()
    done = subprocess.run(
        [sys.executable, "-m", "fc", "simulate", *tiny, "--json", "-"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: the mean margin did not reach 1 within 50000 steps.\n"


# --- predict. ---------------------------------------------------------------------------------


def test_a_prediction_has_the_keys_of_a_simulation(call):
    chosen = ["--n-core", "64", "--n-bg", "32", "--kappa", "-2"]
    code, out, err = call("predict", *chosen, "--json", "-")
    predicted = parse(out)
    assert (code, err, set(predicted)) == (0, "", {"setting", "mean"})
    assert set(predicted["mean"]) == QUANTITIES
    assert all(x >= 0 for x in predicted["mean"].values())
    assert predicted["setting"]["kappa"] == -2
    simulated = parse(call("simulate", *chosen, "--seeds", "1", "--steps", "1", "--json", "-")[1])
    assert set(simulated["setting"]) - set(predicted["setting"]) == {"steps", "seed"}
    shared = predicted["setting"].items() & simulated["setting"].items()
    assert len(shared) == len(predicted["setting"])


def test_a_prediction_is_the_law(call, tmp_path):
    path = tmp_path / "law.json"
    code, out, _ = call("predict", "--n-bg", "32", "--kappa", "0.5", "--json", str(path))
    mean, p = parse(path.read_text())["mean"], law(Setting(n_bg=32))
    assert code == 0
    assert (mean["core_correlation"], mean["steps"]) == (p.core, p.t2)
    assert mean["risk_ood"] == p.risk_ood(0.5) != p.risk_ood(-0.5)
    *rows, last = out.splitlines()
    assert {line.split()[0] for line in rows} == QUANTITIES
    assert last == f"B / C = {p.ratio:.4f}, accuracy boundary: kappa = {p.boundary:.4f}"


def test_a_law_of_the_background_takes_the_place_of_kappa(call):
    law_of, setting = "beta:1,3", Setting(n_bg=32)
    chosen = ["--n-bg", "32", "--ood-strengths", law_of]
    code, out, err = call("predict", *chosen, "--json", "-")
    result, p = parse(out), law(setting)
    assert (code, err, result["setting"]["ood_strengths"]) == (0, "", law_of)
    assert "kappa" not in result["setting"]
    asked = {"risk_ood": p.risk_ood, "error_ood": p.error_ood}
    for name, ask in asked.items():
        assert result["mean"][name] == ask(*moments(setting.bg, law_of))
    assert result["mean"]["risk_ood"] != pytest.approx(p.risk_ood(-1.0), rel=0.1)
    ratio = p.margin(*moments(setting.bg, law_of)) / p.margin(1.0)
    assert result["mean"]["margin_ratio"] == ratio
    # What does not depend on the background out of distribution is the same.
    usual = parse(call("predict", "--n-bg", "32", "--json", "-")[1])
    assert usual["setting"]["kappa"] == -1
    for name in QUANTITIES - {"risk_ood", "error_ood", "margin_ratio"}:
        assert usual["mean"][name] == result["mean"][name]


def test_a_simulation_under_a_law_of_the_background_is_measured_so(call):
    chosen = ["simulate", *TINY, "--seeds", "1", "--steps", "5", "--json", "-"]
    result = parse(call(*chosen, "--ood-strengths", "constant:1")[1])
    setting = Setting(4, 4, d=64, width=8, batch=20)
    record = Simulation(setting, "constant:1", 5).run(0, 0)
    assert result["mean"] == record
    assert result["setting"]["ood_strengths"] == "constant:1"
    assert "kappa" not in result["setting"]
    usual = parse(call(*chosen)[1])
    assert usual["mean"]["risk_id"] == record["risk_id"]
    assert usual["mean"]["risk_ood"] != record["risk_ood"]


@pytest.mark.parametrize("command", ["simulate", "predict"])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--kappa -1 --ood-strengths uniform", "kappa must be left out with ood_strengths, got -1"),
        ("--ood-strengths beta:0,1", "ood_strengths must be uniform, beta:A,B"),
        ("--ood-strengths 0.5", "ood_strengths must be uniform, beta:A,B"),
        ("--kappa uniform", "kappa must be a finite number"),
    ],
)
def test_a_law_that_is_none_and_a_law_beside_kappa_are_refused(call, command, arguments, sentence):
    code, out, err = call(command, *arguments.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"Error: {sentence}")


@pytest.mark.parametrize(
    "arguments",
    ["--n-core 16", "--n-bg 65", "--width 8", "--d 1000", "--activation gelu", "--kappa nan",
     "--strengths constant:0.5", "--strengths bernoulli:0.1", "--taper 1", "--batch 10",
     "--weight-decay 1", "--label-noise 0.5", "--step-size 100", "--seeds 3"],
)  # fmt: skip
def test_outside_the_range_a_prediction_is_one_sentence(call, tmp_path, arguments):
    path = tmp_path / "law.json"
    code, out, err = call("predict", *arguments.split(), "--json", str(path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Error: ")
    assert not path.exists()


# --- verify. ----------------------------------------------------------------------------------


def test_the_verdicts_have_the_documented_fields(call, tmp_path):
    path, records = tmp_path / "verdicts.json", tmp_path / "records.json"
    arguments = ["verify", "4.3", "--scale", "smoke", "--seed", "0", "--store", str(tmp_path / "s")]
    code, out, err = call(*arguments, "--json", str(path), "--records", str(records))
    assert code == 0
    # What each claim cost, and all: 8 seeds of the jobs counted below.
    costs = [line.split() for line in err.splitlines()]
    assert [cost[0] for cost in costs] == ["4.3.id", "4.3.worst", "4.3.laws", "4.3.signs", "all"]
    assert [int(cost[1]) for cost in costs] == [8 * n for n in (4, 2, 1, 2, 9)]
    assert out.endswith("4 of 4 claims are supported, with a control that failed.\n")
    board = parse(path.read_text())
    assert set(board) >= {"scale", "seed", "passed", "claims"}
    assert (board["scale"], board["seed"], board["passed"]) == ("smoke", 0, True)
    ids = [claim["id"] for claim in board["claims"]]
    assert ids == ["4.3.id", "4.3.worst", "4.3.laws", "4.3.signs"]
    for claim in board["claims"]:
        text = ("id", "theorem", "statement", "quantity", "order", "verdict")
        assert all(claim[field] and isinstance(claim[field], str) for field in text)
        assert claim["theorem"] == "4.3"
        assert claim["verdict"] in ("supported", "refuted", "inconclusive")
        assert claim["sizes"] == ([16, 40, 100] if claim["id"] in ("4.3.id", "4.3.worst") else [1])
        assert isinstance(claim["seeds"], int)
        assert claim["control"]["name"]
        assert claim["control"]["failed_as_required"] is True
        for part in (claim, claim["control"]):
            low, high = part["interval"]
            assert low <= part["estimate"] <= high
    assert len(parse(records.read_text())["jobs"]) == 4 + 2 + 1 + 2


def test_a_changed_setting_turns_verdicts_and_the_exit_code(call):
    arguments = ["verify", "4.3", "--scale", "smoke", "--activation", "identity"]
    code, out, err = call(*arguments, "--json", "-")
    assert (code, err) == (1, "")
    board = parse(out)
    assert board["change"] == {"activation": "identity"}
    verdicts = {claim["id"]: claim["verdict"] for claim in board["claims"]}
    # A linear network follows its own law: only that the risk stays is not so.
    assert verdicts.pop("4.3.worst") == "refuted"
    assert set(verdicts.values()) == {"supported"}
    assert all(claim["control"]["failed_as_required"] for claim in board["claims"])


def test_a_store_that_is_no_folder_is_refused(call, tmp_path):
    path = tmp_path / "file"
    path.touch()
    code, out, err = call("verify", "4.3", "--scale", "smoke", "--store", str(path))
    assert (code, out) == (2, "")
    assert err == f"Error: store must be a writable folder, got {str(path)!r}.\n"


def test_help_names_every_option(call):
    code, out, err = call("simulate", "--help")
    assert (code, err) == (0, "")
    for option in ("--n-core", "--n-bg", "--d", "--width", "--batch", "--step-size", "--kappa",
                   "--ood-strengths",
                   "--activation", "--strengths", "--arithmetic", "--seeds", "--seed",
                   "--json"):  # fmt: skip
        assert option in out
    assert " ".join(out.split()).count("Default: 0.05 width / d0.") == 1


# --- What is not installed. -------------------------------------------------------------------


@pytest.mark.parametrize(
    "module, package, arguments",
    [
        ("torch", "torch", ["numerical.depth"]),
        ("sklearn", "scikit-learn", ["images.sign"]),
    ],
)
def test_a_package_that_is_missing_is_exit_code_1_and_one_sentence(
    tmp_path, module, package, arguments
):
    # Found before the installed one, here and in every process that the command starts.
    refusal = f"raise ModuleNotFoundError({module!r}, name={module!r})\n"
    (tmp_path / f"{module}.py").write_text(refusal)
    path = os.pathsep.join([str(tmp_path), str(Path(command_line.__file__).parents[1])])
    done = subprocess.run(
        [sys.executable, "-m", "fc", "verify", *arguments, "--scale", "smoke"],
        env=os.environ | {"PYTHONPATH": path, "LOKY_MAX_CPU_COUNT": "2"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Error: this needs the package {package}: `make packages` installs it in the folder of "
        f"the book, `pip install {package}` elsewhere.\n"
    )


def test_a_module_of_ours_that_is_missing_is_no_package_to_install(call, monkeypatch):
    def broken(*_, **__):
        raise ModuleNotFoundError("No module named 'fc.nowhere'", name="fc.nowhere")

    monkeypatch.setattr(command_line, "run_all", broken)
    with pytest.raises(ModuleNotFoundError, match=r"fc\.nowhere"):
        call("simulate", *TINY)


def test_a_sign_that_an_encoding_lacks_costs_no_result(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(UnicodeEncodeError):  # Control.
        print("no value \u2013", file=stream)
    monkeypatch.setattr(command_line.cli, "main", lambda **_: click.echo("no value \u2013"))
    command_line.main()
    stream.seek(0)
    assert stream.read() == "no value ?\n"
