"""The same run in R^d and in feature coordinates (identity 2.1)."""

from __future__ import annotations

from itertools import islice

import numpy as np

from fc.model.features import streams
from fc.model.network import initial_network
from fc.model.setting import Setting
from fc.requirements import Array
from fc.simulation.sgd import sgd_steps


def embedding(setting: Setting, rng: np.random.Generator) -> Array:
    """Random orthonormal features, M of shape (d, d0), refused beyond 10 million numbers."""
    if overlap := setting.departures.overlap:
        raise ValueError(f"overlap must be 0 for orthonormal features, got {overlap:g}")
    if setting.d > (most := 10_000_000 // setting.d0):
        raise ValueError(f"d must be at most {most} to build M explicitly, got {setting.d}")
    return np.linalg.qr(rng.standard_normal((setting.d, setting.d0)))[0]


def reduction_gap(setting: Setting, steps: int, seed: int = 0) -> float:
    """Largest relative difference between ``M^T w_k`` and ``v_k`` along the first `steps` steps.

    The weights ``w_k ~ N(0, I_d / d)`` start with ``M^T w_k = v_k`` and are trained in R^d on
    the inputs ``x = M u`` of the very batches that the reduced run sees; d must leave room for M.
    """
    setting = setting.changed(arithmetic="float64")
    rngs = streams(seed, 0)
    m = embedding(setting, rngs.evaluate)
    start = initial_network(setting, rngs.init)
    outside = rngs.evaluate.standard_normal((setting.width, setting.d)) / np.sqrt(setting.d)
    w = start.v @ m.T + outside - (outside @ m) @ m.T
    gap = 0.0
    for step in islice(sgd_steps(setting, rngs, start), steps + 1):
        v = step.network.v
        gap = max(gap, float(np.abs(w @ m - v).max() / np.abs(v).max()))
        x = step.batch.u @ m.T
        p = x @ w.T
        unmet = step.batch.label * (setting.phi.of(p) @ start.a) < 1
        pull = (unmet * step.batch.label / setting.batch)[:, None]
        pull = pull * setting.phi.slope_of(p) * start.a
        w = w + setting.eta * (pull.T @ x - setting.weight_decay * w)
    return gap
