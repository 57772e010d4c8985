"""Four scalars a neuron: the state of the population dynamics."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from fc.gaussian import normal_density
from fc.groups import Group
from fc.network import Network, output_weights
from fc.setting import Setting

Array = NDArray[np.float64]


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
    """State of the population dynamics.

    Attributes
    ----------
    core, bg : Part
    a : (m,) array
        Output weights ``+-1/m``.
    """

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


class Draws(Protocol):
    """What `initial_neurons` asks of a generator: numpy's, or `fc.CounterRandom`."""

    def standard_normal(self, size: int) -> Array:
        """Standard normal numbers, shape (size,)."""
        ...

    def chisquare(self, df: int, size: int) -> Array:
        """Numbers of the chi-square law, shape (size,)."""
        ...


def initial_neurons(setting: Setting, rng: Draws) -> Neurons:
    """Four scalars of ``v_k ~ N(0, init_scale**2 I / d)`` without drawing v_k: O(m) for any d0.

    Raises
    ------
    ValueError
        If an assumption other than the size of the initial weights is broken.
    """
    setting.departures.require_ideal("the population dynamics")
    scale = setting.departures.init_scale

    def part(n: int) -> Part:
        total = scale * np.sqrt(n / setting.d) * rng.standard_normal(setting.width)
        across = rng.chisquare(n - 1, setting.width) if n > 1 else 0.0
        return Part(total, total**2 / n + scale**2 * across / setting.d)

    core = part(setting.n_core)
    return Neurons(core, part(setting.n_bg), output_weights(setting.width))


def correlations(state: Neurons, setting: Setting) -> tuple[Array, Array]:
    """``C_k`` and ``B_k``, each of shape (m,)."""
    core = state.sign * setting.core.mean * state.core.total
    return core, setting.bg.mean * state.bg.total


class Side(NamedTuple):
    """The neurons on the inputs of one class y.

    Attributes
    ----------
    y : int
    mean, spread : (m,) arrays
        Mean and standard deviation of the pre-activation ``p_k = <w_k, x>``.
    active : (m,) array
        P(p_k >= 0).
    margin : float
        E[y h].
    """

    y: int
    mean: Array
    spread: Array
    active: Array
    margin: float


def leak(setting: Setting) -> float:
    """Slope of the activation on the negative side: 0 for ReLU, 1 for the identity.

    Raises
    ------
    ValueError
        If the activation is not piecewise linear with its kink at 0.
    """
    if setting.phi.leak is None:
        raise ValueError(
            "activation must be relu, leaky_relu:A or identity for the population dynamics and "
            f"the laws, got {setting.activation!r}"
        )
    return setting.phi.leak


def side(state: Neurons, setting: Setting, y: int, kappa: float = 1.0) -> Side:
    """Pre-activations and mean margin on the inputs of class `y`, background scaled by kappa."""
    from scipy.special import ndtr

    core, bg, a = setting.core, setting.bg, leak(setting)
    mean = y * core.mean * state.core.total + kappa * bg.mean * state.bg.total
    square = core.variance * state.core.square + kappa**2 * bg.variance * state.bg.square
    # Strengths that do not vary leave the sign of the mean.
    spread = np.sqrt(np.maximum(square, 1e-60))
    z = mean / spread
    active = ndtr(z)
    ramp = mean * active + spread * normal_density(z)
    return Side(y, mean, spread, active, y * float(state.a @ (a * mean + (1 - a) * ramp)))
