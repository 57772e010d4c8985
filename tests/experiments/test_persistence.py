"""Neurons that stay good, and random signs of the output weights."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from chance import count_agrees

from fc import Setting, claims, initial_network, initial_neurons, measure, streams, train
from fc.experiments.theorems.persistence import Persistence, t0_scale
from fc.model.network import output_weights
from fc.simulation.entries import smaller_share

SMALL = Setting(8, 8, d=1024, width=32, batch=200, step_size=0.3)


def test_the_smaller_share_is_that_of_a_class():
    chosen, sign = np.array([1, 1, 0, 1, 0, 0], bool), np.array([1, 1, 1, -1, -1, -1])
    assert smaller_share(chosen, sign) == pytest.approx(1 / 3)
    assert smaller_share(~chosen, sign) == pytest.approx(1 / 3)
    assert smaller_share(chosen, np.ones(6)) == 0  # A class without neurons has none.


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


def test_the_scale_of_t0_is_what_the_paper_says():
    assert t0_scale(SMALL) == 32 / (0.3 * 32)
    for field, factor in (("d", 4), ("width", 0.5), ("step_size", 2)):
        value = getattr(SMALL, field)
        moved = replace(SMALL, **{field: type(value)(value * factor)})
        assert t0_scale(moved) == pytest.approx(t0_scale(SMALL) / 2)


@pytest.mark.parametrize("scale", ["smoke", "full"])
def test_the_sweeps_are_those_that_the_claims_state(scale):
    """m up to d = d0^2.5 where it counts; d, eta and m in turn; d0 alone."""
    persists, time, d0 = claims("4.1.persists", "4.1.time", "4.1.time_d0", scale=scale)
    for m, job in persists.sweep:
        assert job.setting.d == round(job.setting.d0**2.5)
        assert job.setting.d0 <= m <= job.setting.d
    assert scale != "full" or persists.sweep[-1][0] == persists.sweep[-1][1].setting.d
    settings = [job.setting for _, job in time.sweep]
    fields = ("n_core", "d", "step_size", "width")
    moved = [[f for f in fields if getattr(a, f) != getattr(b, f)] for a, b in pairwise(settings)]
    assert moved == [["d"], ["step_size"], ["width"]]
    scales = [size for size, _ in time.sweep]
    assert np.diff(np.log2(scales)) == pytest.approx(np.ones(3))
    assert len({t0_scale(job.setting) for _, job in d0.sweep}) == 1


# --- Random signs. ----------------------------------------------------------------------------


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


def test_the_neurons_of_the_population_dynamics_have_them_too():
    coins = Setting(width=4000, random_signs=True)
    half = replace(coins, random_signs=False)
    one, other = (initial_neurons(s, np.random.default_rng(2)) for s in (coins, half))
    np.testing.assert_array_equal(one.core.total, other.core.total)
    assert count_agrees(int((one.a > 0).sum()), 4000, 0.5)
    assert not np.array_equal(one.a, other.a)
