"""The expected gradient by listing every input, against samples and differences of the risk."""

from dataclasses import replace

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
