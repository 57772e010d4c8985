"""The growth job against its definition, and its claims at the smallest scale."""

from dataclasses import replace

import numpy as np
import pytest

import fc
from fc.chapters.activations.contaminated import CLEAN, NEARLY, NEGATIVE, POSITIVE
from fc.experiments.theorems.growth import Growth, at_pace, growth_ratio
from fc.theory.growth_criterion import criterion

SMALL = fc.Setting(16, 16, d=32**3, width=32, batch=100)


def grown(start, end, setting):
    return growth_ratio(*np.subtract(*(fc.correlations(x, setting) for x in (end, start))))


def test_the_record_is_what_training_gives():
    job = at_pace(SMALL, 100)
    record = job.run(3, 1)
    rngs = fc.streams(3, 1)
    start = fc.initial_network(job.setting, rngs.init)
    steps, end = fc.train(job.setting, rngs, ("T2",), start)["T2"]
    assert record["steps"] == steps
    assert (record["ratio"], record["rms"]) == pytest.approx(grown(start, end, job.setting))
    gap = record["ratio.closed"] - record["ratio"]
    assert record["relative.closed"] == pytest.approx(gap / record["ratio"])
    assert record["ratio.closed"] == pytest.approx(1)
    assert record["relative.closed"] > 0.05  # At the kink of ReLU the spread over inputs counts.


def test_what_never_reaches_the_margin_gets_three_times_the_steps():
    assert at_pace(replace(SMALL, activation="tanh"), 100).steps == 300
    assert at_pace(SMALL, 100).steps is None
    assert Growth(replace(SMALL, activation="tanh")).run(0, 0) == {}


def test_unbalanced_output_weights():
    uneven, even = (Growth(SMALL, positive=x).start(fc.streams(0, 0)) for x in (0.75, 0.5))
    assert [(network.a > 0).sum() for network in (uneven, even)] == [24, 16]
    assert np.array_equal(uneven.v, even.v)


def test_the_claims_follow_the_criterion():
    sign = {spec: 1 for spec in POSITIVE} | {spec: -1 for spec in NEGATIVE}
    for spec, expected in sign.items():
        found = criterion(fc.Setting(8, 8, d=1000, activation=spec))
        assert found.kind == {1: "positive", -1: "negative"}[expected]
        assert abs(found.ratio) > 0.1
    clean, nearly = (
        [criterion(fc.Setting(8, 8, d=1000, activation=spec)) for spec in specs]
        for specs in (CLEAN, NEARLY)
    )
    assert {found.kind for found in clean} == {"stable", "neutral"}
    assert max(abs(found.ratio) for found in clean) < 1e-6
    assert min(abs(found.ratio) for found in nearly) > 0.1


def test_what_grows_on_the_way_and_is_gone_is_seen():
    job = at_pace(replace(SMALL, activation="selu"), 60)
    record, late = (replace(job, early=early).run(0, 0) for early in ((7, 15), ()))
    assert late["rms.largest"] == late["rms"] == record["rms"] < 0.03
    rngs = fc.streams(0, 0)
    start = fc.initial_network(job.setting, rngs.init)
    met = fc.train(job.setting, rngs, (7, 15), start)
    seen = [grown(start, network, job.setting)[1] for _, network in met.values()]
    assert record["rms.largest"] == pytest.approx(max(seen)) and max(seen) > 0.1
