"""What is measured on a network: correlations, and on samples its activity and its risks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.model.activations import Activation
from fc.model.features import draw_batch
from fc.model.network import Network
from fc.model.observed import Observed, Scores, Shift, asked
from fc.model.scalars import by_neuron, correlations
from fc.model.setting import Setting
from fc.model.strengths import strengths
from fc.requirements import Array, require_integer

EVALUATION_SAMPLES = 8000
BLOCK = 1000


class Estimate(NamedTuple):
    """A sample mean and its standard error over evaluation samples."""

    value: float
    se: float

    def __float__(self) -> float:
        return self.value


def scores(margins: Mapping[Shift, Array]) -> Scores[Estimate]:
    """Scores of samples of ``y h``, by shift of the background."""
    return Scores(
        risk={shift: _estimate(np.maximum(0, 1 - x)) for shift, x in margins.items()},
        error={shift: _estimate((x < 0) + 0.5 * (x == 0)) for shift, x in margins.items()},
        margin={shift: _estimate(x) for shift, x in margins.items()},
    )


@dataclass(frozen=True)
class Measurement(Observed[Estimate]):
    """State of one network, and what it was measured with.

    `bg_sum`, (m,), is ``sum_bg <w_k, m_j>``: B_k without the strengths, whose mean may be 0;
    `n_class` counts the evaluation samples of class +1 and -1.
    """

    bg_sum: Array
    n_class: tuple[int, int]

    @property
    def live(self) -> NDArray[np.bool_]:
        """Neurons active on at least one evaluation sample, shape (m,)."""
        return np.asarray((self.active_pos > 0) | (self.active_neg > 0))

    def good(self, d0: int) -> NDArray[np.bool_]:
        """Neurons with ``q+ >= 1 - d0**-1/2`` and ``q- <= 1/4`` (Theorem 4.1), shape (m,)."""
        return np.asarray((self.active_pos >= 1 - d0**-0.5) & (self.active_neg <= 0.25))


def _estimate(samples: Array) -> Estimate:
    spread = samples.std(ddof=1) if samples.size > 1 else np.inf
    return Estimate(float(samples.mean()), float(spread / np.sqrt(samples.size)))


def measure(
    network: Network,
    setting: Setting,
    rng: np.random.Generator,
    kappas: Sequence[Shift] = (-1.0,),
    samples: int = EVALUATION_SAMPLES,
) -> Measurement:
    """Measure `network` on fresh samples, in distribution and at every kappa.

    The same samples serve every kappa: a pre-activation is ``p_core + kappa p_bg``. For a kappa may
    stand the name of a law of strengths: the background is then minus a draw from it. Kappas
    outside [-1e6, 1e6] and no samples are refused.
    """
    samples = require_integer("samples", samples, 1)
    shifts = asked(kappas)
    # Of their own, so that the other shifts see the same samples with and without them.
    draws = dict(zip(shifts, rng.spawn(len(shifts)), strict=True))
    sizes = (min(BLOCK, samples - start) for start in range(0, samples, BLOCK))
    blocks = (draw_batch(setting, rng, size)[:2] for size in sizes)

    def other(law: str, size: int) -> Array:
        z = np.empty((size, setting.n_bg))
        strengths(law).sample(draws[law], z)
        return -z * setting.bg.factors

    known = correlations(network, setting)
    return seen(network, setting.phi, blocks, setting.n_core, shifts, known, other)


def seen(
    network: Network,
    phi: Activation,
    blocks: Iterable[tuple[Array, Array]],
    first_bg: int,
    shifts: Sequence[Shift],
    known: tuple[Array, Array],
    other: Callable[[str, int], Array] | None = None,
) -> Measurement:
    """What is seen on blocks of samples, whose columns from `first_bg` on are the background.

    C_k and B_k are `known`; ``other(law, size)`` draws the background out of distribution.
    """
    margins: dict[Shift, list[Array]] = {shift: [] for shift in shifts}
    m, v_core, v_bg = len(network.a), network.v[:, :first_bg], network.v[:, first_bg:]
    active, n_class = {1: np.zeros(m), -1: np.zeros(m)}, {1: 0, -1: 0}
    for u, y in blocks:
        p_core, p_bg = u[:, :first_bg] @ v_core.T, u[:, first_bg:] @ v_bg.T
        for shift, of_shift in margins.items():
            if isinstance(shift, str) and other:
                p = p_core + other(shift, len(u)) @ v_bg.T
            else:
                p = p_core + float(shift) * p_bg
            if shift == 1.0:
                for label in (1, -1):
                    rows = y == label
                    active[label] += (p[rows] >= 0).sum(axis=0)
                    n_class[label] += int(rows.sum())
            phi.value(p, p)
            of_shift.append(y * (p @ network.gain) / m)
    rate = {label: active[label] / max(n_class[label], 1) for label in (1, -1)}
    found = scores({shift: np.concatenate(parts) for shift, parts in margins.items()})
    state = (*known, *by_neuron(network.sign, rate), v_bg.sum(axis=1))
    return Measurement(found.risk, found.error, found.margin, *state, (n_class[1], n_class[-1]))
