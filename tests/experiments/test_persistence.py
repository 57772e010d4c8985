"""Neurons that stay good, the largest background weight, and random signs of output weights."""

import math
from dataclasses import replace

import numpy as np
from chance import count_agrees

from fc import Setting, claims, initial_network, measure, streams, train
from fc.experiments.theorems.persistence import Persistence
from fc.model.network import output_weights

SMALL = Setting(8, 8, d=1024, width=32, batch=200, step_size=0.3)


def test_lasting_neurons_are_good_at_every_one_of_the_four_times():
    record = Persistence(SMALL).run(0, 0)
    rngs = streams(0, 0)
    times = (math.ceil(4 * 32 / (0.3 * 32)), "T1", "T2")
    t2 = train(SMALL, streams(0, 0))["T2"][0]
    met = train(SMALL, rngs, (*times, 5 * t2), step_limit=5 * t2)
    good = [measure(met[c][1], SMALL, rngs.evaluate, ()).good(16) for c in (*times, 5 * t2)]
    assert [record[f"{name}.good"] for name in ("T0", "T1", "T2", "late")] == [
        one.mean() for one in good
    ]
    every = np.all(good, axis=0)
    assert record["T2"] == t2
    assert record["lasting"] == min(every[:16].mean(), every[16:].mean()) > 0.3
    # Control: at T0 fewer are good than at the end, so the times are not one.
    assert good[0].sum() < good[-1].sum()


def test_a_run_that_ends_before_its_checkpoints_records_nothing():
    assert Persistence(replace(SMALL, step_size=1e-9)).run(0, 0) == {}


# --- Weights. ----------------------------------------------------------------------------


def test_random_signs_are_fair_and_leave_the_weights_as_they_are():
    coins = Setting(2, 2, d=16, width=4000, random_signs=True)
    half = replace(coins, random_signs=False)
    one, other = (initial_network(s, np.random.default_rng(1)) for s in (coins, half))
    np.testing.assert_array_equal(one.v, other.v)
    np.testing.assert_array_equal(np.abs(one.a), 1 / 4000)
    # Neighbours are independent too.
    for plus in (one.a > 0, one.a[1:] * one.a[:-1] > 0):
        assert count_agrees(int(plus.sum()), len(plus), 0.5)
    # Control: half and half.
    assert not count_agrees(int((other.a[1:] * other.a[:-1] > 0).sum()), 3999, 0.5)
    np.testing.assert_array_equal(other.a, output_weights(4000))


def test_the_largest_weight_is_read_over_neurons_and_features():
    """Those of the background only, with either sign."""
    (claim,) = claims("4.4.each", scale="smoke")
    job = claim.sweep[0][1]
    setting = replace(job.setting, batch=20)
    record = replace(job, setting=setting).run(0, 0)
    rngs = streams(0, 0)
    network = initial_network(setting, rngs.init)
    later = train(setting, rngs, ("T1",), network)["T1"][1]
    for name, v in (("start", network.v), ("T1", later.v)):
        bg = v[:, setting.n_core :]
        assert record[f"{name}.bg_largest"] == max(bg.max(), -bg.min()) < np.abs(v).max() + 1e-9
        assert record[f"{name}.bg_largest"] > np.median(np.abs(bg))
    ratio = record["T1.bg_largest"] / record["start.bg_largest"]
    assert record["start-T1.bg_largest_growth"] == ratio
