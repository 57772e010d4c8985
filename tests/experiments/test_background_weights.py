"""What the claims on the background weights of a linear network rest on."""

import math
from dataclasses import replace

import numpy as np
import pytest
from chance import variance_agrees

from fc import Setting, claims, initial_network, mean_largest, streams, train
from fc.chapters.linear_networks import FLAT
from fc.chapters.scale import SCALES


def push(setting, steps):
    """Standard deviation of what the batches push a background weight by in so many steps."""
    square = setting.bg.mean**2 + setting.bg.variance
    return setting.eta / setting.width * math.sqrt(steps * square / setting.batch)


@pytest.mark.parametrize("scale", SCALES)
def test_three_deviations_of_the_push_are_within_what_the_claim_allows(scale):
    (claim,) = claims("4.4.growth", scale=scale)
    shares = []
    for d, job in claim.sweep:
        s = job.setting
        # T1 is 8 m / (eta d0), so the push is 8 (E z^2 / (N T1))^1/2 / d0.
        told = 8 / s.d0 * math.sqrt((s.bg.mean**2 + s.bg.variance) / (s.batch * s.t1))
        assert push(s, s.t1) == pytest.approx(told, rel=0.02)
        shares.append(3 * push(s, s.t1) * math.sqrt(d) / mean_largest(s.width * s.n_bg))
    assert shares[-1] == max(shares) < FLAT < 2.5 * shares[-1]


def test_the_push_is_what_the_batches_make_of_a_linear_network():
    """The same for all neurons but for the sign of a_k; half-way to T1 every gate is open."""
    setting = Setting(8, 8, d=10**6, width=4, batch=40, activation="identity", arithmetic="float64")
    steps, moved = setting.t1 // 2, []
    for run in range(160):
        rngs = streams(0, run)
        start = initial_network(setting, rngs.init)
        change = train(setting, rngs, (steps,), start)[steps][1].v - start.v
        signed = start.sign[:, None] * change[:, setting.n_core :]
        np.testing.assert_allclose(signed, np.broadcast_to(signed[0], signed.shape), atol=1e-12)
        moved.append(signed[0, run % setting.n_bg])
    # Their mean is known to be 0, and so is left in.
    assert variance_agrees(moved, push(setting, steps) ** 2)
    assert not variance_agrees(moved, push(replace(setting, batch=10), steps) ** 2)
    assert abs(np.mean(moved)) < push(setting, steps)


def test_the_largest_weight_is_read_over_neurons_and_features():
    """Those of the background only, with either sign."""
    (claim,) = claims("4.4.each", scale="smoke")
    job = claim.sweep[0][1]
    setting = replace(job.setting, batch=20)
    record = replace(job, setting=setting).run(0, 0)
    rngs = streams(0, 0)
    network = initial_network(setting, rngs.init)
    later = train(setting, rngs, ("T1",), network)["T1"][1]
    for name, v in (("start", network.v), ("T1", later.v)):
        bg = v[:, setting.n_core :]
        assert record[f"{name}.bg_largest"] == max(bg.max(), -bg.min()) < np.abs(v).max() + 1e-9
        assert record[f"{name}.bg_largest"] > np.median(np.abs(bg))
    ratio = record["T1.bg_largest"] / record["start.bg_largest"]
    assert record["start-T1.bg_largest_growth"] == ratio
