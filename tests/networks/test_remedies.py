"""Remedies: what they do to inputs, samples, gradients and groups; each check fails without."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fc import Architecture, Recipe, Remedy, Setting, draw_batch, shift_background, streams
from fc.model.departures import Departures
from fc.networks import remedies
from fc.networks.probes import refit
from fc.networks.training import train_networks

SETTING = Setting(8, 8, d=1000, width=16, batch=400)
OFF = Remedy(gradient="off_input_mean")


def _rng(seed=0):
    return np.random.default_rng(seed)


def _mapped(inputs, kappa=1.0, size=40_000):
    batch = shift_background(draw_batch(SETTING, _rng(1), size), SETTING, kappa)
    return remedies.input_map(Remedy(inputs, samples=20_000), SETTING, _rng(2))(batch.u)


def test_input_maps():
    assert _mapped("centred")[:, 8:].mean(axis=0) == pytest.approx(0, abs=0.02)
    assert _mapped("without_mean")[:, 8:].mean(axis=0) == pytest.approx(0, abs=0.02)
    # A shift along the mean is seen after centring, and is not where that part is gone.
    assert abs(_mapped("centred", kappa=-1)[:, 8:].mean(axis=0)).min() > 0.9
    assert _mapped("without_mean", kappa=-1)[:, 8:].mean(axis=0) == pytest.approx(0, abs=0.02)
    assert abs(_mapped("raw")[:, 8:].mean(axis=0)).min() > 0.3  # Control.


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_the_core_cancels_in_the_mean_also_where_a_class_is_rare(share):
    uneven = replace(SETTING, departures=Departures(positive_share=share))
    mean = remedies.input_mean(uneven, _rng(), 100_000)
    assert mean == pytest.approx(np.r_[np.zeros(8), np.full(8, 0.5)], abs=0.02)
    plain = draw_batch(uneven, _rng(), 100_000).u.mean(axis=0)
    assert (abs(plain[:8]).max() < 0.02) == (share == 0.5)  # Control: a mean over all samples.


@pytest.mark.parametrize("n_bg, samples", [(8, 10), (8, 1000), (32, 100)])
def test_the_estimate_misses_the_direction_by_the_law(n_bg, samples):
    """sin^2 of the angle is ``sigma^2 d0 / (s S_b + sigma^2 d0)``, where the core adds nothing."""
    setting = replace(SETTING, n_bg=n_bg)
    true = np.r_[np.zeros(8), np.full(n_bg, n_bg**-0.5)]
    remedy = replace(OFF, samples=samples)
    found = [remedies.forbidden_direction(remedy, setting, _rng(s)) @ true for s in range(200)]
    noise = setting.bg.variance * setting.d0
    told = noise / (samples * setting.bg.s + noise)
    assert 1 - np.mean(np.square(found)) == pytest.approx(told, rel=0.15)


def test_what_is_left_of_the_background_is_what_the_estimate_missed():
    """B grows by ``-<w_t - w_0, m - mu_bg>``, m the estimated mean: exactly, in every neuron."""
    setting, few = replace(SETTING, arithmetic="float64"), replace(OFF, samples=30)
    mean = remedies.input_mean(setting, streams(0, 0).extra, 30)
    parts = setting, Architecture(), Recipe(steps=60), few
    states = train_networks(*parts, [streams(0, 0)], (0, 60))[0]
    change = states["60"].w - states["0"].w
    error = mean - np.r_[np.zeros(8), np.full(8, 0.5)]
    grown = change[:, 8:].sum(axis=1) / 2
    np.testing.assert_allclose(grown, -change @ error, atol=1e-12)
    assert abs(grown).max() > 1e-3


def test_augmentation():
    batch = draw_batch(SETTING, _rng(), 40_000)
    flipped = remedies.augmented(batch, Remedy(flipped=0.25), SETTING, _rng(1))
    assert (flipped.u[:, 8:] < 0).mean() == pytest.approx(0.25, abs=0.02)
    assert (flipped.u[:, :8] == batch.u[:, :8]).all()
    assert remedies.augmented(batch, Remedy(), SETTING, _rng(1)) is batch


def test_refit_finds_the_minimum():
    rng = _rng()
    units, y = rng.random((300, 5)), rng.choice([-1.0, 1.0], 300)
    weights = rng.random(300) + 0.5

    def risk(a):
        ridge = 1e-5 * (units**2).mean() * (a @ a)
        return (weights @ np.maximum(1 - y * (units @ a), 0) ** 2 / 300 + ridge) / 2

    a = refit(units, y, weights)
    assert min(risk(a + 0.01 * rng.standard_normal(5)) for _ in range(50)) > risk(a)
    assert risk(refit(units, -y, weights)) > risk(a)


# --- Groups. -------------------------------------------------------------------------------------

SPURIOUS = Setting(8, 8, d=100, batch=400, departures=Departures(bg_agreement=0.9))


def test_groups_are_class_by_sign_of_background():
    batch = draw_batch(SPURIOUS, _rng())
    groups = remedies.groups_of(batch, SPURIOUS)
    negative = (batch.u[:, 8:] < 0).all(axis=1)
    assert (groups == 2 * (batch.y > 0) + negative).all()
    assert len(np.unique(groups)) == 4
    # Where the background carries no sign only the classes are left.
    plain = Setting(8, 8, d=100, batch=400)
    assert set(remedies.groups_of(draw_batch(plain, _rng()), plain)) == {0, 2}


def test_every_group_has_the_same_weight():
    groups = np.array([0, 0, 0, 2, 3, 3])
    weights = remedies.balanced_weights(groups)
    assert weights.mean() == pytest.approx(1)
    assert np.bincount(groups, weights) == pytest.approx([2, 0, 2, 2])


def _total(how, loss, calls=1):
    batch = draw_batch(SPURIOUS, _rng())
    dro = torch.zeros(1, 4, dtype=torch.float64)
    for _ in range(calls):
        value = remedies.total(loss(batch), [batch], how, SPURIOUS, dro)
    return float(value), dro


def _minority_loss(batch):
    """A loss of 1 on the minority and 0 on the majority."""
    agrees = batch.u[:, 8:].sum(axis=1) * batch.y > 0
    return torch.from_numpy(np.where(agrees, 0.0, 1.0)[None])


def test_reweighting_raises_the_minority():
    share, _ = _total("equal", _minority_loss)
    assert 0.05 < share < 0.15
    assert _total("groups", _minority_loss)[0] == pytest.approx(0.5)


def test_dro_follows_the_largest_loss():
    first, weights = _total("dro", _minority_loss)
    batch = draw_batch(SPURIOUS, _rng())
    disagree = (batch.u[:, 8:].sum(axis=1) < 0) == (batch.y > 0)
    minority = np.isin(np.arange(4), remedies.groups_of(batch, SPURIOUS)[disagree])
    assert weights.numpy()[0] == pytest.approx(remedies.DRO_RATE * minority)
    assert first == pytest.approx(1 / (1 + np.exp(-remedies.DRO_RATE)))
    late, _ = _total("dro", _minority_loss, calls=1000)
    assert late > 0.99
    # With losses alike no group gains on another.
    alike, weights = _total("dro", lambda b: torch.ones(1, 400, dtype=torch.float64), calls=1000)
    assert alike == pytest.approx(1)
    assert np.ptp(weights.numpy()) == pytest.approx(0)
