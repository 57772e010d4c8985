"""Records of whole networks: against the theorem engine's own measurements."""

from dataclasses import replace

import pytest

from fc import Recipe, Setting, TorchTraining, Training, run_all

SETTING = Setting(n_core=32, n_bg=32, d=10**6, width=64, batch=500)
JOB = TorchTraining(SETTING, recipe=Recipe(steps=1500))


def test_scores_agree_with_the_theorem_engine():
    mine, theirs = JOB.run(0, 0), Training(SETTING, ("start", "T2")).run(0, 0)
    # T2 comes some steps after the fit: the ratios hardly move in between.
    ratio = "margin_ratio(-1)"
    assert mine[f"fit.{ratio}"] == pytest.approx(theirs[f"T2.{ratio}"], abs=0.02)
    expected = theirs["T2.bg_correlation"] / theirs["T2.core_correlation"]
    assert mine["fit.growth_ratio"] == pytest.approx(expected, abs=0.02)
    # Control: a linear network's record is another one.
    linear = replace(JOB, setting=replace(SETTING, activation="identity")).run(0, 0)
    assert abs(linear[f"fit.{ratio}"] - theirs[f"T2.{ratio}"]) > 0.5
    assert abs(linear["fit.growth_ratio"]) < 0.05


def test_runs_together_are_runs_alone():
    job = replace(
        JOB, setting=replace(SETTING, batch=50), recipe=Recipe(steps=40), checkpoints=(40,)
    )
    assert job.pays_together
    assert not JOB.pays_together
    together = run_all([(job, run) for run in range(3)], 0, processes=1)
    for (_, run), record in together.items():
        assert record == pytest.approx(job.run(0, run), abs=1e-9)
    first, second = (together[name] for name in list(together)[:2])
    assert first != pytest.approx(second, abs=1e-3)
