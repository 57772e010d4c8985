"""The population dynamics against the exact gradient, and against measurement."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from chance import mean_agrees, normal

from fc import (
    Network,
    Setting,
    expectation,
    initial_network,
    initial_neurons,
    measure,
    neurons,
    output,
    streams,
    train,
)
from fc.model.groups import Group
from fc.model.network import output_weights
from fc.model.scalars import Part
from fc.theory.population.dynamics import expected_step, side
from fc.theory.population.observables import NODES

# --- Four scalars. ----------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(5, 9), (1, 2)])
def test_scalars_drawn_at_once_have_the_law_of_drawn_weights(sizes):
    setting = Setting(*sizes, d=10**6, width=40_000)
    drawn = initial_neurons(setting, np.random.default_rng(1))
    weights = neurons(initial_network(setting, np.random.default_rng(0)), setting)
    for n, part, other in zip(sizes, drawn[:2], weights[:2], strict=True):
        group = Group(n, 0.5, 0.1)

        def moments(x, group=group):
            """Total, its square, the rest, its square, and their product, in units of n / d."""
            total, rest = x.total * 1e3, x.across(group) * 1e6
            return np.stack([total, total**2, rest, rest**2, total * rest], axis=1)

        # One feature leaves no rest.
        expected = [0, n, n - 1, n**2 - 1, 0][: 5 if n > 1 else 2]
        # chi-square of n - 1 degrees: mean n - 1, second moment (n - 1)(n + 1). The lattice of
        # exact arithmetic, 2^-28, is 4e-6 of a weight.
        for sample in (part, other):
            found = moments(sample)[:, : len(expected)]
            assert mean_agrees(found, expected)
            assert not mean_agrees(found, [0, n + 1, *expected[2:]])
    np.testing.assert_array_equal(drawn.a, output_weights(40_000))


def test_the_sums_move_as_the_weights_do():
    v, (grow, push) = (np.random.default_rng(0).standard_normal(s) for s in ((4, 9), (2, 4)))
    moved = Part(v.sum(axis=1), (v**2).sum(axis=1)).moved(grow, push, Group(9, 0.5, 0.1))
    v = grow[:, None] * v + push[:, None]
    np.testing.assert_allclose(moved, (v.sum(axis=1), (v**2).sum(axis=1)))


# --- Normal strengths, for which the closure is exact. ----------------------------------------


def rough_network(setting, noise=1.5):
    """Learned weights, and noise that is orthogonal from neuron to neuron and to both sums."""
    rng, a, parts = np.random.default_rng(0), output_weights(setting.width), []
    for group, sign, size in ((setting.core, np.sign(a), 1.2), (setting.bg, np.ones_like(a), 0.9)):
        vectors = np.hstack([np.ones((group.n, 1)), rng.standard_normal((group.n, len(a)))])
        orthogonal = np.linalg.qr(vectors)[0][:, 1:].T
        amounts = noise * rng.uniform(0.5, 1.5, (len(a), 1))
        parts.append(size * sign[:, None] / group.mean_sum + amounts * orthogonal)
    return Network(np.hstack(parts), a)


def normal_strengths(setting, samples=200_000):
    """Samples with normal strengths of the setting's means and variances."""
    rng = np.random.default_rng(1)
    u = rng.standard_normal((samples, setting.d0))
    y = np.where(rng.random(samples) < 0.5, 1.0, -1.0)
    split = setting.n_core
    u[:, :split] = y[:, None] * (setting.core.mean + setting.core.variance**0.5 * u[:, :split])
    u[:, split:] = setting.bg.mean + setting.bg.variance**0.5 * u[:, split:]
    return u, y


# Few features that vary more than their mean: every term of a step matters.
ROUGH = Setting(
    12, 9, d=100, width=4, strengths="bernoulli:0.3", bg_strengths="beta:0.5,1", weight_decay=0.1
)
PIECEWISE = {"relu": 0.0, "leaky_relu:0.25": 0.25, "identity": 1.0}


def without_rest(state):
    """The same sums, all weights of a group taken for equal."""
    parts = [Part(x.total, x.total**2 / n) for x, n in zip(state[:2], (12, 9), strict=True)]
    return state._replace(core=parts[0], bg=parts[1])


@pytest.mark.parametrize("activation", PIECEWISE)
def test_for_normal_strengths_a_closed_step_is_exact(activation, monkeypatch):
    """The growth of both sums, where y h is replaced by its regression on the strengths."""
    setting, leak = replace(ROUGH, activation=activation), PIECEWISE[activation]
    network = rough_network(setting)
    state = neurons(network, setting)
    u, y = normal_strengths(setting)
    p = u @ network.v.T
    slope = np.where(p > 0, 1.0, leak)
    r = np.empty(len(y))
    for label in (1, -1):
        rows = y == label
        hidden = np.where(p[rows] > 0, p[rows], leak * p[rows])
        regression = (p[rows] - p[rows].mean(axis=0)) @ (network.a * slope[rows].mean(axis=0))
        r[rows] = label * ((hidden @ network.a).mean() + regression)
    assert 0.1 < (r < 1).mean() < 0.9
    pulled = (y * (r < 1))[:, None] * slope * network.a
    sums = [u[:, : setting.n_core].sum(axis=1), u[:, setting.n_core :].sum(axis=1)]
    samples = np.hstack([pulled * x[:, None] for x in sums])

    def growth(state):
        """Per unit of eta, weight decay taken out."""
        sides = side(state, setting, 1), side(state, setting, -1)
        after, parts = expected_step(state, setting, sides), []
        for old, new in zip(state[:2], after[:2], strict=True):
            parts.append((new.total - old.total) / setting.eta + setting.weight_decay * old.total)
        return np.concatenate(parts)

    assert mean_agrees(samples, growth(state))
    # Controls: without the weights across the sums, and without the gate.
    assert not mean_agrees(samples, growth(without_rest(state)))
    monkeypatch.setattr("fc.theory.population.dynamics.FAR", -np.inf)
    assert not mean_agrees(samples, growth(state))


