"""The gate-free dynamics against those of ReLU, against sampled gradients, and against SGD."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from fc import Setting, correlations, draw_batch, initial_network, neurons, streams
from fc.model.network import Network
from fc.model.trajectory import NotReached
from fc.theory.gradient import projections
from fc.theory.population.dynamics import population
from fc.theory.population.ungated import free_growth, grown, view

RELU = Setting(32, 32, d=64**3, width=64, batch=500)


def state_at(trajectory, t):
    return next(islice(trajectory, t, None))


@pytest.mark.parametrize("spec", ["relu", "leaky_relu:0.125", "identity"])
def test_before_the_margin_it_is_the_population_dynamics(spec):
    setting = replace(RELU, activation=spec)
    start = neurons(initial_network(setting, streams(0, 0).init), setting)
    exact, ours = (state_at(f(setting, start), 120) for f in (population, free_growth))
    np.testing.assert_allclose(
        correlations(ours.state, setting), correlations(exact.state, setting), atol=2e-4
    )
    assert ours.mean_margin == pytest.approx(exact.mean_margin, abs=2e-4)
    # Control: five steps later it is something else.
    later = state_at(free_growth(setting, start), 125)
    assert later.mean_margin != pytest.approx(exact.mean_margin, abs=2e-3)


@pytest.mark.parametrize("spec", ["gelu", "elu", "selu", "quadratic:-0.3", "shifted:0.5:relu"])
def test_one_step_is_the_sampled_gradient(spec):
    # Weights of a grown network: a step of their expected gradient against 40,000 samples.
    setting = replace(RELU, activation=spec, step_size=1.0, width=8)
    rngs = streams(1, 0)
    start = initial_network(setting, rngs.init)
    v = 30 * start.v
    v[:, :32] += start.sign[:, None] * 0.06
    v[:, 32:] += 0.03
    network = Network(v, start.a)
    before = neurons(network, setting)
    after = state_at(free_growth(setting, before), 1).state
    batch = draw_batch(setting, rngs.evaluate, 40_000)
    force = np.hstack(projections(network, setting, batch, hinge_gate=False))
    sampled = neurons(Network(v + force, start.a), setting)
    found, expected = (
        np.array([np.subtract(p.total, q.total) for p, q in zip(s[:2], before[:2], strict=True)])
        for s in (after, sampled)
    )
    size = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, atol=0.02 * size)
    # Control: with 0.7 of phi's even part the same step misses.
    other = replace(setting, activation=f"mixed:0.7:{spec}")
    wrong = state_at(free_growth(other, before), 1).state
    assert np.abs(wrong.bg.total - before.bg.total - expected[1]).max() > 0.05 * size


def test_moments_are_those_of_a_normal_pre_activation():
    setting = replace(RELU, activation="square", width=4)
    start = initial_network(setting, streams(0, 0).init)
    state = neurons(Network(100 * start.v, start.a), setting)
    seen = view(state, setting, 1)
    # E[phi'] = 2 mean and E[xi phi'] / s = 2 for phi = x^2.
    mean = 0.5 * (state.core.total + state.bg.total)
    np.testing.assert_allclose(seen.slope, 2 * mean, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(seen.bend, 2, rtol=1e-5)


def test_it_stops_at_margin_one_or_at_a_step():
    start = neurons(initial_network(RELU, streams(0, 0).init), RELU)
    steps, _ = grown(RELU, start)
    margins = [step.mean_margin for step in islice(free_growth(RELU, start), steps + 1)]
    assert margins[-2] < 1 <= margins[-1]
    assert grown(RELU, start, steps=7)[0] == 7
    with pytest.raises(NotReached, match=r"within 20 steps$"):
        grown(RELU, start, step_limit=20)
    # The limit holds for a number of steps too.
    assert grown(RELU, start, steps=10, step_limit=10)[0] == 10
    with pytest.raises(NotReached, match=r"within 10 steps$"):
        grown(RELU, start, steps=11, step_limit=10)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"taper": 0.5}, "taper"),
        ({"label_noise": 0.1}, "label_noise"),
        ({"departures": {"bg_label": 0.1}}, "bg_label"),
    ],
)
def test_what_it_does_not_cover_is_refused(fields, name):
    setting = Setting(8, 8, d=1000, width=8, **fields)
    start = neurons(initial_network(setting, streams(0, 0).init), setting)
    with pytest.raises(ValueError, match=rf"^{name} "):
        next(free_growth(setting, start))
