"""The authors' script beside ours: what the judge flags, and the command that makes the file."""

import sys
from itertools import product

import numpy as np
import pytest

from benchmarks import numerical as command
from fc.chapters.numerical_experiment import comparison
from fc.chapters.numerical_experiment.cases import CORES, PAPER
from fc.chapters.numerical_experiment.comparison import QUANTITIES, STEPS, Row, differences
from fc.experiments.networks.numerical import NumericalExperiment

SEEDS = 6


def rows(rng, planted=None):
    """Runs of one law, with one quantity of ours larger by a factor."""
    found = []
    for source, core, seed in product(("authors", "ours"), ("linear", "spheres"), range(SEEDS)):
        drawn = np.exp(0.03 * rng.standard_normal((len(QUANTITIES), len(STEPS))))
        values = dict(zip(QUANTITIES, drawn.tolist(), strict=True))
        if source == "ours" and planted:
            name, factor = planted
            values[name] = [factor * x for x in values[name]]
        found.append(Row(source, core, seed, values))
    return found


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("factor", [1.25, 0.8])
def test_a_planted_difference_is_flagged(name, factor):
    """Of a quarter, where runs of one law differ by 3%."""
    found = differences(rows(np.random.default_rng(0), (name, factor)))
    assert len(found) == 2 * len(QUANTITIES) * len(STEPS)
    assert {one.quantity for one in found if not one.agrees} == {name}
    wrong = [one for one in found if not one.agrees]
    assert len(wrong) == 2 * len(STEPS)
    for one in wrong:
        assert one.ratio.estimate == pytest.approx(factor, rel=0.1)
        assert one.means[1] / one.means[0] == pytest.approx(one.ratio.estimate)


def test_one_law_is_flagged_as_rarely_as_is_stated():
    rng, alarms = np.random.default_rng(1), 0
    for _ in range(400):
        alarms += not all(one.agrees for one in differences(rows(rng)))
    # Binomial: more than 12 of 400 at 1% have a probability of 2e-4.
    assert alarms <= 12
    # Control: at a level of each interval alone it would be many.
    wide = sum(
        not (gap.low <= 0 <= gap.high)
        for gap in (comparison.welch(*rng.standard_normal((2, SEEDS)), 0.2) for _ in range(400))
    )
    assert wide > 40


# The command, with a script that stands in for that of the authors.

SCRIPT = """
import numpy as np
nonlinear, seed, mlp_act, save_dir, train_iters = True, 0, "relu", "", 7
tqdm = plot_loss_and_weights = None

def main():
    for _ in tqdm(range(3)):
        print("a line of the script")
    x = 1 + nonlinear + np.arange(train_iters // EVERY + 1.0) + seed
    names = "train_loss", "eval_loss", "corr_core", "corr_spu"
    np.savez(save_dir + "/x.npz", **{name: x for name in names})
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "EVERY", 10)
    monkeypatch.setattr(command, "STEPS", (10, 20, 40))

    def small(core):
        setting = PAPER.changed(width=8, batch=100, **CORES[core])
        return NumericalExperiment(setting, checkpoints=(10, 20, 40))

    monkeypatch.setattr(command, "job", small)
    path = tmp_path / "toy.py"
    path.write_text(f"EVERY = 10\n{SCRIPT}")
    return path


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["numerical", *map(str, arguments)])
    command.main()


def test_the_command_runs_what_is_missing_and_writes_the_file(tmp_path, monkeypatch, script):
    out, store = tmp_path / "out.json", tmp_path / "store"
    wanted = (out, "--authors", script, "--store", store, "--seeds", 2)
    call(monkeypatch, *wanted)
    made_by, found = comparison.load(out)
    assert made_by["script"].endswith(f"{command.COMMIT}/toy.py")
    kinds = [(one.source, one.core, one.seed) for one in found]
    both = [(source, core, seed) for source in ("authors", "ours") for core in CORES
            for seed in range(2)]  # fmt: skip
    assert sorted(kinds) == sorted([*both, ("control", "linear", 0), ("control", "linear", 1)])
    by_name = dict(zip(kinds, found, strict=True))
    # The script's arrays begin with 1, and with 2 on spheres, plus the seed; at 10, 20, 40 steps.
    assert by_name["authors", "spheres", 1].values["norm_bg"] == [4.0, 5.0, 7.0]
    assert by_name["ours", "linear", 0].values["norm_bg"][0] == pytest.approx(0.2, abs=0.05)
    # Again: what was lost is run, with a script that has changed, and nothing else.
    (store / "authors-linear-0.json").unlink()
    script.write_text(script.read_text().replace("x = 1 +", "x = 2 +"))
    call(monkeypatch, *wanted)
    again = comparison.load(out)[1]
    assert [kinds[i] for i, x in enumerate(again) if x != found[i]] == [("authors", "linear", 0)]
