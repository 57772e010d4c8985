"""Whole networks: their parts against torch's own, and against the theorem engine."""

import numpy as np
import pytest
import torch

from fc import Architecture, Setting, draw_batch, initial_network, output
from fc.networks.architecture import forward, hidden, initial_parameters

SETTING = Setting(n_core=3, n_bg=4, d=50, width=6, batch=8)


def generator(seed=0):
    return np.random.default_rng(seed)


def samples(networks=1, size=200, seed=1):
    one = draw_batch(SETTING, generator(seed), size).u
    return torch.from_numpy(np.stack([one] * networks))


def parameters(architecture, seeds=(0,), setting=SETTING):
    return initial_parameters(setting, architecture, [generator(seed) for seed in seeds])


def outputs(architecture, u, setting=SETTING, seeds=(0,), **how):
    with torch.no_grad():
        return forward(parameters(architecture, seeds, setting), setting, architecture, u, **how)


@pytest.mark.parametrize("spec", ["relu", "gelu", "tanh", "identity", "leaky_relu:0.1"])
def test_the_default_is_the_network_of_the_theorems(spec):
    setting = Setting(
        n_core=3, n_bg=4, d=50, width=6, batch=8, activation=spec, arithmetic="float64"
    )
    u = samples()
    expected = output(initial_network(setting, generator()), setting, u[0].numpy())
    found = outputs(Architecture(), u, setting)[0].numpy()
    np.testing.assert_allclose(found, expected, atol=1e-14)
    assert (
        np.abs(outputs(Architecture(), u, setting, seeds=(1,))[0].numpy() - expected).max() > 1e-3
    )


def as_modules(architecture, found):
    """The same network of torch's own modules."""
    layers = []
    inputs = SETTING.d0
    for layer in range(1, architecture.depth):
        linear = torch.nn.Linear(inputs, SETTING.width, dtype=torch.float64)
        linear.weight.data, linear.bias.data = found[f"w{layer}"][0], found[f"b{layer}"][0]
        layers.append(linear)
        if architecture.norm == "batch":
            layers.append(torch.nn.BatchNorm1d(SETTING.width, dtype=torch.float64))
        if architecture.norm == "layer":
            layers.append(torch.nn.LayerNorm(SETTING.width, dtype=torch.float64))
        layers.append(torch.nn.ReLU())
        inputs = SETTING.width
    last = torch.nn.Linear(inputs, 1, dtype=torch.float64)
    last.weight.data, last.bias.data = found["a"][0], found["b"][0]
    return torch.nn.Sequential(*layers, last)


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
    architecture = Architecture(norm="batch")
    u = samples(size=300)
    units = hidden(parameters(architecture), SETTING, architecture, u, reference=100).detach()
    moved = u.clone()
    moved[:, 100:] += 5
    again = hidden(parameters(architecture), SETTING, architecture, moved, reference=100).detach()
    torch.testing.assert_close(units[:, :100], again[:, :100])
    # Control: as in training, all inputs give the statistics.
    all_moved = hidden(parameters(architecture), SETTING, architecture, moved).detach()
    assert (all_moved[:, :100] - units[:, :100]).abs().max() > 0.1


def test_default_initial_weights_fill_torchs_interval():
    setting = Setting(n_core=20, n_bg=20, d=400, width=300)
    found = parameters(Architecture(3, biases=True, init="default"), setting=setting)
    for name, inputs in {"w1": 400, "b1": 400, "w2": 300, "b2": 300, "a": 300}.items():
        bound, values = inputs**-0.5, found[name].abs()
        assert values.max() <= bound
        assert values.max() > 0.95 * bound
    assert found["w1"].abs().max() < 0.95 * 300**-0.5  # Control: not another layer's interval.


def test_networks_of_one_program_do_not_depend_on_each_other():
    architecture = Architecture(3, biases=True, init="default", norm="layer")
    together = outputs(architecture, samples(3), seeds=(0, 1, 2))
    for i in range(3):
        torch.testing.assert_close(together[i], outputs(architecture, samples(), seeds=(i,))[0])
    assert (together[0] - together[1]).abs().max() > 1e-3
