"""Activations against torch, and their derivatives against finite differences."""

import numpy as np
import oracles
import pytest
from oracles import WRAPPED, torch_function

from fc import activation

SPECS = [*oracles.SPECS, "softplus", "elu", "erf", "sin", "square", "cubic", "quadratic:-0.3"]
SPECS += ["mish", "selu", "hardswish", "logsigmoid", "softsign", "hardtanh", "tanhshrink"]
POINTS = np.concatenate([np.linspace(-8, 8, 401) + 0.003, [-40.0, 40.0]])  # No point at a kink.


def torch_value_and_slope(spec, points):
    import torch

    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    y = torch_function(spec)(x)
    y.sum().backward()
    return y.detach().numpy(), x.grad.numpy()


def value_and_slope(spec, points):
    value, slope = np.empty_like(points), np.empty_like(points)
    activation(spec).value(points, value)
    activation(spec).slope(points, slope)
    return value, slope


@pytest.mark.parametrize("spec", [*SPECS, *WRAPPED])
def test_value_and_slope_are_those_of_torch(spec):
    ours, theirs = value_and_slope(spec, POINTS), torch_value_and_slope(spec, POINTS)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)
    in_place = POINTS.copy()
    activation(spec).value(in_place, in_place)
    np.testing.assert_array_equal(in_place, ours[0])
    # Control: no other activation passes for this one.
    for other in {*SPECS, *WRAPPED} - {spec}:
        assert np.abs(value_and_slope(other, POINTS)[0] - theirs[0]).max() > 0.05


@pytest.mark.parametrize("spec", ["relu", "leaky_relu", "leaky_relu:0.1"])
def test_the_kink_is_where_torch_puts_it(spec):
    at_kink = np.zeros(1)
    assert value_and_slope(spec, at_kink)[1] == torch_value_and_slope(spec, at_kink)[1]


@pytest.mark.parametrize("spec", [*SPECS, *WRAPPED, "odd:tanh", "mixed:3:sigmoid", "shifted:1:erf"])
def test_bounded_says_whether_the_value_stays_within_one(spec):
    within = np.abs(value_and_slope(spec, POINTS)[0]).max() <= 1
    assert activation(spec).bounded == within
