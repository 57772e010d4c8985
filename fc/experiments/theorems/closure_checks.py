"""The Gaussian closure against Monte Carlo: exact for Gaussian strengths, close for others."""

from __future__ import annotations

import numpy as np

from fc.experiments.theorems.identity_checks import Agreement
from fc.model.features import Batch, draw_batch, strengths_of
from fc.model.groups import feature_moments
from fc.model.network import Network, output
from fc.model.setting import Setting
from fc.requirements import Array, optimize
from fc.theory.identities.moments import closure

FEWEST = 200
BLOCK = 20_000


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

    `predicted` holds for the labels 1 and -1 an (m, d0) array from `closure`, or, with the `gate`
    ``1{y h < 1}`` as a factor, from `gated`. Neurons that count on fewer than 200 samples of a
    class are left out there: their standard errors would not be known.
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


def equal_weights(setting: Setting, s: float) -> Array:
    """Weights of a neuron whose ``p`` has mean over standard deviation `s` on its negative class.

    They are 1 on every core feature and one number of at least 0 on every background feature,
    shape (d0,).
    """
    core, bg = setting.core, setting.bg

    def excess(weight: float) -> float:
        spread = np.sqrt(core.n * core.variance + bg.n * bg.variance * weight**2)
        return float((weight * bg.mean_sum - core.mean_sum) / spread - s)

    weight = optimize.brentq(excess, 0, 1e6, xtol=1e-14)
    return np.concatenate([np.ones(core.n), np.full(bg.n, weight)])


def closure_error(setting: Setting, rng: np.random.Generator, samples: int, s: float) -> Agreement:
    """``E[z_j 1{p >= 0}]`` of `equal_weights` against the closure, two means: core and background.

    The strengths' own means are known; regression on them takes most of the noise away.
    """
    v, n = equal_weights(setting, s), setting.n_core
    mu = feature_moments(setting.core, setting.bg)[0]
    second, first = np.zeros((4, 4)), np.zeros(4)
    for start in range(0, samples, BLOCK):
        z = np.abs(draw_batch(setting, rng, min(BLOCK, samples - start)).u)
        means = np.array([z[:, :n].mean(axis=1), z[:, n:].mean(axis=1)])
        active = means[1] * setting.n_bg * v[-1] >= means[0] * n
        rows = np.vstack([means * active, means - [[mu[:n].mean()], [mu[n:].mean()]]])
        second += rows @ rows.T
        first += rows.sum(axis=1)
    mean = first / samples
    covariance = second / samples - np.outer(mean, mean)
    coefficients = np.linalg.solve(covariance[2:, 2:], covariance[2:, :2])
    measured = mean[:2] - mean[2:] @ coefficients
    left = np.diag(covariance[:2, :2] - covariance[:2, 2:] @ coefficients)
    predicted = closure(Network(v[None, :], np.ones(1)), setting, -1)[0, [0, -1]]
    return Agreement(measured, predicted, np.sqrt(left / samples))
