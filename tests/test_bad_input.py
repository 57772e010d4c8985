"""Whatever is given to the command line, or lies in a file, it says one sentence and ends."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields

import pytest
from fuzz import NUMBERS, TookTooLong, reproducible, texts, unclear, within
from hypothesis import given
from hypothesis import strategies as st

import fc.__main__ as command_line
import fc.runs.pool as pool
from fc import Departures, Setting

CATALOGUE = sys.modules["fc.boards.catalogue"]  # The package hands on a function of that name.
# What the fastest machine and the slowest do with it is far below.
SECONDS = 20
TINY = "--n-core 4 --n-bg 4 --d 64 --width 8 --batch 20".split()
CHEAP = 1e7  # Products of a run that is made.


class Started(BaseException):
    """The command took what it was given for good, and began to work."""


def run(*arguments):
    """Exit code, stdout and stderr in this process; the code is None if it began to work."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["fc", *arguments]
    try:
        with within(SECONDS), redirect_stdout(out), redirect_stderr(err):
            command_line.main()
        code = 0
    except SystemExit as end:
        code = end.code
    except Started:
        code = None
    finally:
        sys.argv = before
    return code, out.getvalue(), err.getvalue()


def wrong(code, out, err):
    """What is not as it must be, or None."""
    if code not in (None, 0, 1, 2):
        return f"exit code {code}"
    if {"nan", "inf", "infinity"} & set(out.lower().replace(",", " ").split()):
        return f"no number is a result: {out!r}"
    if not err:
        return "no word on what was wrong" if code == 2 else None
    if code in (None, 0) or not err.startswith("Error: ") or not err.endswith(".\n"):
        return f"no error, but {err!r}"
    beside = f"a result beside: {out}" if out else None
    return unclear(err[len("Error: ") : -len(".\n")]) or beside


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder to work in, where runs are made only if they are short."""
    real = pool.run_all

    def cheap_only(jobs, seed, processes=None, store=None, dask=None):
        jobs = list(jobs)
        real([], seed, 1, store, dask)  # What it refuses is refused.
        steps = sum(1 + (getattr(job, "steps", None) or 50_000) for job, _ in jobs)
        if steps * max((job.setting.step_cost for job, _ in jobs), default=0) > CHEAP:
            raise Started
        return real(jobs, seed, 1, store, dask)

    for module in (command_line, CATALOGUE):
        monkeypatch.setattr(module, "run_all", cheap_only)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- The options. -----------------------------------------------------------------------------

SETTING = [f.name for f in (*fields(Setting), *fields(Departures)) if f.name != "departures"]
OF_SETTING = ["--" + name.replace("_", "-") for name in SETTING]
PATHS = ["--json", "--records", "--store"]
SHIFT = ["--kappa", "--ood-strengths"]
OPTIONS = {
    "simulate": [*OF_SETTING, *SHIFT, "--seeds", "--seed", "--steps", "--json"],
    "predict": [*OF_SETTING, *SHIFT, "--json"],
    "verify": [*OF_SETTING, "--scale", "--seed", *PATHS],
}
BASE = {
    "simulate": [*TINY, "--seeds", "1", "--steps", "3"],
    "predict": [],
    "verify": ["4.3.id", "--scale", "smoke"],
}
NAMES = ["relu", "silu", "tanh", "cubic", "identity", "leaky_relu:0.1", "quadratic:1e9", "gelu",
         "uniform", "beta:2,5", "bernoulli:1e-9", "constant:1", "float32", "exact", "float64",
         "smoke", "tcp://127.0.0.1:1", "file", "folder", "folder/new", "missing/new"]  # fmt: skip
words = st.sampled_from(NAMES) | st.sampled_from(NUMBERS).map(str) | texts
# Nothing is written outside of the folder.
words = words.map(lambda text: text.lstrip("/") if text != "/dev/null" else text)


@st.composite
def command_lines(draw, command):
    """A command with up to three options that are strange, and sometimes more than that."""
    given = list(BASE[command])
    for option in draw(st.lists(st.sampled_from(OPTIONS[command]), min_size=1, max_size=3)):
        given += [option, draw(words)]
    if draw(st.integers(0, 4)) == 0:
        given.insert(draw(st.integers(0, len(given))), draw(words))
    return [command, *given]


def check_command(folder, arguments):
    """The exit code of a command that ended as it must."""
    (folder / "folder").mkdir(exist_ok=True)
    (folder / "file").write_text("text")
    code, out, err = run(*arguments)
    assert not wrong(code, out, err), wrong(code, out, err)
    left = [path for path in folder.rglob("*") if path.is_file() and path.name != "file"]
    assert not (err and left), f"an error, and a file: {left}"
    for path in left:
        json.loads(path.read_text())  # Whole.
        path.unlink()
    return code


@pytest.mark.parametrize("command, examples", [("simulate", 120), ("predict", 50), ("verify", 80)])
def test_a_command_ends_in_a_result_or_in_one_sentence(workplace, command, examples):
    codes = []

    @reproducible(examples)
    @given(command_lines(command))
    def check(arguments):
        codes.append(check_command(workplace, arguments))

    check()
    assert codes.count(2) > examples / 2


def never(*_):
    while True:
        pass


def half_written(path, text):
    path.with_name(f".{path.name}.1").write_text(text[:9])
    raise OSError("No space left on device")


@pytest.mark.parametrize(
    "name, planted, arguments",
    [
        ("options.require_number", never, "predict"),
        ("__main__.require_integer", lambda field, value, *_: value, "simulate --seeds many"),
        ("__main__._in_one_line", lambda sentence: f"Oh\nno {sentence}", "predict --kappa many"),
        ("options.write_atomically", half_written, "predict --json a.json"),
    ],
    ids=["hang", "no check", "two lines", "half a file"],
)
def test_control_a_planted_handler_is_caught(workplace, monkeypatch, name, planted, arguments):
    check_command(workplace, arguments.replace("many", "3").split())
    monkeypatch.setattr(f"fc.{name}", planted)
    monkeypatch.setattr(sys.modules[__name__], "SECONDS", 1)
    with pytest.raises((AssertionError, TypeError, TookTooLong)):
        check_command(workplace, arguments.split())


@pytest.mark.parametrize(
    "code, out, err",
    [
        (3, "", "Error: this is wrong.\n"),
        (2, "", ""),
        (0, "risk_id   nan   0.1\n", ""),
        (1, "risk_id   0.2\n", "Error: this is wrong.\n"),
        (2, "", f"Error: this is {'long ' * 300}x.\n"),
        (1, "", "Traceback (most recent call last):\n"),
    ],
)
def test_control_what_is_not_clear(code, out, err):
    assert wrong(code, out, err)
    assert not wrong(2, "", "Error: this is wrong.\n")
