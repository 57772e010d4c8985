"""Whole networks: their parts against torch's own, and against the theorem engine."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fc import Architecture, Setting, draw_batch, initial_network, output
from fc.networks.architecture import forward, hidden, initial_parameters

SETTING = Setting(n_core=3, n_bg=4, d=50, width=6, batch=8)


def generator(seed=0):
    return np.random.default_rng(seed)


def samples(size=200):
    return torch.from_numpy(draw_batch(SETTING, generator(1), size).u[None])


def parameters(architecture, setting=SETTING, seed=0):
    return initial_parameters(setting, architecture, [generator(seed)])


def outputs(setting, u, seed=0):
    plain = Architecture()
    with torch.no_grad():
        return forward(parameters(plain, setting, seed), setting, plain, u)[0].numpy()


@pytest.mark.parametrize("spec", ["relu", "gelu", "tanh", "identity", "leaky_relu:0.1"])
def test_the_default_is_the_network_of_the_theorems(spec):
    setting, u = replace(SETTING, activation=spec, arithmetic="float64"), samples()
    expected = output(initial_network(setting, generator()), setting, u[0].numpy())
    np.testing.assert_allclose(outputs(setting, u), expected, atol=1e-14)
    assert np.abs(outputs(setting, u, seed=1) - expected).max() > 1e-3  # Control.


def as_modules(architecture, found):
    """The same network of torch's own modules."""
    nn, norms = torch.nn, {"batch": torch.nn.BatchNorm1d, "layer": torch.nn.LayerNorm}

    def linear(weight, bias):
        made = nn.Linear(*found[weight].shape[:0:-1], dtype=torch.float64)
        made.weight.data, made.bias.data = found[weight][0], found[bias][0]
        return made

    layers = []
    for layer in range(1, architecture.depth):
        layers.append(linear(f"w{layer}", f"b{layer}"))
        if architecture.norm:
            layers.append(norms[architecture.norm](SETTING.width, dtype=torch.float64))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers, linear("a", "b"))


@pytest.mark.parametrize("norm", [None, "batch", "layer"])
@pytest.mark.parametrize("depth", [2, 4])
def test_a_deep_network_is_torchs_own(depth, norm):
    architecture = Architecture(depth, biases=True, trained_output=True, init="default", norm=norm)
    found = parameters(architecture)
    u = samples()
    with torch.no_grad():
        ours = forward(found, SETTING, architecture, u)[0]
        theirs = as_modules(architecture, found)(u[0])[:, 0]
        no_bias = forward({k: 0 * x if k == "b1" else x for k, x in found.items()},
                          SETTING, architecture, u)[0]  # fmt: skip
    torch.testing.assert_close(ours, theirs)
    # Control: with a bias set to 0 the outputs differ, unless a batch norm subtracts it.
    assert ((no_bias - theirs).abs().max() > 1e-3) == (norm != "batch")


def test_statistics_are_those_of_the_reference():
    architecture, u = Architecture(norm="batch"), samples(size=300)
    moved = u.clone()
    moved[:, 100:] += 5
    found = parameters(architecture)
    units, again, by_all = (
        hidden(found, SETTING, architecture, x, reference).detach()[:, :100]
        for x, reference in ((u, 100), (moved, 100), (moved, 0))
    )
    torch.testing.assert_close(units, again)
    assert (by_all - units).abs().max() > 0.1  # Control: as in training.


def test_default_initial_weights_fill_torchs_interval():
    setting = Setting(n_core=20, n_bg=20, d=400, width=300)
    found = parameters(Architecture(3, biases=True, init="default"), setting=setting)
    for name, inputs in {"w1": 400, "b1": 400, "w2": 300, "b2": 300, "a": 300}.items():
        bound, values = inputs**-0.5, found[name].abs()
        assert values.max() <= bound
        assert values.max() > 0.95 * bound
    assert found["w1"].abs().max() < 0.95 * 300**-0.5  # Control: not another layer's interval.
