"""The growth job against its definition, and its claims at the smallest scale."""

from dataclasses import replace

import numpy as np
import pytest

import fc
from fc.chapters.activations.contaminated import CLEAN, NEGATIVE, POSITIVE, claims, slug
from fc.chapters.scale import SIZES
from fc.experiments.theorems.growth import Growth, at_pace, growth_ratio
from fc.model.scalars import bg_correlation, core_correlation
from fc.theory.growth_criterion import criterion

SMALL = fc.Setting(16, 16, d=32**3, width=32, batch=100)


def test_the_ratio_counts_signs_and_the_root_mean_square_does_not():
    core, bg = np.array([1.0, -2.0, 3.0]), np.array([0.5, -1.0, 1.5])
    assert growth_ratio(core, bg) == pytest.approx((0.5, 0.5))
    ratio, rms = growth_ratio(np.ones(4), np.array([0.5, -0.5, 0.5, -0.5]))
    assert (ratio, rms) == pytest.approx((0, 0.5))


def test_the_record_is_what_training_gives():
    job = at_pace(SMALL, 100)
    record = job.run(3, 1)
    rngs = fc.streams(3, 1)
    start = fc.initial_network(job.setting, rngs.init)
    steps, end = fc.train(job.setting, rngs, ("T2",), start)["T2"]
    grown = [
        f(end, job.setting) - f(start, job.setting) for f in (core_correlation, bg_correlation)
    ]
    assert record["steps"] == steps
    assert (record["ratio"], record["rms"]) == pytest.approx(growth_ratio(*grown))
    assert record["bg_norm"] == pytest.approx(np.linalg.norm(end.v[:, 16:], axis=1).mean())
    gap = record["ratio.predicted"] - record["ratio"]
    assert record["relative.predicted"] == pytest.approx(gap / record["ratio"])
    assert record["ratio.closed"] == pytest.approx(1)
    assert abs(record["relative.predicted"]) < 0.05 < record["relative.no_spread"]


@pytest.mark.parametrize("spec", ["relu", "gelu", "softplus", "quadratic:-0.3"])
def test_the_pace_is_that_which_was_asked_for(spec):
    for steps in (60, 120):
        record = at_pace(replace(SMALL, activation=spec), steps).run(0, 0)
        assert steps <= record["steps"] <= 1.3 * steps


def test_the_step_size_has_three_digits():
    eta = at_pace(replace(SMALL, activation="gelu")).setting.eta
    assert eta == float(f"{eta:.3g}")


def test_what_never_reaches_the_margin_gets_three_times_the_steps():
    assert at_pace(replace(SMALL, activation="tanh"), 100).steps == 300
    assert at_pace(SMALL, 100).steps is None
    assert Growth(replace(SMALL, activation="tanh")).run(0, 0) == {}


def test_unbalanced_output_weights():
    job = Growth(SMALL, steps=5, positive=0.75)
    assert (job.start(fc.streams(0, 0)).a > 0).sum() == 24
    assert (Growth(SMALL, steps=5).start(fc.streams(0, 0)).a > 0).sum() == 16
    assert np.array_equal(
        job.start(fc.streams(0, 0)).v, Growth(SMALL, steps=5).start(fc.streams(0, 0)).v
    )


@pytest.mark.parametrize("fields", [{"steps": 0}, {"positive": 1.5}, {"positive": -0.1}])
def test_bad_jobs_are_refused(fields):
    with pytest.raises(ValueError, match=f"^{next(iter(fields))} must be"):
        Growth(SMALL, **fields)


def test_the_claims_follow_the_criterion():
    sign = {spec: 1 for spec in POSITIVE} | {spec: -1 for spec in NEGATIVE}
    for spec, expected in sign.items():
        found = criterion(fc.Setting(8, 8, d=1000, activation=spec))
        assert found.kind == {1: "positive", -1: "negative"}[expected]
        assert abs(found.ratio) > 0.1
    for spec, control in CLEAN.items():
        found, other = (
            criterion(fc.Setting(8, 8, d=1000, activation=name)) for name in (spec, control)
        )
        assert found.kind in ("stable", "neutral", "undecided") and abs(found.ratio) < 0.05
        assert abs(other.ratio) > 0.1


def test_groups_of_different_strength_have_a_prediction_and_no_closed_form():
    setting = replace(SMALL, n_core=32, n_bg=16, d=48**3, activation="leaky_relu:0.25")
    record = Growth(replace(setting, step_size=0.05), steps=80).run(0, 0)
    assert "ratio.closed" not in record
    # (S_b / S_c) (1 - a) / (1 + a), by dB/dC.
    assert record["ratio"] == pytest.approx(0.3, abs=0.02)
    assert record["ratio.predicted"] == pytest.approx(record["ratio"], rel=0.03)


def test_ids_are_distinct_and_without_dots_beyond_the_first():
    ids = [claim.id for claim in claims(SIZES["full"])]
    assert len(set(ids)) == len(ids) >= 36
    assert all(name.count(".") == 1 for name in ids)
    assert slug("shifted:0.5:tanh") == "shifted_tanh"
