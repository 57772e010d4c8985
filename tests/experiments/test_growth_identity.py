"""What every step adds to C and B."""

import numpy as np
import pytest
from chance import normal

from fc import (
    Network,
    Setting,
    correlations,
    draw_batch,
    projections,
    sgd_steps,
    streams,
)
from fc.model.trajectory import at_checkpoints


def means(network, setting):
    """Mean C and B over neurons."""
    return np.array([x.mean() for x in correlations(network, setting)])


def growth(setting, checkpoint, run, steps=10):
    """Of the mean C and B: over ten steps, and as the identity says, with and without the gate.

    The steps start after the checkpoint: the batch that meets the stopping rule is no fair sample.
    The identity is evaluated on batches that the network has not seen.
    """
    rngs = streams(0, run)
    trajectory = sgd_steps(setting, rngs)
    at_checkpoints(setting, trajectory, (checkpoint,), lambda step: step.t)
    networks = [next(trajectory).network.copy() for _ in range(steps + 1)]
    predicted = np.zeros((2, 2))
    for network in networks[:-1]:
        fresh = draw_batch(setting, rngs.evaluate, 8000)
        for i, gate in enumerate((True, False)):
            forces = projections(network, setting, fresh, hinge_gate=gate)
            predicted[i] += means(Network(setting.eta * np.hstack(forces), network.a), setting)
    return means(networks[-1], setting) - means(networks[0], setting), *predicted


@pytest.mark.parametrize("checkpoint, wrong", [("T1", "other group"), ("T2", "no hinge gate")])
def test_growth_is_what_the_identity_says(checkpoint, wrong):
    setting = Setting(16, 16, d=32**3, width=16, batch=500)
    found, said, ungated = np.swapaxes([growth(setting, checkpoint, i) for i in range(6)], 0, 1)
    # Its core part adds the classes where the background's subtracts them.
    other = ungated if wrong == "no hinge gate" else said[:, ::-1]
    for ratio, control in zip((found / said).T, (found / other).T, strict=True):
        # Six runs must stay within 5% and the sampling error.
        error = normal(4) * ratio.std(ddof=1) / np.sqrt(6)
        assert abs(ratio.mean() - 1) < 0.05 + error
        assert abs(control.mean() - 1) > 0.05 + error
