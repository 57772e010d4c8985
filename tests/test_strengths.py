"""Strength laws against their own samples."""

import numpy as np
import pytest
from chance import mean_agrees

from fc import strengths

LAWS = ["uniform", "beta:2,5", "beta:0.5,0.5", "bernoulli:0.3", "constant:0.7"]
RANDOM_LAWS = LAWS[:-1]
SAMPLES = 100_000


def sample(spec):
    return strengths(spec).sample(np.random.default_rng(3), (SAMPLES,))


@pytest.mark.parametrize("spec", LAWS)
def test_strengths_lie_in_the_unit_interval(spec):
    z = strengths(spec).sample(np.random.default_rng(4), (500, 20))
    assert z.shape == (500, 20)
    assert z.dtype == float
    assert z.min() >= 0
    assert z.max() <= 1


@pytest.mark.parametrize("spec", RANDOM_LAWS)
def test_mean_is_that_of_the_samples(spec):
    z, law = sample(spec), strengths(spec)
    assert mean_agrees(z, law.mean)
    assert not mean_agrees(z, 1.05 * law.mean)


@pytest.mark.parametrize("spec", RANDOM_LAWS)
def test_variance_is_that_of_the_samples(spec):
    law = strengths(spec)
    squares = (sample(spec) - law.mean) ** 2
    # A law on two points has no spread in its squares unless the points are unequally far.
    assert mean_agrees(squares, law.variance)
    assert not mean_agrees(squares, 1.05 * law.variance)


def test_a_constant_law_does_not_vary():
    law = strengths("constant:0.7")
    assert (law.mean, law.variance) == (0.7, 0)
    assert (sample("constant:0.7") == 0.7).all()


@pytest.mark.parametrize(
    "spec, mean, variance",
    [("uniform", 1 / 2, 1 / 12), ("beta:2,5", 2 / 7, 10 / 392), ("bernoulli:0.3", 0.3, 0.21)],
)
def test_known_moments(spec, mean, variance):
    law = strengths(spec)
    assert (law.mean, law.variance) == pytest.approx((mean, variance), rel=1e-14)


@pytest.mark.parametrize("spec", RANDOM_LAWS)
def test_strengths_are_independent_across_features(spec):
    law = strengths(spec)
    z = law.sample(np.random.default_rng(5), (SAMPLES, 2)) - law.mean
    assert mean_agrees(z[:, 0] * z[:, 1], 0)
    assert not mean_agrees(z[:, 0] * z[:, 0], 0)
