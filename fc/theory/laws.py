"""Finite-size laws: the constants behind Theta(1) at T2, with no fitted number.

Derived in the chapter "Finite-size laws". Of the features they see ``S_c, S_b, V_c, V_b``
(`fc.model.groups`), which may be unequal in a group; of the initial weights, their law.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fc.model.groups import Sums
from fc.model.observed import Moments, Shift, shift_name
from fc.requirements import optimize, require_number, special
from fc.theory.gaussian import normal_grid
from fc.theory.pair import Pair, at_margin
from fc.theory.sides import Sides, Start, risk_of_imbalance, sides

NODES, WEIGHTS = normal_grid(6.0, 401)


@dataclass(frozen=True)
class Law:
    """What the neurons have learned when the mean margin is 1.

    `leak` is the activation's slope on the negative side, `time_unit` ``2 m / eta`` in steps and
    `decay` ``eta lambda``.
    """

    sums: Sums
    leak: float
    start: Start
    width: int
    time_unit: float
    decay: float = 0.0

    @property
    def pair(self) -> Pair:
        """One neuron of each class."""
        return at_margin(self.sums, self.leak)

    @property
    def core(self) -> float:
        """``C``, mean over neurons."""
        return self.pair.core

    @property
    def bg(self) -> float:
        """``B``, mean over neurons."""
        return self.pair.bg

    @property
    def active_neg(self) -> float:
        """q, the probability that a neuron is active on its negative class."""
        return self.pair.active_neg

    @property
    def ratio(self) -> float:
        """``rho = B / C``."""
        return self.bg / self.core

    @property
    def late(self) -> float:
        """Mean over neurons of 1 - q+: the share that has not taken its side."""
        return self._sides.late

    @property
    def t2(self) -> float:
        """Steps to mean margin 1.

        Those of the pair, times what the late neurons cost. Weight decay turns a linear growth T
        into ``-log(1 - eta lambda T) / (eta lambda)``, infinite where that stops short of the
        margin; the gate is applied first, an error of order ``eta lambda T s``, with s the
        margin's spread.
        """
        steps = self.time_unit * self.pair.time * self._sides.delay
        if self.decay * steps >= 1:
            return math.inf
        return -math.log1p(-self.decay * steps) / self.decay if self.decay else steps

    @property
    def _sides(self) -> Sides:
        ratio, goal = self.sums.s_bg / self.sums.s_core, (self.core + self.bg) / self.start.tau
        return sides(self.start, ratio, self.leak, goal)

    @property
    def margin_spread(self) -> float:
        """Standard deviation of ``y h`` over the inputs, ``h`` being linear in the strengths."""
        core = (1 + self.leak) / 2 * self.core * self._core_spread
        return math.hypot(core, (1 - self.leak) / 2 * self.bg * self._bg_spread)

    @property
    def boundary(self) -> float:
        """``-1/rho``: the kappa below which the background silences a ReLU network."""
        return -1 / self.ratio if self.ratio else -math.inf

    @property
    def risk_id(self) -> float:
        """Hinge risk in distribution.

        Late neurons leave the classes with unlike margins. At T2, a whole number of steps, the
        mean margin is half a step past 1: it grows by 1 / (2 T2) a step, and half of the samples
        count.
        """
        scatter = self._sides.scatter / math.sqrt(self.width)
        risk = self.risk_ood(1.0) + risk_of_imbalance(self.margin_spread, scatter)
        return max(risk - 1 / (8 * self.t2), 0.0)

    def margin(self, kappa: float, spread: float | None = None) -> float:
        """``E[y h]``: ``(phi(b + a) - phi(b - a)) / 2`` at the mean over inputs."""
        return float(WEIGHTS @ self._margins(kappa, spread) @ WEIGHTS)

    def risk_ood(self, kappa: float, spread: float | None = None) -> float:
        """``E[(1 - M)_+]``, where M depends on the input through two normal numbers.

        ``M = (phi(a+b) - phi(b-a)) / 2`` with ``a ~ N(C, C^2 V_c / S_c^2)`` and
        ``b ~ N(kappa B, (spread B)^2)``; the spread is ``kappa sqrt(V_b) / S_b``, or another where
        the background follows another law (`fc.model.observed.moments`).
        """
        return float(WEIGHTS @ np.maximum(1 - self._margins(kappa, spread), 0) @ WEIGHTS)

    def error_ood(self, kappa: float, spread: float | None = None) -> float:
        """``P(M < 0) + P(M = 0)/2``: a silent network guesses."""
        kappa, spread = self._moved(kappa, spread)
        a = self.core * (1 + self._core_spread * NODES)
        if self.leak:
            return float(special.ndtr(-1 / max(self._core_spread, 1e-30)))
        sd = max(abs(spread) * self.bg, 1e-30)
        silent = special.ndtr((-np.abs(a) - kappa * self.bg) / sd)
        return float(WEIGHTS @ np.where(a > 0, silent / 2, 1 - silent / 2))

    def kappa_at(self, risk: float) -> float:
        """The kappa at most 1 with this hinge risk, at least that at 1; -inf where none is."""
        risk, far = require_number("risk", risk, self.risk_ood(1.0)), 2 * self.boundary
        if not math.isfinite(far) or self.risk_ood(far) < risk:
            return -math.inf
        return float(optimize.brentq(lambda kappa: self.risk_ood(kappa) - risk, far, 1.0))

    def scalars(
        self, kappas: Sequence[Shift], laws: Mapping[str, Moments] | None = None
    ) -> dict[str, float]:
        """The law's values under the names that a comparison with SGD uses.

        For the background's laws among the shifts `laws` says what takes the place of kappa and
        its spread.
        """
        values = {
            "steps": self.t2,
            "core": self.core,
            "bg": self.bg,
            "active_neg": self.active_neg,
            "late": self.late,
            "risk_id": self.risk_id,
            "error_id": self.error_ood(1.0),
        }
        for shift in kappas:
            of = (laws or {})[shift] if isinstance(shift, str) else (shift, None)
            values[f"risk_ood({shift_name(shift)})"] = self.risk_ood(*of)
            values[f"error_ood({shift_name(shift)})"] = self.error_ood(*of)
        return values

    @property
    def _core_spread(self) -> float:
        """``sqrt(V_c) / S_c``: standard deviation over mean of the core's part."""
        return math.sqrt(self.sums.v_core) / self.sums.s_core

    @property
    def _bg_spread(self) -> float:
        return math.sqrt(self.sums.v_bg) / self.sums.s_bg if self.sums.s_bg else 0.0

    def _margins(self, kappa: float, spread: float | None = None) -> np.ndarray:
        """``y h`` on the grid of (core part, background part)."""
        kappa, spread = self._moved(kappa, spread)
        a = self.core * (1 + self._core_spread * NODES)[:, None]
        b = self.bg * (kappa + spread * NODES)
        ramps = (np.maximum(a + b, 0) - np.maximum(b - a, 0)) / 2
        margins: np.ndarray = self.leak * a + (1 - self.leak) * ramps
        return margins

    def _moved(self, kappa: float, spread: float | None) -> tuple[float, float]:
        kappa = require_number("kappa", kappa)
        own = kappa * self._bg_spread
        return kappa, own if spread is None else require_number("spread", spread, 0)
