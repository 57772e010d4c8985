"""The two oracles of the expected gradient, against sampling and against each other."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from chance import mean_agrees
from inverted import inverted_force
from oracles import enumerated_force

from fc import Network, Setting, draw_batch, initial_network, projections
from fc.model.network import output_weights

LISTED = Setting(4, 3, d=49, width=4, strengths="bernoulli:0.5", arithmetic="float64")
ANY = Setting(3, 4, d=49, width=4, arithmetic="float64")


def random_network(setting, size=0.3, seed=1):
    v = size * np.random.default_rng(seed).standard_normal((setting.width, setting.d0))
    return Network(v, output_weights(setting.width))


def sampled(network, setting, blocks=60, size=1500, **options):
    """One row a block of fresh samples; the blocks are independent."""
    rng = np.random.default_rng(2)
    batches = (draw_batch(setting, rng, size) for _ in range(blocks))
    return np.array([np.hstack(projections(network, setting, b, **options)) for b in batches])


# --- By listing every input. ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{}, {"activation": "gelu"}, {"activation": "leaky_relu:0.25", "weight_decay": 0.1},
     {"bg_shift": 0.125}, {"taper": 0.6, "bg_shift": -0.25}],
)  # fmt: skip
def test_the_listed_force_is_the_mean_of_the_projections(changes):
    setting = replace(LISTED, **changes)
    network = random_network(setting, size=3.0)
    samples = sampled(network, setting)
    assert mean_agrees(samples, enumerated_force(network, setting))
    # Controls: samples that do not meet the margin, and another law of the strengths.
    gateless = sampled(network, setting, hinge_gate=False)
    assert not mean_agrees(gateless, enumerated_force(network, setting))
    uniform = sampled(network, replace(setting, strengths="uniform"))
    assert not mean_agrees(uniform, enumerated_force(network, setting))


def test_the_listed_force_is_the_gradient_of_the_risk():
    """Central differences of the hinge risk, input by input, without the package's identity."""
    setting = Setting(2, 2, d=49, width=2, strengths="bernoulli:0.5", weight_decay=0.2)
    network = random_network(setting, size=2.0, seed=4)
    # At x = 0 and on the margin the risk has kinks; this seed is far from the latter.
    inputs = [
        (y, np.array([y * c0, y * c1, b0, b1]))
        for y, c0, c1, b0, b1 in product((1, -1), *[(0, 1)] * 4)
    ]

    def risk(v, sign_of_core=1):
        flip = np.array([sign_of_core, sign_of_core, 1, 1])
        h = [(y, network.a @ np.maximum(v @ (flip * x), 0)) for y, x in inputs]
        decay = setting.weight_decay / 2 * (v**2).sum()
        return np.mean([max(0.0, 1 - y * out) for y, out in h]) + decay

    def descent(**options):
        force, eps = np.zeros_like(network.v), 1e-6
        for index in np.ndindex(*force.shape):
            step = np.zeros_like(force)
            step[index] = eps
            high, low = risk(network.v + step, **options), risk(network.v - step, **options)
            force[index] = (low - high) / (2 * eps)
        return force

    np.testing.assert_allclose(enumerated_force(network, setting), descent(), atol=1e-8)
    # Control: core features of the wrong sign.
    wrong = descent(sign_of_core=-1)
    assert abs(enumerated_force(network, setting) - wrong).max() > 1e-2


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"strengths": "uniform"}, "^strengths must be bernoulli:0.5 to be listed, got uniform$"),
        ({"bg_strengths": "uniform"}, "^strengths must be bernoulli:0.5 .*, got .*uniform$"),
        ({"n_bg": 13}, r"^n_core \+ n_bg must be at most 16 to be listed, got 17$"),
    ],
)
def test_what_cannot_be_listed_is_refused(changes, sentence):
    setting = replace(LISTED, d=10**4, **changes)
    with pytest.raises(ValueError, match=sentence):
        enumerated_force(random_network(setting), setting)


# --- By inversion. ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{}, {"strengths": "beta:2,5"}, {"bg_strengths": "beta:2,5"}, {"weight_decay": 0.3}],
)
def test_the_inverted_force_is_the_mean_of_the_projections(changes):
    setting = replace(ANY, **changes)
    network = random_network(setting)
    samples = sampled(network, setting, hinge_gate=False)
    assert mean_agrees(samples, inverted_force(network, setting))
    # Controls: core features that enter with the wrong sign, and another law.
    wrong = Network(network.v * np.where(np.arange(7) < 3, -1, 1), network.a)
    assert not mean_agrees(samples, inverted_force(wrong, setting))
    other = replace(setting, strengths="beta:5,2")
    assert not mean_agrees(samples, inverted_force(network, other))


def test_inversion_and_listing_agree_once_the_lattice_is_fine():
    """Bernoulli sums live on a lattice, whose transform has no end: a few features lose 2%."""
    errors = []
    for n in (4, 8):
        setting = replace(LISTED, n_core=n, n_bg=n, d=4 * n * n)
        network = initial_network(setting, np.random.default_rng(0))
        listed = enumerated_force(network, setting)
        errors.append(abs(inverted_force(network, setting) - listed).max() / abs(listed).max())
        swapped = inverted_force(network, replace(setting, strengths="uniform"))
        assert abs(swapped - listed).max() / abs(listed).max() > 0.05
    assert errors[1] < errors[0] < 0.03
    assert errors[1] < 0.005


def test_a_neuron_that_is_certain_of_its_side_needs_no_inversion():
    setting = replace(ANY, width=3, strengths="constant:0.5")
    v = np.array([[1.0] * 3 + [9.0] * 4, [1.0] * 3 + [0.0] * 4, [0.0] * 7])
    force = 3 * inverted_force(Network(v, output_weights(3)), setting)
    # Active on both classes: the core adds them, the background takes their difference.
    np.testing.assert_allclose(force[0], [0.5] * 3 + [0.0] * 4)
    np.testing.assert_allclose(force[1], [0.25] * 7)  # Active on one class.
    np.testing.assert_array_equal(force[2], 0)  # At its kink ReLU has slope 0.


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"activation": "leaky_relu:0.1"}, "^activation must be relu for the inversion, got"),
        ({"activation": "tanh"}, "^activation must be relu, .*, got 'tanh'$"),
        ({"bg_shift": 0.1}, "^bg_shift and taper must be 0 for the inversion$"),
        ({"taper": 0.1}, "^bg_shift and taper must be 0 for the inversion$"),
        # Too narrow for the tabulated range: extrapolation would be wrong without bound.
        ({"strengths": "beta:200,200"}, "^strengths must have sigma of at least 0.099 .*, got"),
    ],
)
def test_what_cannot_be_inverted_is_refused(changes, sentence):
    setting = replace(ANY, **changes)
    v = np.tile([1.0, -1.02, 0, 0, 0, 0, 0], (4, 1))
    with pytest.raises(ValueError, match=sentence):
        inverted_force(Network(v, output_weights(4)), setting)
