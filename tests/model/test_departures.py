"""Broken assumptions: each breaks what it names, by the stated amount, and nothing else."""

import json
import math
from itertools import islice

import numpy as np
import pytest
from chance import count_agrees, mean_agrees
from oracles import first_steps, step_in_input_space

from fc import Departures, Network, Setting, draw_batch, initial_network, initial_neurons
from fc.model.features import training_batches
from fc.model.network import output_weights

SMALL = {"n_core": 3, "n_bg": 5, "d": 40, "width": 8, "batch": 4000}
ONE_OF_EACH = [
    {"overlap": 0.1}, {"bg_label": 0.1}, {"positive_share": 0.7}, {"init_scale": 10},
    {"dataset": 50},
]  # fmt: skip


def small(**broken):
    return Setting(**SMALL, departures=Departures(**broken))


def draw(setting, seed=1):
    return draw_batch(setting, np.random.default_rng(seed))


# --- What the default leaves as it was. -------------------------------------------------------


@pytest.mark.parametrize("broken", ONE_OF_EACH)
def test_a_departure_is_data_and_is_never_exact(broken):
    setting = small(**broken)
    again = Setting(**json.loads(json.dumps(setting.as_dict())))
    assert again.as_dict() == setting.as_dict()
    assert again.departures == Departures(**broken) != Departures()
    assert setting.mode == "float64"
    assert small().mode == "exact"  # Control.
    assert "departures" not in small().as_dict()
    assert Setting(departures=Departures(overlap=0)) == Setting()


# --- Overlapping features. --------------------------------------------------------------------


def overlapping(r, d, d0):
    """Features ``sqrt(1-r) e_j + sqrt(r) e_d`` in R^d, turned at random; their Gram matrix."""
    m = np.vstack([math.sqrt(1 - r) * np.eye(d0), np.zeros((d - d0, d0))])
    m[-1] = math.sqrt(r)
    m = np.linalg.qr(np.random.default_rng(3).standard_normal((d, d)))[0] @ m
    return m, m.T @ m


def test_with_overlapping_features_a_run_is_that_of_input_space():
    m, gram = overlapping(0.3, 20, 6)
    np.testing.assert_allclose(gram, 0.7 * np.eye(6) + 0.3, atol=1e-14)
    a = output_weights(8)
    w = np.random.default_rng(4).standard_normal((8, 20)) / 20**0.5

    def gap(overlap):
        fields = {"d": 20, "width": 8, "batch": 30, "step_size": 1.0, "weight_decay": 0.01}
        broken = Departures(overlap=overlap)
        setting = Setting(3, 3, **fields, arithmetic="float64", departures=broken)
        in_input_space, largest = w, 0.0
        for step in first_steps(setting, 60, Network(w @ m, a)):
            largest = max(largest, np.abs(in_input_space @ m - step.network.v).max())
            in_input_space = step_in_input_space(
                in_input_space, a, step.batch.u @ m.T, step.batch.label, 1.0, 0.01
            )
        return largest

    assert gap(0.3) < 1e-11
    assert gap(0.29) > 1e-3


def test_initial_weights_have_the_gram_matrix_as_covariance():
    setting = Setting(2, 2, d=10, width=20_000, departures=Departures(overlap=0.3))
    v = initial_network(setting, np.random.default_rng(5)).v
    products = (v[:, :, None] * v[:, None, :]).reshape(len(v), -1)
    assert mean_agrees(v, 0)
    assert mean_agrees(products, (0.7 * np.eye(4) + 0.3) / 10)
    assert not mean_agrees(products, np.eye(4) / 10)


# --- Classes, labels, initial weights. --------------------------------------------------------


def test_the_first_background_features_carry_the_sign_and_an_offset():
    batch = draw(small(bg_agreement=0.9, bg_signed=2, bg_offset=0.25))
    for y in (1, -1):
        rows = batch.u[batch.y == y]
        assert mean_agrees(rows[:, 3:5], 0.25 + 0.8 * 0.5 * y)
        assert not mean_agrees(rows[:, 3:5], 0.8 * 0.5 * y)
        assert mean_agrees(rows[:, 5:], 0.5)
    # The same sign for both features: the sum tells it.
    assert (((batch.u[:, 3:5] - 0.25) > 0).sum(axis=1) != 1).all()


def test_initial_weights_are_scaled():
    plain, scaled = Setting(**SMALL, arithmetic="float64"), small(init_scale=3)
    v, three = (initial_network(s, np.random.default_rng(6)).v for s in (plain, scaled))
    np.testing.assert_allclose(three, 3 * v, rtol=1e-15)
    one, three = (initial_neurons(s, np.random.default_rng(7)) for s in (plain, scaled))
    np.testing.assert_allclose(three.core.total, 3 * one.core.total, rtol=1e-15)
    np.testing.assert_allclose(three.bg.square, 9 * one.bg.square, rtol=1e-14)


# --- A set of samples that comes again. -------------------------------------------------------


def batches_of(setting, count):
    out = np.empty((setting.batch, setting.d0))
    source = training_batches(setting, np.random.default_rng(8), out)
    return [(b.u.copy(), b.y, b.label) for b in islice(source, count)]


def test_a_dataset_has_so_many_distinct_samples_each_as_often_and_with_one_label():
    fields = {"d": 40, "batch": 100, "label_noise": 0.5}
    repeated = batches_of(Setting(3, 5, **fields, departures=Departures(dataset=40)), 60)
    u, y, label = (np.concatenate(part) for part in zip(*repeated, strict=True))
    rows = np.column_stack([u, y, label])
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    assert len(distinct) == len(np.unique(u, axis=0)) == 40
    assert 0 < (distinct[:, -1] != distinct[:, -2]).sum() < 40  # The noise is there.
    assert all(count_agrees(count, 6000, 1 / 40, rate=1e-6 / 40) for count in counts)
    assert not count_agrees(counts[0], 6000, 1 / 80, rate=1e-6 / 40)
    fresh = np.concatenate([u for u, *_ in batches_of(Setting(3, 5, **fields), 60)])
    assert len(np.unique(fresh, axis=0)) == 6000  # Control.
