"""SGD in feature coordinates: the dynamics of R^d, the gradient of autograd, and T2."""

import numpy as np
import pytest
from chance import mean_agrees, variance_agrees
from oracles import SPECS, first_steps, torch_function

from fc import Network, Setting, initial_network, reduction_gap, sgd_steps, streams, train
from fc.model.network import output_weights
from fc.model.trajectory import NotReached
from fc.simulation import reduction

SMALL = Setting(n_core=6, n_bg=6, d=144, width=16, batch=60, step_size=0.4)


# --- Reduction: the same run in R^d (identity 2.1). -------------------------------------------


def test_feature_coordinates_follow_the_run_in_input_space(monkeypatch):
    setting = Setting(6, 6, d=40, width=16, batch=60, step_size=2.0, weight_decay=0.01)
    course = first_steps(setting, 150)
    assert sum(step.margin.mean() >= 1 for step in course) >= 10, "the run must pass the margin"
    # Rounding: some 100 operations of size 1 a step, over 150 steps.
    assert reduction_gap(setting, 150) < 1e-11
    # Control: another decay in feature coordinates.
    other = setting.changed(weight_decay=0.011, arithmetic="float64")
    monkeypatch.setattr(reduction, "sgd_steps", lambda _, *start: sgd_steps(other, *start))
    assert reduction_gap(setting, 150) > 1e-4


# --- The gradient against autograd. -----------------------------------------------------------


def autograd_update(setting, step):
    import torch

    v = torch.tensor(step.network.v, requires_grad=True)
    u, label, a = (torch.tensor(x) for x in (step.batch.u, step.batch.label, step.network.a))
    h = torch_function(setting.activation)(u @ v.T) @ a
    loss = torch.relu(1 - label * h).mean() + setting.weight_decay / 2 * (v**2).sum()
    loss.backward()
    return step.network.v - setting.eta * v.grad.numpy()


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("phase", ["before the margin", "at the margin"])
def test_one_update_is_that_of_autograd(spec, phase):
    shape = {"n_core": 6, "n_bg": 6, "d": 144, "width": 16, "batch": 60, "arithmetic": "float64"}
    setting = Setting(**shape, activation=spec, weight_decay=0.05, label_noise=0.2)
    rng = np.random.default_rng(2)
    # Output weights of size 1 put the margins of random weights on both sides of 1.
    size = 0.01 if phase == "before the margin" else 1.0
    start = Network(size * rng.standard_normal((16, 12)), size * rng.choice([-1.0, 1.0], 16))
    step, after = first_steps(setting, 2, start)
    met = (step.margin >= 1).mean()
    assert met == 0 if phase == "before the margin" else 0.05 < met < 0.95
    np.testing.assert_allclose(after.network.v, autograd_update(setting, step), atol=1e-14)
    other = "tanh" if spec != "tanh" else "relu"
    wrong = autograd_update(Setting(**shape, activation=other), step)
    assert np.abs(after.network.v - wrong).max() > 1e-6


# --- The course of a run. ---------------------------------------------------------------------


def test_checkpoints_are_copies_at_their_steps_and_t2_is_the_first_of_mean_margin_one():
    met = train(SMALL, streams(0, 0), (0, 7, "T1", "T2", 1000))
    course = first_steps(SMALL, max(step for step, _ in met.values()) + 1)
    (t1, _), (t2, _) = met["T1"], met["T2"]
    assert (met[0][0], met[7][0], t1) == (0, 7, SMALL.t1)
    assert t2 < 1000  # So that the run goes on after it.
    margins = [step.margin.mean() for step in course]
    assert max(margins[:t2]) < 1 <= margins[t2]
    # The network is the one that the batch met, before its update.
    for step, network in met.values():
        np.testing.assert_array_equal(network.v, course[step].network.v)
    assert not np.array_equal(met["T2"][1].v, course[t2 + 1].network.v)


def test_a_margin_that_does_not_come_is_reported():
    slow = Setting(1, 1, d=4, width=2, batch=2, step_size=1e-9)
    with pytest.raises(NotReached, match=r"^the mean margin did not reach 1 within 30 steps$"):
        train(slow, streams(0, 0), step_limit=30)
    assert train(slow, streams(0, 0), (40,), step_limit=30)[40][0] == 40


# --- The network at the start. ----------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 2, 5, 8])
def test_half_of_the_output_weights_rounded_up_are_positive(width):
    a = output_weights(width)
    np.testing.assert_array_equal(np.abs(a), 1 / width)
    assert (a > 0).sum() == (width + 1) // 2


@pytest.mark.parametrize("d", [10**4, 10**20])
def test_initial_weights_have_the_variance_one_over_d(d):
    setting = Setting(20, 20, d=d, width=100)
    v = initial_network(setting, np.random.default_rng(4)).v
    assert v.shape == (100, 40)
    assert mean_agrees(v.ravel(), 0)
    assert variance_agrees(v, 1 / d)
    assert not variance_agrees(v, 1.2 / d)
