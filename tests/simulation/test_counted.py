"""SGD on the numbers of a counter: its start, its law, and what it refuses."""

import numpy as np
import pytest
from scipy.stats import kstest

import fc
from fc.model.counter import CounterRandom
from fc.model.features import draw_batch
from fc.model.scalars import with_scalars

SETTING = fc.Setting(n_core=16, n_bg=12, d=500, width=16, batch=64)


def test_the_network_has_the_scalars_of_the_dynamics():
    start = fc.initial_neurons(SETTING, CounterRandom(3))
    found = fc.neurons(with_scalars(start, SETTING, np.random.default_rng(0)), SETTING)
    for part, expected in ((found.core, start.core), (found.bg, start.bg)):
        # The weights are multiples of 2^-28.
        assert part.total == pytest.approx(expected.total, abs=16 * 2**-28)
        assert part.square == pytest.approx(expected.square, rel=1e-6)


def test_batches_of_the_counter_are_uniform_and_a_constant_is_seen():
    batch = draw_batch(SETTING, CounterRandom(1), 4000)
    z = np.abs(batch.u).ravel() + (np.random.default_rng(0).random(batch.u.size) - 0.5) / 256
    assert kstest(z, "uniform").pvalue > 1e-3 > kstest(z**1.05, "uniform").pvalue
    assert abs(batch.y.mean()) < 4 / 4000**0.5


def test_a_counted_training_is_that_of_the_dynamics_and_of_its_seed():
    # Mean C at step 60 over seeds, against the expected dynamics from the same neurons.
    gaps = []
    for seed in range(8):
        network = fc.train_counted(SETTING, seed, (60,))[60][1]
        state = fc.evolve(SETTING, fc.initial_neurons(SETTING, CounterRandom(seed)), (60,))[60][1]
        mean = [fc.correlations(of, SETTING)[0].mean() for of in (network, state)]
        gaps.append(mean[0] - mean[1])
    interval = np.mean(gaps) + np.array([-1, 1]) * 5 * np.std(gaps, ddof=1) / 8**0.5
    assert interval[0] < 0.02 and interval[1] > -0.02 and np.std(gaps) < 0.05
    again, other = (fc.train_counted(SETTING, seed, (5,))[5][1].v for seed in (0, 1))
    assert np.array_equal(again, fc.train_counted(SETTING, 0, (5,))[5][1].v)
    assert not np.array_equal(again, other)
