"""Tests of a mean: they have the size and the power that they state, alone and many at once."""

import numpy as np
import pytest
from chance import count_agrees
from scipy import stats

from fc import exponent, mean_interval
from fc.verdicts.inference import Interval, OneSided, holm, log_slopes

SIZES = np.array([16.0, 32, 64, 128, 256])
SEEDS = 6
CONFIDENCE, REPEATS = 0.9, 2000


def coverage(interval_of, truth, draw):
    rng = np.random.default_rng(1)
    intervals = [interval_of(draw(rng)) for _ in range(REPEATS)]
    return sum(interval.low <= truth <= interval.high for interval in intervals)


def normal_interval(x):
    """Control: an interval that takes the sample's spread for the true one."""
    half = stats.norm.isf((1 - CONFIDENCE) / 2) * x.std(ddof=1) / len(x) ** 0.5
    return Interval(x.mean(), x.mean() - half, x.mean() + half)


@pytest.mark.parametrize("replicates", [2, 5])
def test_mean_interval_covers_at_its_level(replicates):
    def draw(rng):
        return rng.normal(3, 2, replicates)

    covered = coverage(lambda x: mean_interval(x, CONFIDENCE), 3, draw)
    assert count_agrees(covered, REPEATS, CONFIDENCE)
    assert not count_agrees(coverage(normal_interval, 3, draw), REPEATS, CONFIDENCE)


def test_exponent_interval_covers_at_its_level():
    noise = np.array([0.1, 0.3, 0.1, 0.5, 0.2])[:, None]  # Unequal spreads are allowed.

    def draw(rng):
        return 7 * SIZES[:, None] ** -0.37 * np.exp(noise * rng.standard_normal((5, SEEDS)))

    def interval_of(values):
        return exponent(SIZES, values, CONFIDENCE)

    assert count_agrees(coverage(interval_of, -0.37, draw), REPEATS, CONFIDENCE)
    assert not count_agrees(coverage(interval_of, -0.30, draw), REPEATS, CONFIDENCE)


def test_mean_interval_is_students():
    x = np.array([1.0, 2.0, 4.0])
    expected = stats.t.interval(0.95, 2, x.mean(), stats.sem(x))
    assert mean_interval(x, 0.95) == pytest.approx((x.mean(), *expected))


@pytest.mark.parametrize("replicates", [[], [1.0], [1.0, np.nan], [1.0, np.inf], [[1.0, 2.0]]])
def test_too_few_or_not_finite_replicates_are_refused(replicates):
    with pytest.raises(ValueError, match=r"^replicates must be .* finite numbers, got "):
        mean_interval(replicates)


@pytest.mark.parametrize("sizes", [[16], [0, 16], [-1, 16]])
def test_an_exponent_needs_two_positive_sizes(sizes):
    with pytest.raises(ValueError, match=r"^sizes must be at least 2 positive numbers that differ"):
        exponent(sizes, np.ones((len(sizes), 2)))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_an_exponent_needs_positive_values(bad):
    with pytest.raises(ValueError, match=r"^values must be (positive|an array of finite)"):
        exponent([1, 2], [[1, 1], [1, bad]])


# --- Weights. ---------------------------------------------------------------------------------

GROWING = 0.02 * SIZES / SIZES[0]  # Spread of the logarithms, 16 times larger at the last size.


def drawn(rng, seeds=SEEDS, spread=GROWING, exponent=-0.5):
    return SIZES[:, None] ** exponent * np.exp(
        spread[:, None] * rng.standard_normal((len(SIZES), seeds))
    )


def test_a_replicate_has_no_say_in_its_own_weights():
    """With fixed weights a slope is linear in the logarithms of its replicate."""
    values = drawn(np.random.default_rng(2))
    changed = values.copy()
    changed[:, 0] **= 2
    assert log_slopes(SIZES, changed)[0] == pytest.approx(2 * log_slopes(SIZES, values)[0])
    # Control: own weights change with the replicate.
    own = own_weights(SIZES, changed)[0] / own_weights(SIZES, values)[0]
    assert own != pytest.approx(2, rel=1e-3)


def test_leave_one_out_weights_keep_the_size_of_the_test_and_own_weights_do_not():
    rng, sizes, repeats, level = np.random.default_rng(3), SIZES[::2], 6000, 0.02
    alarms = {"others": 0, "own": 0}
    for _ in range(repeats):
        values = np.exp(rng.standard_normal((3, SEEDS)))
        slopes = {"others": log_slopes(sizes, values), "own": own_weights(sizes, values)}
        for name, replicates in slopes.items():
            alarms[name] += OneSided("", replicates, 0.0, -1).p_violated <= level
    assert count_agrees(alarms["others"], repeats, level)
    assert not count_agrees(alarms["own"], repeats, level, rate=1e-3)


def own_weights(sizes, values):
    """Control: every replicate takes part in the choice of its own weights."""
    log_n, log_x = np.log(sizes), np.log(values)
    centred = log_n - log_n.mean()
    growth = centred @ np.log(log_x.var(axis=1, ddof=1)) / (centred @ centred)
    weights = np.exp(-growth * centred)
    x = weights * (log_n - weights @ log_n / weights.sum())
    return x @ log_x / (x @ log_n)


# --- One side. --------------------------------------------------------------------------------


@pytest.mark.parametrize("value, p", [(-1.0, 0.0), (0.0, 0.5), (1.0, 1.0)])
def test_replicates_that_do_not_vary_are_certain_about_0(value, p):
    assert OneSided("", np.full(4, value), 0.0, 1).p_violated == p


def test_a_spread_below_three_quarters_of_a_percent_of_the_bound_counts_as_that():
    """Eight runs of a law that falls far below 1 now and then, and hardly ever in eight runs."""
    rng, level = np.random.default_rng(4), 0.005
    x = rng.choice([1.001, 0.981], p=[0.95, 0.05], size=(REPEATS, 8)) + rng.normal(
        0, 1e-6, (REPEATS, 8)
    )
    alarms = sum(OneSided("", row, 1.0, -1).p_violated <= level for row in x)
    assert alarms <= 2 * level * REPEATS
    # Control: with the spread as it is, about two in three do, for so many samples lack the fall.
    students = stats.ttest_1samp(x, 1.0, axis=1, alternative="greater").pvalue
    assert (students <= level).mean() > 0.5
    # What is far from the bound is decided all the same.
    assert OneSided("", x[0], 1.1, -1).p_violated > 1 - 1e-6


# --- Many at once. ----------------------------------------------------------------------------


def test_holm_is_that_of_the_textbook():
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05) == [True, False, False, True]
    assert holm([0.04, 0.02, 0.01], 0.05) == [True, True, True]
    assert holm([], 0.05) == []
