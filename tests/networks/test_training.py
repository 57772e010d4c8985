"""The training loop: against the theorem engine, and one network at a time."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Architecture, Recipe, Remedy, Setting, sgd_steps, streams
from fc.networks.remedies import forbidden_direction
from fc.networks.training import train_networks

SETTING = Setting(n_core=8, n_bg=8, d=1000, width=16, batch=50, arithmetic="float64")
PLAIN = Architecture()


def trained(
    setting=SETTING, architecture=PLAIN, recipe=None, runs=(0,), checkpoints=(20,), **remedy
):
    recipe = recipe or Recipe(steps=20)
    rngs = [streams(0, run) for run in runs]
    return train_networks(setting, architecture, recipe, Remedy(**remedy), rngs, checkpoints)


def weights(found, step="20"):
    return found[step].parameters["w1"][0].numpy()


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_default_is_the_theorem_engine(activation, decay):
    setting = replace(SETTING, activation=activation, weight_decay=decay)
    expected = next(
        step.network.v.copy() for step in sgd_steps(setting, streams(0, 0)) if step.t == 20
    )
    np.testing.assert_allclose(weights(trained(setting)[0]), expected, atol=1e-13)
    # Control: another step size gives other weights.
    other = Recipe(steps=20, step_size=1.1 * setting.eta)
    assert np.abs(weights(trained(setting, recipe=other)[0]) - expected).max() > 1e-3


def test_decoupled_decay_shrinks_the_weights():
    recipes = [Recipe(optimiser=kind, step_size=0.1, steps=1) for kind in ("adam", "adamw")]
    adam, adamw = (trained(recipe=one, checkpoints=(0, 1))[0] for one in recipes)
    np.testing.assert_allclose(
        weights(adamw, "1"), weights(adam, "1") - 0.1 * 0.01 * weights(adam, "0"), atol=1e-12
    )


def test_several_networks_are_each_what_it_is_alone():
    architecture = Architecture(biases=True, trained_output=True, init="default")
    job = replace(SETTING, batch=5), architecture, Recipe("logistic", "adam", 0.01, 20)
    remedy = {"inputs": "centred", "gradient": "off_input_mean", "flipped": 0.2, "weights": "dro"}
    together = trained(*job, (0, 1, 2), **remedy)
    for run in range(3):
        alone = trained(*job, (run,), **remedy)[0]
        np.testing.assert_allclose(weights(together[run]), weights(alone), atol=1e-10)
    assert np.abs(weights(together[0]) - weights(together[1])).max() > 1e-3


def test_the_fit_is_where_the_hinge_risk_first_is_small():
    setting = Setting(n_core=32, n_bg=32, d=10**6, width=32, batch=1000, arithmetic="float64")
    step = trained(setting, recipe=Recipe(steps=2000), checkpoints=())[0]["fit"].step
    risks = []
    for one in sgd_steps(setting, streams(0, 0)):
        risks.append(np.maximum(0, 1 - one.margin).mean())
        if one.t == step:
            break
    assert risks[-1] <= 0.05 < min(risks[:-1])


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("loss", ["hinge", "logistic"])
@pytest.mark.parametrize("optimiser, held", [("sgd", True), ("momentum", True), ("adam", False)])
def test_sgd_keeps_what_the_weights_have_along_a_forbidden_direction(depth, loss, optimiser, held):
    architecture = Architecture(depth, biases=True, trained_output=True, init="default")
    job = SETTING, architecture, Recipe(loss, optimiser, 0.05, 20), (0,), (0, 20)
    remedy = {"gradient": "off_input_mean", "samples": 100}
    along = forbidden_direction(Remedy(**remedy), SETTING, streams(0, 0).extra)
    found, free = trained(*job, **remedy)[0], trained(*job)[0]
    assert (np.abs((weights(found) - weights(found, "0")) @ along).max() < 1e-12) == held
    # Control: without the remedy it moves.
    assert np.abs((weights(free) - weights(free, "0")) @ along).max() > 1e-3
