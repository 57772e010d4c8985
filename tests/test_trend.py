"""Order statements on synthetic data whose exponent and level are known."""

import numpy as np
import pytest
from chance import count_agrees
from scipy import stats

from fc import Bound, Constant, Power, Range, Vanishing, exponent, mean_interval
from fc.trend import Interval

SIZES = np.array([16.0, 32, 64, 128, 256])
SEEDS = 6


def power_law(a, level=1.0, noise=0.02, sizes=SIZES, seed=1, seeds=SEEDS):
    """``level (size/16)^a`` with log-normal noise, one column a seed."""
    rng = np.random.default_rng(seed)
    means = level * (sizes / sizes[0]) ** a
    return means[:, None] * np.exp(noise * rng.standard_normal((len(sizes), seeds)))


DECISIONS = [
    # o(1): a constant is refuted, and so is growth.
    (Vanishing("n", 0.1), power_law(-0.5), "supported"),
    (Vanishing("n", 0.1), power_law(0), "refuted"),
    (Vanishing("n", 0.1), power_law(0.5), "refuted"),
    (Vanishing("n", 0.1), power_law(-0.05), "refuted"),
    (Vanishing("n", 0.1), power_law(-0.2, noise=2), "inconclusive"),
    (Vanishing("n", 0.1), power_law(-0.5, level=0), "inconclusive"),
    # Theta(1): neither slope, and not below the floor.
    (Constant("n", 0.1, 0.1), power_law(0), "supported"),
    (Constant("n", 0.1, 0.1), power_law(-0.05), "supported"),
    (Constant("n", 0.1, 0.1), power_law(0.3, level=5), "refuted"),
    (Constant("n", 0.1, 0.1), power_law(-0.3, level=5), "refuted"),
    (Constant("n", 0.1, 0.1), power_law(0, level=0.05), "refuted"),
    (Constant("n", 0.1, 0.1), power_law(0, level=-1), "refuted"),
    (Constant("n", 0.1, 0.1), power_law(-1, level=1), "refuted"),
    (Constant("n", 1.0, 0.1), power_law(0, noise=0.2), "inconclusive"),
    (Constant("n", 0.01, 0.1), power_law(0, noise=1), "inconclusive"),
    # An exponent, from either side.
    (Power(-0.5, "n"), power_law(-0.5), "supported"),
    (Power(-0.5, "n"), power_law(-0.6), "refuted"),
    (Power(-0.5, "n"), power_law(-0.4), "refuted"),
    (Power(1, "n"), power_law(-1), "refuted"),
    (Power(-0.5, "n"), power_law(-0.5, noise=1), "inconclusive"),
    (Power(-0.5, "n"), power_law(-0.55), "inconclusive"),
    # A bound with its constant.
    (Bound("n", -0.5), power_law(-0.5, level=0.2), "supported"),
    (Bound("n", -0.5), power_law(-1, level=0.2), "supported"),
    (Bound("n", -0.5), power_law(-0.5, level=0.3), "refuted"),
    (Bound("n", -0.5), power_law(0, level=0.2), "refuted"),
    (Bound("n", -0.5, constant=2), power_law(-0.5, level=0.3), "supported"),
    (Bound("n", -0.5), power_law(-0.5, level=0.25), "inconclusive"),
    # A range for every mean.
    (Range(0.5, 1.5), power_law(0), "supported"),
    (Range(low=0.5), power_law(0), "supported"),
    (Range(high=1.5), power_law(0), "supported"),
    (Range(0.5, 1.5), power_law(0, level=2), "refuted"),
    (Range(0.5, 1.5), power_law(0, level=0.3), "refuted"),
    (Range(0.5, 1.5), power_law(-0.5), "refuted"),
    (Range(1.0, 1.5), power_law(0, noise=0.1), "inconclusive"),
]


@pytest.mark.parametrize("order, values, decision", DECISIONS)
def test_decision(order, values, decision):
    assert order.test(SIZES, values).decision == decision


def test_every_order_is_seen_with_every_decision():
    seen = {(type(order), decision) for order, _, decision in DECISIONS}
    assert len(seen) == 5 * 3


def test_refuted_at_one_size_is_refuted():
    values = power_law(0)
    values[2] = 2
    for order in (Range(high=1.5), Bound("n", 0, 1.5)):
        outcome = order.test(SIZES, values)
        assert outcome.decision == "refuted"
        assert outcome.interval.estimate == 2


def test_one_size_is_enough_for_a_range():
    outcome = Range(0.9, 1.1).test(SIZES[:1], power_law(0)[:1])
    assert (outcome.measured, outcome.decision) == ("mean", "supported")


@pytest.mark.parametrize(
    "order, text",
    [
        (Power(-0.5, "d0"), "d0^-0.5 (+-0.05)"),
        (Vanishing("d0"), "o(1) in d0 (exponent < -0.1)"),
        (Constant("d0", 0.1), "Theta(1) in d0 (exponent 0 +-0.1, mean >= 0.1)"),
        (Bound("d0", -0.5), "<= 1 d0^-0.5"),
        (Range(low=0.5), ">= 0.5"),
        (Range(high=0.5), "<= 0.5"),
        (Range(0.5, 1), "in [0.5, 1]"),
    ],
)
def test_an_order_says_what_it_tests(order, text):
    assert str(order) == text


# --- Intervals. -------------------------------------------------------------------------------

REPEATS, CONFIDENCE = 4000, 0.9


def coverage(interval_of, truth, draw):
    """How often an interval from fresh data holds the truth."""
    rng = np.random.default_rng(2)
    intervals = (interval_of(draw(rng)) for _ in range(REPEATS))
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


def test_levels_hold_together_at_the_level_of_one():
    """A range is wrongly refuted or supported at no more than its level, whatever the sizes."""
    rng, wrong = np.random.default_rng(3), 0
    for _ in range(REPEATS):
        values = rng.normal(1, 0.3, (5, SEEDS))
        wrong += Range(low=1.0).test(SIZES, values, CONFIDENCE).decision == "refuted"
    # Refuted on one side only: half the level, and Bonferroni is nearly exact here.
    assert wrong <= stats.binom(REPEATS, (1 - CONFIDENCE) / 2).isf(1e-6)
    assert wrong > 0


def test_exponent_is_exact_without_noise():
    values = 3 * SIZES[:, None] ** np.array([-0.4, -0.6])
    estimate, low, high = exponent(SIZES, values)
    assert estimate == pytest.approx(-0.5)
    assert low < -0.6 < -0.4 < high


def test_mean_interval_is_students():
    x = np.array([1.0, 2.0, 4.0])
    expected = stats.t.interval(0.95, 2, x.mean(), stats.sem(x))
    assert mean_interval(x, 0.95) == pytest.approx((x.mean(), *expected))


@pytest.mark.parametrize("replicates", [[], [1.0], [1.0, np.nan], [1.0, np.inf], [[1.0, 2.0]]])
def test_too_few_or_not_finite_replicates_are_refused(replicates):
    with pytest.raises(ValueError, match=r"^replicates must be at least 2 finite numbers, got "):
        mean_interval(replicates)


@pytest.mark.parametrize("sizes", [[16], [0, 16], [-1, 16]])
def test_an_exponent_needs_two_positive_sizes(sizes):
    with pytest.raises(ValueError, match=r"^sizes must be at least 2 positive numbers, got "):
        exponent(sizes, np.ones((len(sizes), 2)))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_an_exponent_needs_positive_values(bad):
    with pytest.raises(ValueError, match=r"^an exponent needs positive values$"):
        exponent([1, 2], [[1, 1], [1, bad]])
