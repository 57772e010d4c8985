"""The identities against Monte Carlo, each with its control."""

from functools import cache

import numpy as np
import pytest
from chance import normal

from fc import Network, Setting, draw_batch, projections, streams, train
from fc.experiments.theorems.identity_checks import (
    Agreement,
    linear_check,
    loss_slopes,
    projection_check,
    restoring_check,
)

BOTH = (1, -1)
LAWS = ("uniform", "bernoulli:0.25")
PHASES = ("before", "past")


@cache
def trained(law, activation="relu"):
    """The setting, and one run a quarter of the way to the margin and well past it."""
    setting = Setting(
        8, 8, d=1024, width=16, batch=200, weight_decay=0.001, strengths=law, activation=activation
    )
    t2 = train(setting, streams(0, 0))["T2"][0]
    stops = {"before": t2 // 4, "past": 2 * t2}
    runs = train(setting, streams(0, 0), tuple(stops.values()))
    return setting, {phase: runs[t][1] for phase, t in stops.items()}


def agrees(agreement):
    return agreement.z <= normal(agreement.measured.size)


def refuted(agreement):
    return not agrees(agreement)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("activation", ["relu", "silu"])
@pytest.mark.parametrize("law", LAWS)
def test_the_slope_of_the_loss_is_the_projection(law, activation, phase):
    setting, networks = trained(law)
    setting = Setting(**setting.as_dict() | {"activation": activation, "arithmetic": None})
    for neuron in (0, 15):

        def check(neuron=neuron, **wrong):
            rng = np.random.default_rng(neuron)
            return projection_check(networks[phase], setting, rng, neuron, 20_000, **wrong)

        assert agrees(check())
        assert refuted(check(classes=1))
        assert refuted(check(classes=-1))
        assert agrees(check(hinge_gate=False)) == (phase == "before")


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("law", LAWS)
def test_the_slope_of_the_loss_on_a_batch_is_what_the_package_projects(law, phase):
    setting, networks = trained(law)
    batch = draw_batch(setting, np.random.default_rng(1), 2000)
    slopes = loss_slopes(networks[phase], setting, batch, 3).mean(axis=0)
    np.testing.assert_allclose(
        slopes, np.hstack(projections(networks[phase], setting, batch))[3], atol=1e-9
    )


def planted(network, setting, weights):
    """The network with `weights` as the background part of ``sum_k a_k w_k``."""
    v, a, n = network.v.copy(), network.a, setting.n_core
    v[:, n:] += np.outer(a, weights - a @ v[:, n:]) / (a @ a)
    return Network(v, a)


MIXED = np.where(np.arange(8) % 3 == 0, -0.1, 0.15)


@pytest.mark.parametrize("law", LAWS)
def test_a_linear_network_does_not_move_along_the_background(law):
    setting, networks = trained(law, "identity")
    setting = Setting(**setting.as_dict() | {"weight_decay": 0.0})
    rng = np.random.default_rng(2)
    clean = {phase: planted(networks[phase], setting, np.zeros(8)) for phase in PHASES}
    assert all(agrees(linear_check(clean[phase], setting, rng, 3)) for phase in PHASES)
    # Controls: a background in the output past the margin, and a ReLU.
    dirty = planted(networks["past"], setting, MIXED)
    assert refuted(linear_check(dirty, setting, rng, 3))
    relu, networks = trained(law)
    relu = Setting(**relu.as_dict() | {"weight_decay": 0.0})
    assert refuted(linear_check(networks["before"], relu, rng, 3))


@pytest.mark.parametrize("law", LAWS)
def test_the_force_on_the_background_of_a_linear_output_restores_it(law):
    setting, networks = trained(law, "identity")
    dirty = planted(networks["past"], setting, MIXED)
    check = restoring_check(dirty, setting, np.random.default_rng(3))
    assert agrees(check)
    assert check.measured[-1] < -10 * check.se[-1]
    assert refuted(check._replace(predicted=-check.predicted))


def test_an_agreement_counts_standard_errors():
    measured = np.array([1.0, 2.0, 0.0])
    check = Agreement(measured, np.array([1.1, 2.0, 0.0]), np.array([0.05, 0.0, 0.0]))
    assert check.z == pytest.approx(2)
    assert check.ratio.value == pytest.approx(5.1 / 5.21)
    assert check.ratio.se == pytest.approx(0.05 * 1.1 / 5.21)
