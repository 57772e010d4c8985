"""The identities derived by computer algebra, and against Monte Carlo, each with its control."""

from functools import cache

import numpy as np
import pytest
from chance import normal

from fc import Network, Setting, draw_batch, projections, streams, train
from fc.experiments.theorems.closure_checks import (
    closure_check,
    closure_error,
    equal_weights,
    gaussian_batch,
)
from fc.experiments.theorems.identity_checks import (
    Agreement,
    linear_check,
    loss_slopes,
    projection_check,
    restoring_check,
)
from fc.theory.identities import (
    Identity,
    gated_closure,
    gaussian_closure,
    gradient_projection,
    linear_drift,
    reduction,
    restoring_force,
    restoring_rate,
)
from fc.theory.identities.moments import closure, gated, moments

BOTH = (1, -1)
GROUPS = ("core", "background")
LAWS = ("uniform", "bernoulli:0.25")
PHASES = ("before", "past")

# --- Computer algebra. ------------------------------------------------------------------------


def case(function, *args, **kwargs):
    words = [function.__name__, *args, *(f"{name}={value}" for name, value in kwargs.items())]
    return pytest.param(function, args, kwargs, id=" ".join(map(str, words)))


TRUE = [
    case(reduction),
    *(case(gradient_projection, group, y_k) for group in GROUPS for y_k in BOTH),
    *(case(linear_drift, past_margin=past) for past in (False, True)),
    case(restoring_force),
    case(restoring_rate),
    *(case(gaussian_closure, group, label) for group in GROUPS for label in BOTH),
    case(gated_closure),
]
FALSE = [
    case(reduction, orthonormal=False),
    *(case(gradient_projection, "core", y_k, classes=-1) for y_k in BOTH),
    *(case(gradient_projection, "background", y_k, classes=1) for y_k in BOTH),
    *(case(gradient_projection, group, hinge_gate=False) for group in GROUPS),
    case(linear_drift, past_margin=False, linear=False),
    case(linear_drift, past_margin=True, cancelled=False),
    *(case(linear_drift, past_margin=past, independent=False) for past in (False, True)),
    case(restoring_force, sign=1),
    case(restoring_rate, sign=1),
    case(gaussian_closure, "core", -1, signed=False),
    case(gated_closure, gate_sign=1),
]


def holds(function, args, kwargs):
    derived = function(*args, **kwargs)
    return all(one.holds for one in ([derived] if isinstance(derived, Identity) else derived))


@pytest.mark.parametrize("function, args, kwargs", TRUE)
def test_an_identity_holds(function, args, kwargs):
    assert holds(function, args, kwargs)


@pytest.mark.parametrize("function, args, kwargs", FALSE)
def test_a_wrong_identity_does_not_hold(function, args, kwargs):
    assert not holds(function, args, kwargs)


def test_a_difference_that_only_vanishes_somewhere_is_none():
    import sympy as sp

    x = sp.Symbol("x", real=True)
    assert Identity("", (x + 1) ** 2, x**2 + 2 * x + 1).holds
    assert not Identity("", (x + 1) ** 2, x**2 + 1).holds


def test_a_group_has_a_known_name():
    with pytest.raises(ValueError, match="group must be core or background, got 'bg'"):
        gradient_projection("bg")


# --- Monte Carlo. -----------------------------------------------------------------------------


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
    assert refuted(restoring_check(dirty, setting, np.random.default_rng(3), sign=1))


def predictions(formula, network, setting, **wrong):
    return {label: formula(network, setting, label, **wrong) for label in BOTH}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("law", LAWS)
def test_the_closure_is_exact_for_gaussian_strengths(law, phase):
    setting, networks = trained(law)
    network = networks[phase]
    batch = gaussian_batch(setting, np.random.default_rng(4), 20_000)
    good = predictions(closure, network, setting)
    assert agrees(closure_check(network, setting, batch, good))
    wrong = predictions(closure, network, setting, signed=False)
    assert refuted(closure_check(network, setting, batch, wrong))


@pytest.mark.parametrize("law", LAWS)
def test_the_gated_closure_is_exact_for_a_linear_network_and_gaussian_strengths(law):
    setting, networks = trained(law, "identity")
    network = networks["past"]
    batch = gaussian_batch(setting, np.random.default_rng(5), 20_000)
    good = predictions(gated, network, setting)
    assert agrees(closure_check(network, setting, batch, good, gate=True))
    for wrong in (
        predictions(gated, network, setting, gate_sign=1),
        predictions(closure, network, setting),
    ):
        assert refuted(closure_check(network, setting, batch, wrong, gate=True))


def test_the_closure_is_an_approximation_for_other_strengths():
    setting, networks = trained("bernoulli:0.25")
    batch = draw_batch(setting, np.random.default_rng(6), 50_000)
    good = predictions(closure, networks["before"], setting)
    check = closure_check(networks["before"], setting, batch, good)
    assert refuted(check)
    assert np.abs(check.measured - check.predicted).max() < 0.05


def test_the_error_of_the_closure_falls_with_the_number_of_features():
    """As 1/d0 for symmetric strengths, as its root for skewed ones."""
    for law, s, sizes, exponent, samples in (
        ("uniform", -0.5, (2, 8), -1, 1_500_000),
        ("beta:2,5", 0, (2, 8), -0.5, 500_000),
    ):
        small, large = (
            closure_error(Setting(n, 3 * n, strengths=law), np.random.default_rng(7), samples, s)
            for n in sizes
        )
        errors = [np.abs(one.measured - one.predicted)[1] for one in (small, large)]
        ratio, growth = errors[1] / errors[0], sizes[1] / sizes[0]
        error = ratio * np.hypot(small.se[1] / errors[0], large.se[1] / errors[1])
        assert abs(ratio - growth**exponent) < normal() * error
        assert abs(ratio - growth ** (-1.5 - exponent)) > normal() * error


def test_equal_weights_place_the_mean():
    setting = Setting(4, 12, strengths="beta:2,5")
    x = moments(Network(equal_weights(setting, -0.7)[None, :], np.ones(1)), setting, -1)
    assert x.mean / x.spread == pytest.approx(-0.7)
    with pytest.raises(ValueError):
        equal_weights(setting, -100)


def test_moments_are_of_networks_with_a_formula():
    setting = Setting(4, 4, activation="gelu", width=1)
    with pytest.raises(ValueError, match="activation must be relu or identity"):
        moments(Network(np.ones((1, 8)), np.ones(1)), setting, 1)


def test_an_agreement_counts_standard_errors():
    measured = np.array([1.0, 2.0, 0.0])
    check = Agreement(measured, np.array([1.1, 2.0, 0.0]), np.array([0.05, 0.0, 0.0]))
    assert check.z == pytest.approx(2)
    assert check.ratio.value == pytest.approx(5.1 / 5.21)
    assert check.ratio.se == pytest.approx(0.05 * 1.1 / 5.21)
