"""What the claims on the background weights of a linear network rest on."""

from dataclasses import replace

import numpy as np

from fc import claims, initial_network, streams, train


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
