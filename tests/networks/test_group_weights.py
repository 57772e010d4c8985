"""Weights of groups against counts by hand, and losses in which groups count alike."""

import numpy as np
import pytest
import torch

from fc import Setting, draw_batch
from fc.model.departures import Departures
from fc.networks.remedies import DRO_RATE, balanced_weights, groups_of, total

SPURIOUS = Setting(8, 8, d=100, batch=400, departures=Departures(bg_agreement=0.9))


def test_groups_are_class_by_sign_of_background():
    batch = draw_batch(SPURIOUS, np.random.default_rng(0))
    groups = groups_of(batch, SPURIOUS)
    negative = (batch.u[:, 8:] < 0).all(axis=1)
    assert (groups == 2 * (batch.y > 0) + negative).all()
    assert len(np.unique(groups)) == 4
    # Where the background carries no sign only the classes are left.
    plain = Setting(8, 8, d=100, batch=400)
    assert set(groups_of(draw_batch(plain, np.random.default_rng(0)), plain)) == {0, 2}


def test_every_group_has_the_same_weight():
    groups = np.array([0, 0, 0, 2, 3, 3])
    weights = balanced_weights(groups)
    assert weights.mean() == pytest.approx(1)
    assert np.bincount(groups, weights) == pytest.approx([2, 0, 2, 2])


def _total(how, loss, calls=1):
    batch = draw_batch(SPURIOUS, np.random.default_rng(0))
    dro = torch.zeros(1, 4, dtype=torch.float64)
    for _ in range(calls):
        value = total(loss(batch), [batch], how, SPURIOUS, dro)
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
    batch = draw_batch(SPURIOUS, np.random.default_rng(0))
    disagree = (batch.u[:, 8:].sum(axis=1) < 0) == (batch.y > 0)
    minority = np.isin(np.arange(4), groups_of(batch, SPURIOUS)[disagree])
    assert weights.numpy()[0] == pytest.approx(DRO_RATE * minority)
    assert first == pytest.approx(1 / (1 + np.exp(-DRO_RATE)))
    late, _ = _total("dro", _minority_loss, calls=1000)
    assert late > 0.99
    # With losses alike no group gains on another.
    alike, weights = _total("dro", lambda b: torch.ones(1, 400, dtype=torch.float64), calls=1000)
    assert alike == pytest.approx(1)
    assert np.ptp(weights.numpy()) == pytest.approx(0)
