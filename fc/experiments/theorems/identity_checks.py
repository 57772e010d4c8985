"""The identities against Monte Carlo on networks of the simulator."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fc.model.features import Batch, draw_batch, strengths_of
from fc.model.network import Network, output
from fc.model.setting import Setting
from fc.requirements import Array
from fc.simulation.measurement import Estimate

# Far above rounding and far below the distance over which a network changes.
SHIFT = 1e-5


def _mean(rows: Array) -> tuple[Array, Array]:
    """Mean over rows and the square of its standard error."""
    return rows.mean(axis=0), rows.var(axis=0, ddof=1) / len(rows)


def loss_slopes(network: Network, setting: Setting, batch: Batch, neuron: int) -> Array:
    """Each sample's ``-d loss / d <w_k, m_j>`` by central differences, shape (N, d0).

    Moving w_k by a multiple of m_j moves ``<w_k, x>`` by this multiple of ``u_j``. Samples within
    1e-5 of a kink get a wrong slope; their share of the mean is of order 1e-10.
    """
    phi, a, p = setting.phi, network.a[neuron], batch.u @ network.v[neuron]
    others = (output(network, setting, batch.u) - a * phi.of(p))[:, None]
    up, down = (others + a * phi.of(p[:, None] + move * batch.u) for move in (SHIFT, -SHIFT))
    slopes: Array = _fall(batch, up, down) / (2 * SHIFT)
    slopes -= setting.weight_decay * network.v[neuron]
    return slopes


def _fall(batch: Batch, up: Array, down: Array) -> Array:
    """By how much the hinge loss of the output `up` is below that of the output `down`."""
    high, low = (np.maximum(0, 1 - batch.y[:, None] * h) for h in (down, up))
    return high - low


def projection_check(
    network: Network,
    setting: Setting,
    rng: np.random.Generator,
    neuron: int,
    samples: int = 20_000,
    *,
    classes: int | None = None,
    hinge_gate: bool = True,
) -> Agreement:
    """Slope of the loss along every feature against the identity on other samples (identity 2.2).

    For controls `classes` is what the means over the two classes are combined with, in place of 1
    for core features and -1 for background features, and `hinge_gate` whether samples stop to count
    when their margin is met.
    """
    slopes = loss_slopes(network, setting, draw_batch(setting, rng, samples), neuron)
    measured, error = _mean(slopes)
    batch = draw_batch(setting, rng, samples)
    p, z, y_k = batch.u @ network.v[neuron], strengths_of(batch, setting), network.sign[neuron]
    g = setting.phi.slope_of(p)
    if hinge_gate:
        g *= batch.y * output(network, setting, batch.u) < 1
    (pos, pos_error), (neg, neg_error) = (
        _mean((z * g[:, None])[batch.y == label * y_k]) for label in (1, -1)
    )
    core = np.arange(setting.d0) < setting.n_core
    sign = np.where(core, 1, -1) if classes is None else classes
    predicted = np.where(core, y_k, 1) * (pos + sign * neg) / (2 * setting.width)
    predicted -= setting.weight_decay * network.v[neuron]
    error += (pos_error + neg_error) / (2 * setting.width) ** 2
    return Agreement(measured, predicted, np.sqrt(error))


def linear_check(
    network: Network, setting: Setting, rng: np.random.Generator, neuron: int, samples: int = 20_000
) -> Agreement:
    """Slope of the loss along every background feature against 0 (identity 2.3)."""
    slopes = loss_slopes(network, setting, draw_batch(setting, rng, samples), neuron)
    measured, error = _mean(slopes[:, setting.n_core :])
    return Agreement(measured, np.zeros_like(measured), np.sqrt(error))


def restoring_check(
    network: Network,
    setting: Setting,
    rng: np.random.Generator,
    samples: int = 20_000,
) -> Agreement:
    """Force on ``beta_j`` and, last, on ``|beta|^2 / 2`` in a linear network (identity 2.3).

    The slope of the loss as ``beta_j = sum_k a_k <w_k, m_j>`` moves, over m, is compared with
    ``-(1/2m) E[z_j sign(b) 1{|A - 1| < |b|}]`` on other samples.
    """
    beta = (network.a @ network.v)[setting.n_core :]
    batch = draw_batch(setting, rng, samples)
    z, h = batch.u[:, setting.n_core :], output(network, setting, batch.u)[:, None]
    slopes = _fall(batch, h + SHIFT * z, h - SHIFT * z) / (2 * SHIFT * setting.width)
    batch = draw_batch(setting, rng, samples)
    z = batch.u[:, setting.n_core :]
    b = z @ beta
    core = batch.y * (output(network, setting, batch.u) - b)
    force = -np.sign(b) * (np.abs(core - 1) < np.abs(b)) / (2 * setting.width)
    (measured, one), (predicted, two) = (
        _mean(np.column_stack([rows, rows @ beta])) for rows in (slopes, force[:, None] * z)
    )
    return Agreement(measured, predicted, np.sqrt(one + two))


class Agreement(NamedTuple):
    """Sample means, what an identity predicts for them, and the standard errors between them."""

    measured: Array
    predicted: Array
    se: Array

    @property
    def deviations(self) -> Array:
        """``(measured - predicted) / se``, flat; where nothing varies 0 or infinite."""
        gap = (self.measured - self.predicted).ravel()
        with np.errstate(divide="ignore"):
            deviations: Array = np.where(gap == 0, 0, gap / np.where(gap == 0, 1, self.se.ravel()))
        return deviations

    @property
    def z(self) -> float:
        """Largest deviation in standard errors."""
        return float(np.abs(self.deviations).max())

    @property
    def ratio(self) -> Estimate:
        """Measured over predicted, the slope of the line through 0.

        The standard error bounds it: the entries are taken as fully correlated.
        """
        m, p, se = (np.ravel(x) for x in self)
        return Estimate(float(m @ p / (p @ p)), float(np.abs(p) @ se / (p @ p)))
