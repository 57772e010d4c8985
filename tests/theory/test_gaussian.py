"""Normal laws of the closure, against quadrature and the bivariate normal law."""

import itertools
import math

import numpy as np
import pytest
from chance import mean_agrees
from scipy import stats
from scipy.integrate import quad

from fc.theory.gaussian import both_below, gate, mean_largest, ramp_mean

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
CORRELATIONS = (-1.0, -0.999999, -0.95, -0.3, 0.0, 0.3, 0.95, 0.999999, 1.0)


def bivariate(a, b, rho):
    return stats.multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]], allow_singular=True)


@pytest.mark.parametrize("rho", CORRELATIONS)
def test_both_below_is_the_bivariate_normal_law(rho):
    a, b = np.array(list(itertools.product(ENDS, ENDS))).T
    expected = [bivariate(x, y, rho) for x, y in zip(a, b, strict=True)]
    # At +-1 X and Y differ by a normal number of deviation sqrt(2e-9), times the density.
    room = 1e-13 if abs(rho) < 1 else 2e-5
    np.testing.assert_allclose(both_below(a, b, rho), expected, atol=room)
    np.testing.assert_allclose(both_below(a, 1e30, rho), stats.norm.cdf(a), atol=room)
    if rho:  # Control: the correlation's sign.
        assert abs(both_below(a, b, -rho) - expected).max() > 0.05


# --- The hinge gate. --------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [-0.9, -0.2, 0.5])
@pytest.mark.parametrize("room", [-2.0, 0.4])
def test_what_is_known_at_a_kink_or_margin_is_how_the_joint_law_grows_there(room, rho):
    """Of P(z + X >= 0, Y < room) for normal X and Y of correlation rho."""
    z, h = np.array([-3.0, -0.5, 0.1, 0.8]), 1e-5
    found = gate(z, room, rho)
    expected = [stats.multivariate_normal.cdf([x, room], cov=[[1, -rho], [-rho, 1]]) for x in z]
    np.testing.assert_allclose(found.active_and_open, expected, atol=1e-7)
    in_z, in_room = (
        (gate(z + i * h, room + j * h, rho)[1] - gate(z - i * h, room - j * h, rho)[1]) / (2 * h)
        for i, j in ((1, 0), (0, 1))
    )
    np.testing.assert_allclose(in_z, stats.norm.pdf(z) * found.open_at_kink, atol=1e-8)
    np.testing.assert_allclose(in_room, stats.norm.pdf(room) * found.active_at_margin, atol=1e-8)
    assert found.open == pytest.approx(stats.norm.cdf(room))
    # Control: one in place of the other.
    assert np.abs(in_z - stats.norm.pdf(z) * found.active_at_margin).max() > 1e-3
