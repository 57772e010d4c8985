"""Finite-size laws: the constants behind Theta(1) at T2, with no fitted number.

Derived in the chapter "Finite-size laws". They see the features only through ``S_c, S_b, V_c,
V_b`` (`fc.model.groups`), so the features of a group may be unequal.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fc.model.groups import Sums
from fc.model.observed import Moments, Shift, shift_name
from fc.requirements import integrate, optimize, require_number, special
from fc.theory.gaussian import normal_grid, ramp_mean


def active_neg(of: Sums, a: float = 0.0) -> float:
    """q: the unique root of ``q = Phi(M / tau)`` for a neuron that has grown far.

    ``M = S_b (1-a)(1-q) - S_c (1+a+(1-a)q)`` and
    ``tau^2 = V_c (1+a+(1-a)q)^2 + V_b ((1-a)(1-q))^2``. One of the strengths must vary.
    """
    if min(of) < 0 or of.s_core == 0:
        raise ValueError(f"of must hold sums of squares, and s_core above 0, got {of}")
    if of.v_core + of.v_bg == 0:
        raise ValueError("strengths must have positive variance for a law, got a constant")

    def excess(q: float) -> float:
        core, bg = 1 + a + (1 - a) * q, (1 - a) * (1 - q)
        spread = math.sqrt(of.v_core * core**2 + of.v_bg * bg**2)
        mean = of.s_bg * bg - of.s_core * core
        # Where nothing varies that still counts, the side is certain.
        return float(special.ndtr(mean / max(spread, 1e-300))) - q

    return float(optimize.brentq(excess, 0.0, 1.0, xtol=1e-14))


NODES, WEIGHTS = normal_grid(6.0, 401)


@dataclass(frozen=True)
class Law:
    """What a neuron that is alive at initialisation has learned when the mean margin is 1.

    Attributes
    ----------
    sums : Sums
    leak : float
        Slope a of the activation on the negative side; 0 for ReLU.
    active_neg : float
        q, the probability that a neuron is active on its negative class.
    time_unit : float
        ``2 m / eta``, in steps.
    decay : float
        ``eta lambda``.
    """

    sums: Sums
    leak: float
    active_neg: float
    time_unit: float
    decay: float = 0.0

    @property
    def ratio(self) -> float:
        """``rho = B / C = (S_b / S_c) (1-a)(1-q) / (1+a+(1-a)q)``."""
        q, a = self.active_neg, self.leak
        return self.sums.s_bg / self.sums.s_core * ((1 - a) * (1 - q) / (1 + a + (1 - a) * q))

    @property
    def core(self) -> float:
        """``C``, from ``C + B - a (B-C) - (1-a) G(B-C, tau_1) = 2``, which is linear in C."""
        rho = self.ratio
        spread = math.hypot(self._core_spread, rho * self._bg_spread)
        silent_side = self.leak * (rho - 1) + (1 - self.leak) * float(ramp_mean(rho - 1, spread))
        return 2 / (1 + rho - silent_side)

    @property
    def bg(self) -> float:
        """``B = rho C``."""
        return self.ratio * self.core

    @property
    def t2(self) -> float:
        """Steps to mean margin 1 of neurons that are alive and on their side from the start.

        ``2 m C / (eta S_c (1+a+(1-a)q))`` before any sample has met the margin. As samples meet
        it, the margin's mean M grows as ``Phi((1 - M)/s)`` of that, with s its spread, which
        makes it longer by the factor ``1 + s int_0^inf (1/Phi(x) - 1) dx``. Weight decay turns a
        linear growth T into ``-log(1 - eta lambda T) / (eta lambda)``, infinite where that stops
        short of the margin; the gate is applied first, an error of order ``eta lambda T s``.
        """
        drift = 1 + self.leak + (1 - self.leak) * self.active_neg
        steps = self.time_unit * self.core / (self.sums.s_core * drift)
        steps *= 1 + self.margin_spread * gate_delay()
        if self.decay * steps >= 1:
            return math.inf
        return -math.log1p(-self.decay * steps) / self.decay if self.decay else steps

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
        """Hinge risk in distribution."""
        return self.risk_ood(1.0)

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
            return float(special.ndtr(-1 / self._core_spread))
        sd = max(abs(spread) * self.bg, 1e-30)
        silent = special.ndtr((-np.abs(a) - kappa * self.bg) / sd)
        return float(WEIGHTS @ np.where(a > 0, silent / 2, 1 - silent / 2))

    def kappa_at(self, risk: float) -> float:
        """The kappa at most 1 with this hinge risk, at least `risk_id`; -inf where none is."""
        risk, far = require_number("risk", risk, self.risk_id), 2 * self.boundary
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


@cache
def gate_delay() -> float:
    """``int_0^inf (1/Phi(x) - 1) dx = 0.5859``: how much the hinge gate delays T2."""
    return float(integrate.quad(lambda x: 1 / special.ndtr(x) - 1, 0, math.inf)[0])
