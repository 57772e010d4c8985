"""Strength laws against their own samples."""

import numpy as np
import pytest
from chance import count_agrees

from fc.model.strengths import _random_bytes, strengths

LAWS = ["uniform", "beta:2,5", "beta:0.5,0.5", "bernoulli:0.3", "constant:0.7"]
SAMPLES = 100_000


def sample(spec, shape=(SAMPLES,), seed=3, dtype=float):
    z = np.full(shape, np.nan, dtype)
    strengths(spec).sample(np.random.default_rng(seed), z)
    return z


@pytest.mark.parametrize("spec", LAWS)
def test_strengths_are_multiples_of_one_512th_up_to_1_in_either_precision(spec):
    z = sample(spec)
    assert 0 <= z.min() and z.max() <= 1
    assert (512 * z == np.rint(512 * z)).all()
    np.testing.assert_array_equal(sample(spec, dtype=np.float32), z)
    if spec == "uniform":  # Control: the odd ones, all 256 of them.
        assert (512 * np.unique(z) == np.arange(1, 512, 2)).all()


@pytest.mark.parametrize("c", [1e-9, 1 / 512, 0.5, 1])
def test_a_constant_is_at_least_one_512th(c):
    assert strengths(f"constant:{c}").mean == max(c, 1 / 512)
    assert (sample(f"constant:{c}") == max(c, 1 / 512)).all()
    assert strengths("constant:0.7").mean == 358 / 512  # The nearest multiple: 358.4 is 0.7 * 512.


@pytest.mark.parametrize("a, b", [(2, 5), (3, 3), (1.5, 8)])
def test_the_moments_of_a_beta_law_are_those_of_the_continuous_one_up_to_its_bins(a, b):
    law = strengths(f"beta:{a},{b}")
    mean, variance = a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
    # Where the density vanishes at 0 and 1, midpoints err by the second order of the bin 1/256.
    assert law.mean == pytest.approx(mean, abs=2**-16)
    assert law.variance == pytest.approx(variance, abs=2**-16)
    assert law.mean != pytest.approx(mean + 2**-9, abs=2**-16)  # Control: a bin's edge.


@pytest.mark.parametrize("spec", LAWS)
def test_samples_take_the_values_at_their_probabilities(spec):
    law, z = strengths(spec), sample(spec)
    assert np.isin(z, law.values).all()
    assert law.mean == pytest.approx(law.probabilities @ law.values)
    assert law.variance == pytest.approx(law.probabilities @ (law.values - law.mean) ** 2)
    # Four stretches of the values, so that a shifted or a reversed law is noticed.
    for values, p in zip(
        np.array_split(law.values, 4), np.array_split(law.probabilities, 4), strict=True
    ):
        count = np.isin(z, values).sum()
        assert count_agrees(count, SAMPLES, min(p.sum(), 1.0))
        if 0 < p.sum() < 1:
            assert not count_agrees(count, SAMPLES, p.sum() / 2)


@pytest.mark.parametrize("generator", ["SFC64", "PCG64", "MT19937"])
@pytest.mark.parametrize("before", [0, 1])
def test_random_bytes_are_those_of_numpy(generator, before):
    """Also where half a word is left `before`, and what is drawn after them."""

    def draws(read, size):
        rng = np.random.Generator(getattr(np.random, generator)(5))
        rng.integers(2**32, size=before, dtype=np.uint32)
        return [bytes(read(rng, size)) for _ in range(3)], rng.random()

    for size in (0, 1, 4, 8, 60, 64, 999, 1000):
        assert draws(_random_bytes, size) == draws(np.random.Generator.bytes, size)
    assert draws(_random_bytes, 64) != draws(_random_bytes, 60)  # Control.
