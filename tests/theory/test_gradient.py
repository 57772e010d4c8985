"""The expected gradient by listing every input, against samples and differences of the risk."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from chance import mean_agrees
from oracles import enumerated_force

from fc import Network, Setting, draw_batch, projections
from fc.model.network import output_weights

LISTED = Setting(4, 3, d=49, width=4, strengths="bernoulli:0.5", arithmetic="float64")


def random_network(setting, size=0.3, seed=1):
    v = size * np.random.default_rng(seed).standard_normal((setting.width, setting.d0))
    return Network(v, output_weights(setting.width))


def sampled(network, setting, blocks=60, size=1500, **options):
    """One row a block of fresh samples; the blocks are independent."""
    rng = np.random.default_rng(2)
    batches = (draw_batch(setting, rng, size) for _ in range(blocks))
    return np.array([np.hstack(projections(network, setting, b, **options)) for b in batches])


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
