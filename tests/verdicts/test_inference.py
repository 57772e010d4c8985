"""Tests of a mean: they have the size and the power that they state, alone and many at once."""

import numpy as np
import pytest
from chance import count_agrees
from scipy import stats

from fc import exponent, mean_interval
from fc.verdicts.inference import OneSided, holm, log_slopes

SIZES = np.array([16.0, 32, 64, 128, 256])
SEEDS = 6


def test_mean_interval_is_students():
    x = np.array([1.0, 2.0, 4.0])
    expected = stats.t.interval(0.95, 2, x.mean(), stats.sem(x))
    assert mean_interval(x, 0.95) == pytest.approx((x.mean(), *expected))


@pytest.mark.parametrize("replicates", [[], [1.0], [1.0, np.nan], [1.0, np.inf], [[1.0, 2.0]]])
def test_too_few_or_not_finite_replicates_are_refused(replicates):
    with pytest.raises(ValueError, match=r"^replicates must be .* finite numbers, got "):
        mean_interval(replicates)


@pytest.mark.parametrize(
    "sizes, last, says",
    [
        ([16, 16], 1.0, "sizes must be at least 2 positive numbers that differ"),
        ([0, 16], 1.0, "sizes must be"),
        ([16, 32], 0.0, "values must be positive"),
        ([16, 32], np.nan, "values must be positive"),
    ],
)
def test_an_exponent_needs_positive_sizes_and_values(sizes, last, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        exponent(sizes, [[1, 1], [1, last]])


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
    noise = rng.normal(0, 1e-6, (2000, 8))
    x = rng.choice([1.001, 0.981], p=[0.95, 0.05], size=noise.shape) + noise
    alarms = sum(OneSided("", row, 1.0, -1).p_violated <= level for row in x)
    assert alarms <= 2 * level * len(x)
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
