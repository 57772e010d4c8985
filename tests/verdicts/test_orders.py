"""Order statements on synthetic data whose exponent and level are known."""

import numpy as np
import pytest
from chance import count_agrees

from fc import Power, Range, Vanishing
from fc.verdicts.inference import OneSided
from fc.verdicts.judge import FALSE_ALARM, FALSE_SUPPORT
from fc.verdicts.orders import Constant, Outcome

SIZES = np.array([16.0, 32, 64, 128, 256])
SEEDS = 6


def power_law(a, level=1.0, noise=0.02):
    """``level (size/16)^a`` with log-normal noise, one column a seed."""
    rng = np.random.default_rng(1)
    means = level * (SIZES / SIZES[0]) ** a
    return means[:, None] * np.exp(noise * rng.standard_normal((len(SIZES), SEEDS)))


def decided(outcome):
    """The verdict on an order that is tested alone."""
    if outcome.p_refuted <= FALSE_ALARM:
        return "refuted"
    return "supported" if outcome.p_supported <= FALSE_SUPPORT else "inconclusive"


@pytest.mark.parametrize(
    "order, values, decision",
    [
        # Where values are not positive there is no exponent; but none is below 0 and above a floor.
        (Vanishing("n", 0.1), power_law(-0.5, level=0), "inconclusive"),
        (Constant("n", 0.1, 0.1), power_law(0, level=-1), "refuted"),
        (Constant("n", 0.1, 0.1), power_law(-0.05), "supported"),
        (Constant("n", 1.0, 0.1), power_law(0, noise=0.2), "inconclusive"),
    ],
)
def test_decision(order, values, decision):
    assert decided(order.test(SIZES, values)) == decision


# --- Size: the rate of wrong decisions with the data exactly on a boundary. ---------------------

REPEATS, LEVEL, NOISE = 1500, 0.05, 0.1
FEW = SIZES[[0, 2, 4]]


def power_rows(a):
    """Log-normal values with exponent a, spread growing with the size."""
    spread = NOISE * (FEW / FEW[0])[:, None] ** 0.3

    def draw(rng):
        noise = spread * rng.standard_normal((len(FEW), SEEDS))
        return 9 * (FEW / FEW[0])[:, None] ** a * np.exp(noise)

    return draw


def rows(*means):
    """Values whose mean is known exactly, whatever the spread."""
    return lambda rng: rng.normal(np.array(means)[:, None], NOISE, (len(means), SEEDS))


