"""The identities of the theory: gradient projection, linear networks, parity."""

import numpy as np
import pytest
from chance import mean_agrees, normal

from fc import (
    Network,
    Setting,
    draw_batch,
    measure,
    output,
    projections,
    sgd_steps,
    shift_background,
    streams,
)
from fc.model.features import Batch
from fc.model.network import output_weights

UNBOUNDED = ["relu", "leaky_relu:0.1", "gelu", "silu", "identity"]


def small(spec="relu", **changes):
    # Float64: the identities hold for real numbers, so they are compared to rounding.
    fields = {"n_core": 5, "n_bg": 7, "d": 144, "width": 8, "batch": 300, "weight_decay": 0.05}
    return Setting(activation=spec, arithmetic="float64", **(fields | changes))


def random_network(setting, size, seed=1, gain=1.0):
    """Weights of a size; the gain enlarges the output, which is at most 1/2 for a sigmoid."""
    v = size * np.random.default_rng(seed).standard_normal((setting.width, setting.d0))
    return Network(v, gain * output_weights(setting.width))


# --- Gradient projection (identity 2.2). ------------------------------------------------------


def growth_per_step_size(setting, network):
    """The batch of the first SGD step, and what it adds to the weights, over eta."""
    run = sgd_steps(setting, streams(0, 0), network)
    step = next(run)
    batch, share_met = Batch(*map(np.copy, step.batch)), (step.margin >= 1).mean()
    next(run)
    return batch, (step.network.v - network.v) / setting.eta, share_met


PHASES = {"before the margin": 0.01, "past the margin": 6.0}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("spec", UNBOUNDED)
def test_projections_are_the_growth_on_the_same_batch(spec, phase):
    setting = small(spec)
    network = random_network(setting, PHASES[phase])
    # Core weights of the neuron's own sign put part of the samples past the margin.
    network.v[:, :5] += network.sign[:, None] * PHASES[phase] / 3
    batch, growth, met = growth_per_step_size(setting, network)
    assert met == 0 if phase == "before the margin" else 0.1 < met < 0.9
    predicted = np.hstack(projections(network, setting, batch))
    np.testing.assert_allclose(predicted, growth, atol=1e-13)
    # Control: the gate may be left out before the margin and not after.
    ungated = np.hstack(projections(network, setting, batch, hinge_gate=False))
    assert (np.abs(ungated - growth).max() < 1e-13) == (phase == "before the margin")


@pytest.mark.parametrize("spec", ["tanh", "sigmoid"])
def test_projections_of_a_bounded_network_are_its_growth(spec):
    # |h| <= 1 for tanh and 1/2 for a sigmoid, so the margin is never met.
    setting = small(spec)
    network = random_network(setting, 6.0)
    batch, growth, met = growth_per_step_size(setting, network)
    assert met == 0
    np.testing.assert_allclose(np.hstack(projections(network, setting, batch)), growth, atol=1e-13)


def per_sample_growth(setting, network, batch):
    """Each sample's part of the growth, one row a sample, from the chain rule."""
    p = batch.u @ network.v.T
    slope = np.empty_like(p)
    setting.phi.slope(p, slope)
    gate = batch.y * (batch.y * output(network, setting, batch.u) < 1)
    parts = (gate[:, None] * slope * network.a)[:, :, None] * batch.u[:, None, :]
    return (parts - setting.weight_decay * network.v).reshape(len(batch.y), -1)


@pytest.mark.parametrize("spec", ["relu", "silu", "identity"])
def test_projections_on_an_independent_batch_agree_within_sampling_error(spec):
    setting = small(spec, batch=4000)
    network = random_network(setting, 1.0)
    network.v[:, :5] += network.sign[:, None] * (0.4 if spec == "identity" else 0.8)
    batch, growth, met = growth_per_step_size(setting, network)
    assert 0.1 < met < 0.9
    other = draw_batch(setting, np.random.default_rng(3), 4000)
    error = np.sqrt(
        sum(
            per_sample_growth(setting, network, b).var(axis=0, ddof=1) / 4000
            for b in (batch, other)
        )
    )

    def worst(hinge_gate):
        predicted = np.hstack(projections(network, setting, other, hinge_gate=hinge_gate))
        return np.abs((predicted - growth).ravel() / error).max()

    assert worst(True) <= normal(growth.size)
    assert worst(False) > normal(growth.size)


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


@pytest.mark.parametrize("planted, direction", [(0.0, 0), (1.0, -1), (-1.0, 1)])
def test_past_the_margin_the_background_of_a_linear_network_is_restored(planted, direction):
    """The projection of neuron 0, whose class is +1, opposes the sum of a_k w_k."""
    setting = small("identity", weight_decay=0.0)
    signs = output_weights(8)[:, None] * 8
    v = np.hstack([signs * np.full(5, 0.4), signs * np.full(7, planted)])
    network = Network(v, output_weights(8))
    margin = measure(network, setting, np.random.default_rng(5)).risk[1.0].value
    assert 0 < margin, "some samples must be short of the margin"
    samples = np.array(background_projections(setting, network))
    assert mean_agrees(samples, 0) == (direction == 0)
    assert (np.sign(samples.mean(axis=0)) == direction).all() or direction == 0


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


@pytest.mark.parametrize("kappa", [-1.0, -2.0, 0.5])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spec", ["identity", "tanh", "sigmoid"])
def test_an_odd_activation_has_the_same_risk_at_plus_and_minus_kappa(spec, seed, kappa):
    setting = small(spec)
    network = random_network(setting, 2.0, seed, gain=8.0)
    ood, other = paired_risks(setting, network, kappa)
    assert ood == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spec", ["relu", "leaky_relu:0.1", "gelu", "silu"])
def test_parity_fails_for_an_activation_with_an_even_part(spec, seed):
    setting = small(spec)
    ood, other = paired_risks(setting, random_network(setting, 2.0, seed, gain=8.0), -1.0)
    assert abs(ood - other) > 0.01


def test_parity_of_a_sigmoid_needs_balanced_signs():
    setting = small("sigmoid")
    network = random_network(setting, 2.0, gain=8.0)
    ood, other = paired_risks(setting, network._replace(a=np.abs(network.a)), -1.0)
    assert abs(ood - other) > 0.01


def test_a_linear_network_full_of_background_looks_innocent_at_kappa_minus_one():
    """Why the control of Theorem 4.3 at kappa = -1 is not a linear network."""
    setting = small("identity")
    v = np.hstack([np.full((8, 5), 0.4), np.full((8, 7), 0.4)]) * (output_weights(8) * 8)[:, None]
    network = Network(v, output_weights(8))
    measured = measure(network, setting, np.random.default_rng(7), (-1.0, -2.0, 0.0), 20_000)

    def differ(kappa):
        (x, se_x), (y, se_y) = measured.risk[kappa], measured.risk[1.0]
        return abs(x - y) > normal(2) * np.hypot(se_x, se_y)

    assert not differ(-1.0)
    assert differ(-2.0)
    assert differ(0.0)
