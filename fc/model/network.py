"""The two-layer network h(x) = sum_k a_k phi(<w_k, x>) in feature coordinates v_k = M^T w_k."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from fc.model.arithmetic import ARITHMETICS
from fc.model.counter import CounterRandom
from fc.model.setting import Setting
from fc.requirements import Array, require_room


class Network(NamedTuple):
    """First-layer weights and fixed output weights.

    Attributes
    ----------
    v : (m, d0) array
        Row k is ``M^T w_k``, all of the weights that the features see (identity 2.1).
    a : (m,) array
        Output weights ``+-1/m``.
    """

    v: Array
    a: Array

    @property
    def sign(self) -> Array:
        """Positive class y_k of each neuron, shape (m,)."""
        return np.sign(self.a)

    @property
    def gain(self) -> Array:
        """``m a_k``: the sign to the last bit where ``a_k`` is +-1/m, so sums can be exact."""
        return self.a / (1 / len(self.a))

    def copy(self) -> Network:
        """A network that later training steps do not change."""
        return Network(self.v.copy(), self.a)


def output_weights(width: int, rng: np.random.Generator | CounterRandom | None = None) -> Array:
    """``+1/m`` for half (rounded up) of the neurons, then ``-1/m``; with `rng` by fair coins."""
    half = np.arange(width) < (width + 1) // 2
    return np.where(half if rng is None else rng.standard_normal(width) > 0, 1.0, -1.0) / width


def initial_network(setting: Setting, rng: np.random.Generator, planted_bg: float = 0.0) -> Network:
    """Weights ``v_k ~ N(0, G / d)``, the law of M^T w_k for ``w_k ~ N(0, I_d / d)``.

    G is the Gram matrix of the features; ``init_scale`` multiplies the weights. For controls,
    `planted_bg` is added to ``y_k B_k``: so the planted weights do not cancel in ``sum_k a_k w_k``.
    """
    require_room("width (n_core + n_bg)", setting.width, setting.d0)
    v = rng.standard_normal((setting.width, setting.d0)) / math.sqrt(setting.d)
    if overlap := setting.departures.overlap:
        common = rng.standard_normal((setting.width, 1)) / math.sqrt(setting.d)
        v = math.sqrt(1 - overlap) * v + math.sqrt(overlap) * common
    v *= setting.departures.init_scale
    # After the weights, which are the same with and without.
    a = output_weights(setting.width, rng if setting.random_signs else None)
    if planted_bg:
        if not setting.bg.mean_sum:
            raise ValueError(f"planted_bg must be 0 without a mean background, got {planted_bg:g}")
        v[:, setting.n_core :] += np.sign(a)[:, None] * planted_bg / setting.bg.mean_sum
    ARITHMETICS[setting.mode].snap(v)
    return Network(v, a)


def output(network: Network, setting: Setting, u: Array) -> Array:
    """Output h at the samples `u` of shape (N, d0); shape (N,)."""
    # Not phi @ a: a sum of lattice numbers is exact, a sum of their m-ths is not.
    return setting.phi.of(u @ network.v.T) @ network.gain / setting.width
