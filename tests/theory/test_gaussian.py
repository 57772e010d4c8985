"""Normal laws of the closure, against quadrature and the bivariate normal law."""

import itertools
import math

import numpy as np
import pytest
from chance import mean_agrees
from scipy import stats
from scipy.integrate import quad
from scipy.special import ndtr

from fc.theory.gaussian import (
    both_below,
    gate,
    mean_largest,
    ramp_mean,
)

# --- The ramp. --------------------------------------------------------------------------------


def integrated_ramp(mean, sd):
    """E[(M + tau X)_+], from its kink on."""
    return quad(lambda x: (mean + sd * x) * stats.norm.pdf(x), -mean / sd, 40, epsabs=1e-13)[0]


@pytest.mark.parametrize("sd", [0.05, 1.0, 7.0])
@pytest.mark.parametrize("mean", [-2.0, -0.1, 0.0, 0.3, 5.0])
def test_the_mean_of_a_ramp_is_its_integral(mean, sd):
    assert ramp_mean(mean, sd) == pytest.approx(integrated_ramp(mean, sd), rel=1e-9, abs=1e-12)
    # Control: the other sign of the mean.
    assert mean == 0 or ramp_mean(-mean, sd) != pytest.approx(ramp_mean(mean, sd), rel=1e-3)


# --- The largest of many. ---------------------------------------------------------------------


def test_the_mean_of_the_largest_of_many_normal_numbers():
    # E|X|, and of two E max = (E|X + Y| + E|X - Y|) / 2 with normal X +- Y of variance 2.
    assert mean_largest(1) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-9)
    assert mean_largest(2) == pytest.approx(2 / math.sqrt(math.pi), rel=1e-9)
    rng = np.random.default_rng(0)
    for count in (7, 300, 4096):
        largest = np.abs(rng.standard_normal((2000, count))).max(axis=1)
        assert mean_agrees(largest, mean_largest(count))
        assert not mean_agrees(largest, mean_largest(2 * count))


# --- Two half-lines at once. ------------------------------------------------------------------

ENDS = (-5.0, -1.2, -1e-6, 0.0, 1e-9, 0.7, 6.0)
CORRELATIONS = (-0.999999, -0.95, -0.3, 0.0, 0.3, 0.95, 0.999999)


def bivariate(a, b, rho):
    return stats.multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]], allow_singular=True)


@pytest.mark.parametrize("rho", CORRELATIONS)
def test_both_below_is_the_bivariate_normal_law(rho):
    a, b = np.array(list(itertools.product(ENDS, ENDS))).T
    expected = [bivariate(x, y, rho) for x, y in zip(a, b, strict=True)]
    np.testing.assert_allclose(both_below(a, b, rho), expected, atol=1e-13)
    if rho:  # Control: the correlation's sign.
        assert abs(both_below(a, b, -rho) - expected).max() > 0.05


def test_at_full_correlation_the_smaller_one_decides():
    a, b = np.array(list(itertools.product(ENDS, ENDS))).T
    low, high = stats.norm.cdf(a), stats.norm.cdf(b)
    # X and Y differ by a normal number of deviation sqrt(2e-9), times the density at most 0.4.
    np.testing.assert_allclose(both_below(a, b, 1), np.minimum(low, high), atol=2e-5)
    np.testing.assert_allclose(both_below(a, b, -1), np.maximum(low + high - 1, 0), atol=2e-5)
    assert abs(both_below(a, b, 0.9) - np.minimum(low, high)).max() > 1e-2
    # So does what is far out, at any correlation.
    np.testing.assert_allclose(both_below(a, 1e30, 0.4), low, atol=1e-15)
    np.testing.assert_allclose(both_below(a, -1e30, 0.4), 0, atol=1e-15)


# --- The hinge gate. --------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [-1.0, -0.9, -0.2, 0.0, 0.5, 0.999, 1.0])
@pytest.mark.parametrize("room", [-2.0, -1e-9, 0.0, 0.4, 6.5])
def test_the_gate_is_the_joint_law_of_activity_and_margin(room, rho):
    """p = z + X >= 0 and r < 1, which is Y < room, for normal X and Y of correlation rho."""
    z = np.array([-40.0, -3.0, -0.5, 0.0, 1e-9, 0.8, 2.0, 40.0])
    held = np.clip(rho, -1 + 1e-9, 1 - 1e-9)
    found = gate(z, room, np.full(len(z), rho))
    assert found.open == pytest.approx(ndtr(room))
    np.testing.assert_allclose(found.active_and_open, both_below(z, room, -rho), atol=1e-13)
    root = math.sqrt(1 - held**2)
    np.testing.assert_allclose(found.open_at_kink, ndtr((room + held * z) / root), atol=1e-7)
    at_margin = ndtr((z + held * room) / root)
    np.testing.assert_allclose(found.active_at_margin, at_margin, atol=1e-7)
    if rho and abs(room) > 0.1:  # Control: the correlation's sign.
        assert abs(found.active_at_margin - ndtr((z - held * room) / root)).max() > 0.01
