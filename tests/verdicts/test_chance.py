"""The statistical comparisons themselves: quiet at their rate, and not blind."""

import numpy as np
import pytest
from chance import count_agrees, mean_agrees, variance_agrees

RATE, REPEATS = 0.1, 2000


def alarms(agrees):
    rng = np.random.default_rng(1)
    return sum(not agrees(rng) for _ in range(REPEATS))


@pytest.mark.parametrize(
    "agrees",
    [
        lambda rng: mean_agrees(rng.standard_normal((400, 3)), 0, RATE),
        lambda rng: variance_agrees(rng.normal(0, 2, 30), 4, RATE),
    ],
)
def test_a_right_sample_alarms_at_the_stated_rate(agrees):
    assert count_agrees(alarms(agrees), REPEATS, RATE)
    # Control: twice the rate would have been noticed.
    assert not count_agrees(2 * alarms(agrees), REPEATS, RATE)


def test_a_wrong_sample_alarms():
    rng = np.random.default_rng(2)
    assert not mean_agrees(rng.standard_normal((400, 3)), 0.5)
    assert not variance_agrees(rng.standard_normal(400), 2)
    assert not count_agrees(600, 1000, 0.5)
