"""Activations against torch, and their derivatives against finite differences."""

import numpy as np
import pytest

from fc import activation

SPECS = ["relu", "leaky_relu", "leaky_relu:0.1", "gelu", "silu", "tanh", "sigmoid", "identity"]
POINTS = np.concatenate([np.linspace(-8, 8, 401) + 0.003, [-40.0, 40.0]])  # No point at a kink.


def torch_function(spec):
    from torch.nn import functional

    name, _, slope = spec.partition(":")
    if name == "identity":
        return lambda x: x * 1.0
    if slope:
        return lambda x: functional.leaky_relu(x, float(slope))
    return getattr(functional, name)


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


@pytest.mark.parametrize("spec", SPECS)
def test_value_and_slope_are_those_of_torch(spec):
    ours, theirs = value_and_slope(spec, POINTS), torch_value_and_slope(spec, POINTS)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)
    # Control: no other activation passes for this one.
    for other in set(SPECS) - {spec}:
        assert np.abs(value_and_slope(other, POINTS)[0] - theirs[0]).max() > 0.05


@pytest.mark.parametrize("spec", SPECS)
def test_slope_is_the_finite_difference_of_the_value(spec):
    # A step of eps^(1/3) balances truncation (h^2 phi''' / 6) and rounding (eps |p| / h).
    h = np.finfo(float).eps ** (1 / 3)
    points = POINTS[:-2]
    above, below = value_and_slope(spec, points + h)[0], value_and_slope(spec, points - h)[0]
    difference = (above - below) / (2 * h)
    np.testing.assert_allclose(value_and_slope(spec, points)[1], difference, atol=1e-9)


@pytest.mark.parametrize("spec", ["relu", "leaky_relu", "leaky_relu:0.1"])
def test_the_kink_is_where_torch_puts_it(spec):
    at_kink = np.zeros(1)
    assert value_and_slope(spec, at_kink)[1] == torch_value_and_slope(spec, at_kink)[1]


@pytest.mark.parametrize("spec", SPECS)
def test_value_may_overwrite_its_argument(spec):
    p = POINTS.copy()
    activation(spec).value(p, p)
    np.testing.assert_array_equal(p, value_and_slope(spec, POINTS)[0])
