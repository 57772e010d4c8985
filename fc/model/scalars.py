"""Four scalars a neuron: the state of the population dynamics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from fc.model.arithmetic import ARITHMETICS
from fc.model.counter import CounterRandom
from fc.model.groups import Group
from fc.model.network import Network, output_weights
from fc.model.setting import Setting
from fc.requirements import Array, require_room


class Part(NamedTuple):
    """Weights of every neuron on one group: ``sum_j v_kj`` and ``sum_j v_kj**2``, shape (m,)."""

    total: Array
    square: Array

    def across(self, group: Group) -> Array:
        """Squared length of what is orthogonal to the group's all-ones direction."""
        return np.maximum(self.square - self.total**2 / group.n, 0)

    def moved(self, grow: Array, push: Array, group: Group) -> Part:
        """After ``v_k <- grow_k v_k + push_k 1``."""
        square = grow**2 * self.square + 2 * grow * push * self.total + group.n * push**2
        return Part(grow * self.total + group.n * push, square)


class Neurons(NamedTuple):
    """State of the population dynamics; `a` holds the output weights ``+-1/m``, shape (m,)."""

    core: Part
    bg: Part
    a: Array

    @property
    def sign(self) -> Array:
        """Positive class y_k of each neuron, shape (m,)."""
        return np.sign(self.a)


def neurons(network: Network, setting: Setting) -> Neurons:
    """The four scalars of each neuron of `network`."""
    core, bg = np.split(np.asarray(network.v, dtype=float), [setting.n_core], axis=1)
    parts = [Part(v.sum(axis=1), (v * v).sum(axis=1)) for v in (core, bg)]
    return Neurons(parts[0], parts[1], network.a)


def initial_neurons(setting: Setting, rng: np.random.Generator | CounterRandom) -> Neurons:
    """Four scalars of ``v_k ~ N(0, init_scale**2 I / d)`` without drawing v_k: O(m) for any d0.

    No assumption but the size of the initial weights may be broken.
    """
    setting.require_ideal("the population dynamics")
    require_room("width", setting.width)
    scale = setting.departures.init_scale

    def part(n: int) -> Part:
        total = scale * np.sqrt(n / setting.d) * rng.standard_normal(setting.width)
        across = rng.chisquare(n - 1, setting.width) if n > 1 else 0.0
        return Part(total, total**2 / n + scale**2 * across / setting.d)

    core, bg = part(setting.n_core), part(setting.n_bg)
    a = output_weights(setting.width, rng if setting.random_signs else None)
    return Neurons(core, bg, a)


def with_scalars(
    state: Neurons, setting: Setting, rng: np.random.Generator | CounterRandom
) -> Network:
    """Weights of ``v_k ~ N(0, I / d)`` given the four scalars of `state`.

    What is orthogonal to a group's all-ones direction has a known length and any direction.
    """

    def drawn(part: Part, group: Group) -> Array:
        x = rng.standard_normal(setting.width * group.n).reshape(-1, group.n)
        x -= x.mean(axis=1, keepdims=True)
        size = np.sqrt((x * x).sum(axis=1))
        longer = np.sqrt(part.across(group)) / np.where(size > 0, size, 1.0)
        return part.total[:, None] / group.n + longer[:, None] * x

    v = np.hstack([drawn(state.core, setting.core), drawn(state.bg, setting.bg)])
    ARITHMETICS[setting.mode].snap(v)
    return Network(v, state.a)


def correlations(of: Neurons | Network, setting: Setting) -> tuple[Array, Array]:
    """``C_k = y_k sum_core mu_j <w_k, m_j>`` and ``B_k = sum_bg mu_j <w_k, m_j>``, shape (m,) each.

    The four scalars know the weights' plain sums: they tell of equal features only.
    """
    core, bg = setting.core, setting.bg
    if isinstance(of, Neurons):
        core_sum, bg_sum = of.core.total, of.bg.total
    else:
        core_sum = core.weighted_sum(of.v[:, : setting.n_core])
        bg_sum = bg.weighted_sum(of.v[:, setting.n_core :])
    return of.sign * core.mean * core_sum, bg.mean * bg_sum


def by_neuron(sign: Array, of_class: Mapping[int, Array]) -> tuple[Array, Array]:
    """Of what is known for class 1 and -1, what concerns a neuron's positive, and its negative."""
    positive, plus, minus = sign > 0, of_class[1], of_class[-1]
    return np.where(positive, plus, minus), np.where(positive, minus, plus)