# An order, data on the boundary of one of its parts and far inside the others, number of parts.
BOUNDARIES = {
    "exponent, lower": (Power(-0.5, "n", 0.1), power_rows(-0.6), 2),
    "exponent, upper": (Power(-0.5, "n", 0.1), power_rows(-0.4), 2),
    "o(1)": (Vanishing("n", 0.1), power_rows(-0.1), 1),
    "Theta(1), falling": (Constant("n", 0.1, 0.4), power_rows(-0.4), 5),
    "Theta(1), growing": (Constant("n", 0.1, 0.4), power_rows(0.4), 5),
    "Theta(1), floor": (Constant("n", 4.0, 1.0), rows(5, 4, 5), 5),
    "range, below": (Range(1.0, 9.0), rows(5, 5, 1), 6),
    "range, above": (Range(1.0, 9.0), rows(9, 5, 5), 6),
    "at least": (Range(low=1.0), rows(1), 1),
    "at most": (Range(high=1.0), rows(1), 1),
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_on_a_boundary_each_decision_has_its_level(name):
    order, draw, parts = BOUNDARIES[name]
    rng = np.random.default_rng(7)
    outcomes = [order.test(FEW, draw(rng)) for _ in range(REPEATS)]
    assert {len(outcome.parts) for outcome in outcomes} == {parts}
    refuted = sum(outcome.p_refuted <= LEVEL for outcome in outcomes)
    supported = sum(outcome.p_supported <= LEVEL for outcome in outcomes)
    # Bonferroni: one part of several takes its share. Support needs all parts, each at the level.
    assert count_agrees(refuted, REPEATS, LEVEL / parts)
    assert count_agrees(supported, REPEATS, LEVEL)


def test_control_boundary_a_test_of_another_size_would_be_noticed(monkeypatch):
    order, draw, _ = BOUNDARIES["o(1)"]
    rng = np.random.default_rng(7)
    p_violated = OneSided.p_violated.fget
    # The one mistake that users make: a two-sided value read as one-sided, half as large.
    monkeypatch.setattr(OneSided, "p_violated", property(lambda part: p_violated(part) / 2))
    refuted = sum(order.test(FEW, draw(rng)).p_refuted <= LEVEL for _ in range(REPEATS))
    assert not count_agrees(refuted, REPEATS, LEVEL)


# --- What an outcome says. ----------------------------------------------------------------------


def test_the_nearest_mean_and_the_one_that_decides_are_two_things():
    """2.1 is nearer to 3 than 1.1 is, which varies so much that it decides."""
    near, wide = [2.1, 2.12, 2.08, 2.1], [-1.0, 3.0, 0.4, 2.0]
    outcome = Range(high=3.0).test(FEW[:2], np.array([near, wide]))
    assert outcome.interval.estimate == pytest.approx(2.1)
    assert outcome.decides.estimate == pytest.approx(1.1)
    assert outcome.decisive.replicates.tolist() == wide
    # Control: where the nearest has the smallest t, too, there is no other.
    assert Range(high=3.0).test(FEW[:2], np.array([wide, wide])).decides is None
    # Two bounds on one mean are one mean; an exponent is not compared with a mean.
    assert Range(-9.0, 3.0).test(FEW[:1], np.array([near])).decides is None
    steep = Constant("n", 0.1, 0.2).test(FEW, power_law(-0.15, noise=0.01)[[0, 2, 4]])
    assert (steep.nearest.measured, steep.decides) == ("exponent", None)


def test_a_mean_beyond_its_bound_is_not_called_the_nearest():
    """Of -0.3, 0.02 and 0.6 within 0.1 the second is nearest to a bound; the last is told."""
    runs = np.array([[-0.3, -0.31, -0.29], [0.02, 0.01, 0.03], [0.6, 0.7, 0.5]])
    outside, inside = (Range(-room, room).test(FEW, runs) for room in (0.1, 0.9))
    for outcome in (outside, inside):
        assert outcome.interval.estimate == pytest.approx(0.6)
    assert outside.measured == "mean farthest beyond the bound"
    assert inside.measured == "mean nearest to the bound"
    assert Range(high=0.0).test(FEW[:1], runs[2:]).measured == "mean"  # There is no other.


def test_what_is_not_complete_is_never_supported():
    part = OneSided("mean", np.array([5.0, 5.1, 4.9, 5.0]), 0.0, 1)
    assert Outcome((part,)).p_supported < 1e-4
    assert Outcome((part,), complete=False).p_supported == 1
    assert Outcome((part,), complete=False).seeds_to_decide(0.01, 0.005) is None


@pytest.mark.parametrize("mean, decision", [(0.93, "supported"), (1.07, "refuted")])
def test_the_stated_seeds_would_decide(mean, decision):
    """Runs repeated until there are as many as stated: mean and spread stay."""
    x = mean + 0.1 * np.array([-1, 1] * 3)
    outcome = Range(high=1.0).test(FEW[:1], x[None])
    assert decided(outcome) == "inconclusive"
    n = outcome.seeds_to_decide(FALSE_ALARM, FALSE_SUPPORT)
    assert 6 < n < 100
    spread = x.std(ddof=1)
    half = n // 2
    y = mean + spread * np.array([-1, 1] * half) * np.sqrt((2 * half - 1) / (2 * half))
    assert decided(Range(high=1.0).test(FEW[:1], np.append(y, [mean] * (n % 2))[None])) == decision