@pytest.mark.parametrize("kappa", [1.0, -1.5, -3.0])
def test_for_normal_strengths_the_expected_risk_is_nearly_exact(kappa):
    network, (u, y) = rough_network(ROUGH), normal_strengths(ROUGH)
    u[:, ROUGH.n_core :] *= kappa
    risk = np.maximum(1 - y * output(network, ROUGH, u), 0)
    # Given the two sums the output of four neurons is not quite normal.
    room = normal() * risk.std() / len(risk) ** 0.5 + 1e-2
    state = neurons(network, ROUGH)
    right, smooth = (expectation(x, ROUGH, (kappa,)) for x in (state, without_rest(state)))
    assert right.risk[kappa] == pytest.approx(risk.mean(), abs=room)
    assert smooth.risk[kappa] != pytest.approx(risk.mean(), abs=room)


# --- What is expected to be measured. ---------------------------------------------------------

KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -3.0)
SHORT = {"d": 10**4, "width": 32, "batch": 500, "step_size": 0.2}
TRAINED = {
    "relu": Setting(32, 32, **SHORT),
    "leaky_relu": Setting(32, 32, activation="leaky_relu:0.25", **SHORT),
    "identity": Setting(32, 32, activation="identity", **SHORT),
    "unequal laws": Setting(32, 32, bg_strengths="beta:2,5", **SHORT),
    "few features": Setting(8, 8, **(SHORT | {"step_size": 0.8})),
}


@cache
def at_t2(name):
    """Network of a setting at T2, and what is measured there."""
    setting, rngs = TRAINED[name], streams(0, 0)
    network = train(setting, rngs, ("T2",))["T2"][1]
    return network, measure(network, setting, rngs.evaluate, KAPPAS, samples=20_000)


def gaps(measured, expected):
    """Largest deviation of each kind, over kappa or neurons, less its sampling error."""
    n, found = min(measured.n_class), {}
    for kind in ("risk", "error", "margin"):
        pairs = [(getattr(measured, kind)[k], getattr(expected, kind)[k]) for k in measured.risk]
        found[kind] = max(abs(seen.value - x) - normal(200) * seen.se for seen, x in pairs)
    for name in ("active_pos", "active_neg"):
        q = getattr(expected, name)
        chance = normal(200) * np.sqrt(np.maximum(q * (1 - q), 1 / n) / n)
        found[name] = (abs(getattr(measured, name) - q) - chance).max()
    return found


@pytest.mark.parametrize("name", TRAINED)
def test_an_expectation_is_what_is_measured(name):
    """On the same weights, up to sampling error and 1 / d0, the order of the closure's error."""
    setting = TRAINED[name]
    network, measured = at_t2(name)
    expected = expectation(neurons(network, setting), setting, KAPPAS)
    names = {f.name for f in fields(measured)}
    assert {f.name for f in fields(expected)} == names - {"bg_sum", "n_class"}
    np.testing.assert_allclose(expected.core, measured.core, rtol=1e-10)
    np.testing.assert_allclose(expected.bg, measured.bg, rtol=1e-10, atol=1e-15)
    assert list(expected.risk) == list(measured.risk)
    found = gaps(measured, expected)
    assert max(found.values()) < 1 / setting.d0, found
    # Control: other weights.
    less = neurons(network._replace(v=0.8 * network.v), setting)
    found = gaps(measured, expectation(less, setting, KAPPAS))
    assert min(found["risk"], found["margin"]) > 1 / setting.d0, found


def test_errors_and_activities_see_the_variance_and_the_class():
    setting = TRAINED["relu"]
    network, measured = at_t2("relu")
    state = neurons(network, setting)
    wide = gaps(measured, expectation(state, replace(setting, strengths="bernoulli:0.5"), KAPPAS))
    assert min(wide["error"], wide["active_neg"]) > 1 / setting.d0, wide
    turned = gaps(measured, expectation(state._replace(a=-state.a), setting, KAPPAS))
    assert min(turned["active_pos"], turned["active_neg"]) > 1 / setting.d0, turned


@pytest.mark.parametrize("name", ["relu", "few features"])
def test_the_nodes_are_many_enough(name):
    setting = TRAINED[name]
    state = neurons(at_t2(name)[0], setting)

    def with_nodes(count):
        return expectation(state, setting, (0.0, -1.0, -1.5), count)

    used, fine, half, coarse = map(with_nodes, (NODES, 145, 31, 7))
    assert used.risk == pytest.approx(fine.risk, abs=1e-4)
    assert used.error == pytest.approx(fine.error, abs=1e-2)
    assert half.risk == pytest.approx(fine.risk, abs=1e-3)
    # Control: seven nodes are too few for the kink of a risk.
    assert max(abs(coarse.risk[k] - fine.risk[k]) for k in fine.risk) > 2e-4


def test_a_network_silent_on_one_class_errs_on_half_of_it():
    # One neuron that sees the core: it is right on class +1 and silent on class -1.
    setting = Setting(64, 4, width=1)
    network = Network(np.array([[1.0] * 64 + [0.0] * 4]), np.array([1.0]))
    expected = expectation(neurons(network, setting), setting)
    assert expected.error[1.0] == pytest.approx(0.25, abs=1e-15)
    measured = measure(network, setting, np.random.default_rng(0), samples=1000)
    assert measured.error[1.0].value == measured.n_class[1] / 2000
