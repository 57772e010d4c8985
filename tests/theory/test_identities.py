"""The identities of the theory on batches: gradient projection, linear networks, parity."""

import numpy as np
import pytest
from chance import mean_agrees
from oracles import first_steps

from fc import (
    Network,
    Setting,
    draw_batch,
    output,
    projections,
    shift_background,
)
from fc.model.network import output_weights

SPECS = ["relu", "leaky_relu:0.1", "gelu", "silu", "identity", "tanh", "sigmoid"]
# |h| <= 1 for tanh and 1/2 for a sigmoid, so the margin is never met.
BOUNDED = {"tanh", "sigmoid"}


def small(spec="relu", **changes):
    # Float64: the identities hold for real numbers, so they are compared to rounding.
    fields = {"n_core": 5, "n_bg": 7, "d": 144, "width": 8, "batch": 300, "weight_decay": 0.05}
    return Setting(activation=spec, arithmetic="float64", **(fields | changes))


def random_network(setting, size, seed=1, gain=1.0):
    """Weights of a size; the gain enlarges the output, which is at most 1/2 for a sigmoid."""
    v = size * np.random.default_rng(seed).standard_normal((setting.width, setting.d0))
    return Network(v, gain * output_weights(setting.width))


# --- Gradient projection (identity 2.2). ------------------------------------------------------


PHASES = {"before the margin": 0.01, "past the margin": 6.0}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("spec", SPECS)
def test_projections_are_the_growth_on_the_same_batch(spec, phase):
    setting = small(spec)
    network = random_network(setting, PHASES[phase])
    # Core weights of the neuron's own sign put part of the samples past the margin.
    network.v[:, :5] += network.sign[:, None] * PHASES[phase] / 3
    step, after = first_steps(setting, 2, network)
    batch, met = step.batch, (step.margin >= 1).mean()
    growth = (after.network.v - network.v) / setting.eta
    before = phase == "before the margin" or spec in BOUNDED
    assert met == 0 if before else 0.1 < met < 0.9
    predicted = np.hstack(projections(network, setting, batch))
    np.testing.assert_allclose(predicted, growth, atol=1e-13)
    # Control: the gate may be left out before the margin and not after.
    ungated = np.hstack(projections(network, setting, batch, hinge_gate=False))
    assert (np.abs(ungated - growth).max() < 1e-13) == before


# --- Linear networks (identity 2.3). ----------------------------------------------------------


def background_projections(setting, network, batches=400):
    """One row a batch: the projection on every background feature of neuron 0."""
    rng = np.random.default_rng(4)
    return [projections(network, setting, draw_batch(setting, rng))[1][0] for _ in range(batches)]


@pytest.mark.parametrize("law", ["uniform", "beta:2,5", "bernoulli:0.3"])
def test_background_does_not_grow_in_a_linear_network_before_the_margin(law):
    setting = small("identity", strengths=law, weight_decay=0.0, batch=50)
    network = random_network(setting, 0.01)
    assert mean_agrees(background_projections(setting, network), 0)
    # Control: the same weights with a ReLU; core weights make it active on one class more.
    network.v[:, :5] += 0.05 * network.sign[:, None]
    assert mean_agrees(background_projections(setting, network), 0)
    relu = small("relu", strengths=law, weight_decay=0.0, batch=50)
    assert not mean_agrees(background_projections(relu, network), 0)


# --- Parity (identity 2.4). -------------------------------------------------------------------


def paired_risks(setting, network, kappa):
    """R_OOD(kappa) on samples, and R_OOD(-kappa) on the same strengths with the other label."""
    batch = draw_batch(setting, np.random.default_rng(6), 500)
    mirrored = batch._replace(u=batch.u.copy(), y=-batch.y)
    mirrored.u[:, : setting.n_core] *= -1

    def risk(samples, factor):
        u = shift_background(samples, setting, factor).u
        return np.maximum(0, 1 - samples.y * output(network, setting, u)).mean()

    return risk(batch, kappa), risk(mirrored, -kappa)


PARITY = {"identity": True, "tanh": True, "sigmoid": True}
PARITY |= dict.fromkeys(("relu", "leaky_relu:0.1", "gelu", "silu"), False)


@pytest.mark.parametrize("kappa", [-1.0, -2.0])
@pytest.mark.parametrize("spec", PARITY)
def test_just_an_odd_activation_has_the_same_risk_at_plus_and_minus_kappa(spec, kappa):
    """So has a sigmoid, which is odd but for a constant, unless the output has one sign."""
    setting = small(spec)
    for seed in range(3):
        network = random_network(setting, 2.0, seed, gain=8.0)
        ood, other = paired_risks(setting, network, kappa)
        assert ood == pytest.approx(other, rel=1e-12) if PARITY[spec] else abs(ood - other) > 0.01
        if spec == "sigmoid":
            ood, other = paired_risks(setting, network._replace(a=np.abs(network.a)), kappa)
            assert abs(ood - other) > 0.01
