"""A law of the background out of distribution: what is measured and what is expected agree."""

import numpy as np
import pytest
from chance import normal

import fc
from fc.chapters.id_ood_risk import SHIFTS, settings
from fc.chapters.scale import SCALES
from fc.model.strengths import strengths
from fc.theory.setting_laws import obstacles

SETTING = settings(SCALES["smoke"])[0]
SAMPLES = 20_000


@pytest.fixture(scope="module")
def trained():
    """One network of the smallest setting of the claim."""
    return fc.train(SETTING, fc.streams(0, 0))["T2"][1]


@pytest.fixture(scope="module")
def seen(trained):
    shifts = (*SHIFTS, "constant:0.5")
    return fc.measure(trained, SETTING, np.random.default_rng(1), shifts, SAMPLES)


def margins(network, background):
    """``y h`` with the background as given, of as many inputs."""
    batch = fc.draw_batch(SETTING, np.random.default_rng(2), len(background))
    u = np.hstack([batch.u[:, : SETTING.n_core], background])
    return batch.y * fc.output(network, SETTING, u)


@pytest.mark.parametrize("scale", SCALES)
def test_the_laws_are_asked_inside_their_range(scale):
    for setting in settings(SCALES[scale]):
        assert list(obstacles(setting, fc.law(setting, extrapolate=True))) == []


@pytest.mark.parametrize("shift", SHIFTS)
def test_the_population_expects_what_is_measured(trained, seen, shift):
    """Of the final weights themselves, so that only the closure and the sampling are between."""
    expected = fc.expectation(fc.neurons(trained, SETTING), SETTING, SHIFTS)
    for name in ("risk", "margin"):
        value, se = getattr(seen, name)[shift]
        assert abs(value - getattr(expected, name)[shift]) <= normal() * se + 2e-3
    # Control: another law.
    other = "beta:1,3" if shift != "beta:1,3" else "uniform"
    assert abs(value - expected.margin[other]) > normal() * se + 2e-3


@pytest.mark.parametrize("spec", ["uniform", "beta:5,2", "beta:1,3"])
def test_only_the_mean_and_the_variance_of_a_law_count(trained, seen, spec):
    """A law of two values, with the mean and the variance of another, has its risk and error."""
    of = strengths(spec)
    signs = np.random.default_rng(3).choice([-1.0, 1.0], (SAMPLES, SETTING.n_bg))
    margin = margins(trained, -of.mean + np.sqrt(of.variance) * signs)
    two = {"risk": np.maximum(1 - margin, 0), "error": (margin < 0) + 0.5 * (margin == 0)}
    for name, samples in two.items():
        value, se = getattr(seen, name)[spec]
        error = normal() * np.hypot(se, samples.std() / SAMPLES**0.5)
        # What is left of the higher moments is of the order 1 / n_bg, of the spread between inputs.
        assert abs(samples.mean() - value) <= error + 0.01
    # Controls: another mean moves the risk, another variance the error rate near the boundary.
    moved = np.maximum(1 - margins(trained, 0.1 - of.mean + np.sqrt(of.variance) * signs), 0)
    assert abs(moved.mean() - two["risk"].mean()) > 0.02 or two["risk"].mean() > 0.98
    by_variance = [seen.error[x].value for x in ("constant:0.5", "uniform", "bernoulli:0.5")]
    assert by_variance[0] + 0.02 < by_variance[1] < by_variance[2] - 0.02
