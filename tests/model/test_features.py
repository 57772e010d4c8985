"""The feature model: which coordinate knows the label, and what moves out of distribution."""

import numpy as np
import pytest
from chance import count_agrees, mean_agrees

from fc import Setting, draw_batch, streams

SMALL = Setting(n_core=3, n_bg=5, d=40, batch=4000)


def draw(setting=SMALL, seed=1, size=None):
    return draw_batch(setting, np.random.default_rng(seed), size)


def test_classes_are_a_fair_coin():
    batch = draw()
    assert set(batch.y) == {-1.0, 1.0}
    assert count_agrees((batch.y > 0).sum(), len(batch.y), 0.5)
    # The count itself varies as a binomial: a fixed half would have no variance at all.
    counts = np.array([(draw(seed=i, size=50).y > 0).sum() for i in range(2000)])
    assert mean_agrees((counts - 25) ** 2, 50 / 4)


@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_label_noise_replaces_labels_by_a_fair_coin(noise):
    batch = draw(Setting(n_core=3, n_bg=5, d=40, batch=4000, label_noise=noise))
    assert count_agrees((batch.label != batch.y).sum(), 4000, noise / 2)
    assert (batch.u[:, :3] * batch.y[:, None] >= 0).all()  # The features follow the class.


def test_streams_are_reproducible_and_independent():
    first, again = streams(0, 0), streams(0, 0)
    numbers = [rng.random(4).tolist() for rng in first]
    assert numbers == [rng.random(4).tolist() for rng in again]
    others = [rng.random(4).tolist() for rng in (*streams(0, 1), *streams(1, 0))]
    assert len({tuple(x) for x in numbers + others}) == len(numbers + others) == 12


@pytest.mark.parametrize("changes", [
    {},
    {"bg_strengths": "beta:2,5"},
    {"taper": 0.8},
    {"strengths": "bernoulli:0.5", "bg_strengths": "uniform", "taper": 0.5, "bg_shift": -0.25},
])  # fmt: skip
def test_every_feature_has_the_mean_and_the_variance_of_its_group(changes):
    setting = Setting(n_core=3, n_bg=5, d=40, batch=4000, **changes)
    batch = draw(setting)
    z = batch.u * np.where(np.arange(8) < 3, batch.y[:, None], 1)
    for part, group in ((z[:, :3], setting.core), (z[:, 3:], setting.bg)):
        mean, variance = group.mean * group.factors, group.variance * group.factors**2
        # A Bernoulli strength of probability 1/2 is always equally far from its mean.
        squares = (part - mean) ** 2 + 1e-9 * part
        assert mean_agrees(part, mean)
        assert mean_agrees(squares, variance + 1e-9 * mean)
        assert not mean_agrees(part, mean[::-1] + 0.05)
        assert not mean_agrees(squares, 1.2 * variance)
    assert z[:, :3].min() >= 0 and z[:, :3].max() <= 1
