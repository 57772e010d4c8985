"""The Gaussian closure against Monte Carlo: exact for Gaussian strengths, close for others."""

from __future__ import annotations

import numpy as np

from fc.experiments.theorems.identity_checks import Agreement
from fc.model.features import Batch, draw_batch, strengths_of
from fc.model.groups import feature_moments
from fc.model.network import Network, output
from fc.model.setting import Setting
from fc.requirements import Array

FEWEST = 200


def gaussian_batch(setting: Setting, rng: np.random.Generator, samples: int) -> Batch:
    """Samples whose strengths are Gaussian with the means and variances of the setting's."""
    batch = draw_batch(setting, rng, samples)
    mu, variance = feature_moments(setting.core, setting.bg)
    u = mu + np.sqrt(variance) * rng.standard_normal(batch.u.shape)
    u[:, : setting.n_core] *= batch.y[:, None]
    return batch._replace(u=u)


def closure_check(
    network: Network,
    setting: Setting,
    batch: Batch,
    predicted: dict[int, Array],
    *,
    gate: bool = False,
) -> Agreement:
    """Class means of ``z_j 1{p_k >= 0}`` over `batch` against `predicted`, flat.

    `predicted` holds for the labels 1 and -1 an (m, d0) array from `fc.theory.gaussian_closure`:
    its `closure`, or, with the `gate` ``1{y h < 1}`` as a factor, its `gated`. Neurons that count
    on fewer than 200 samples of a class are left out there: their standard errors would not be
    known.
    """
    z, counted = strengths_of(batch, setting), (batch.u @ network.v.T >= 0).astype(float)
    if gate:
        counted *= (batch.y * output(network, setting, batch.u) < 1)[:, None]
    parts = []
    for label in (1, -1):
        rows = batch.y == label
        kept = counted[rows].sum(axis=0) >= FEWEST
        x, y = counted[rows][:, kept].T, z[rows]
        mean, square = x @ y / rows.sum(), x @ y**2 / rows.sum()
        se = np.sqrt((square - mean**2) / rows.sum())
        parts.append(np.array([mean, predicted[label][kept], se]).reshape(3, -1))
    return Agreement(*np.concatenate(parts, axis=1))
