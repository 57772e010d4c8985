"""Which activations contaminate, by how much and with which sign, before any margin is met.

Without the spread of inputs around their class mean, a neuron's mean pre-activations are
``u = B + C`` on its positive class and ``v = B - C`` on its negative one. In the time
``tau = eta S_c t / m`` and with ``rho = S_b / S_c``,
``dC/dtau = (phi'(u) + phi'(v)) / 2`` and ``dB/dtau = rho (phi'(u) - phi'(v)) / 2``.
For equally strong groups one class climbs phi while the other descends it, and from 0
``F(u) + F(v) = 0`` with ``F(x) = int_0^x ds / phi'(s)``. Training ends where the mean margin
``(phi(u) - phi(v)) / 2`` is 1.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from fc.model.activations import Activation, activation
from fc.model.setting import Setting
from fc.requirements import Array, integrate

Kind = Literal["positive", "negative", "stable", "neutral", "unstable", "undecided"]
# In units of m / (eta S_c): three times what a ReLU network takes to mean margin 1.
LONGEST = 6.0
SAME = 1e-9
# Where S_b > S_c a class may come to rest at a kink of phi: slopes are taken over so much around.
AROUND = 1e-4


class Criterion(NamedTuple):
    """What the criterion says of an activation.

    Attributes
    ----------
    kind : str
        ``"positive"``, ``"negative"``: the sign of B, where phi_e' keeps it over the visited range
        and its mirror image. ``"undecided"``: phi_e' changes its sign, and only the ratio tells.
        ``"stable"``, ``"neutral"``, ``"unstable"``: phi' is even, B = 0 is invariant, and a small B
        shrinks, stays or grows.
    core, bg, tau : float or None
        C, B and the time at the end, in units of ``m / (eta S_c)``; None where phi'(0) = 0: the
        path then depends on the initial weights.
    reaches : bool or None
        Whether the mean margin reaches 1; else the path ends at ``tau = LONGEST``.
    """

    kind: Kind
    core: float | None = None
    bg: float | None = None
    tau: float | None = None
    reaches: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Growth ratio B / C; None where the initial weights decide."""
        return None if self.core is None or self.bg is None else self.bg / self.core


def _path(phi: Activation, rho: float, tau: float, to_margin: bool) -> Any:
    """Path of u and v up to the time `tau`, or to mean margin 1 where that comes first."""
    rests = rho > 1
    method, rtol = ("LSODA", 1e-8) if rests else ("DOP853", 1e-10)
    mix = np.array([[1 + rho, 1 - rho], [rho - 1, -1 - rho]]) / 2

    def slope(ends: Array) -> Array:
        if not rests:
            return phi.slope_of(ends)
        return (phi.of(ends + AROUND) - phi.of(ends - AROUND)) / (2 * AROUND)

    def missing(_: float, ends: Array) -> float:
        above, below = phi.of(ends)
        return float(above - below) / 2 - 1

    missing.terminal = to_margin  # type: ignore[attr-defined]
    return integrate.solve_ivp(
        lambda _, ends: mix @ slope(ends), (0, tau), np.array([SAME, -SAME]), method,
        dense_output=True, events=missing, rtol=rtol, atol=1e-12,
    )  # fmt: skip


def criterion(setting: Setting) -> Criterion:
    """The criterion for the activation and the strengths of `setting`, from vanishing weights.

    Its `kind` is ``"positive"`` or ``"negative"`` where the activation contaminates, with this sign
    of B; ``"stable"`` where it does not; see `fc.theory.growth_criterion.Criterion` for the others.

    Raises
    ------
    ValueError
        If the background has no mean, phi falls at 0, the weights decay, a label is noisy, or an
        assumption other than the size of the initial weights is broken.
    """
    return _judged(setting.activation, _strength(setting))


def _strength(setting: Setting) -> float:
    """``rho = S_b / S_c``."""
    setting.require_ideal("the criterion", "weight_decay", "label_noise")
    if not setting.bg.s:
        raise ValueError("S_b must be positive for the criterion, got 0")
    return float(f"{setting.bg.s / setting.core.s:.9g}")  # Equal groups are, to the last digit.


def growth_path(setting: Setting, tau: Array) -> tuple[Array, Array]:
    """C and B at the times `tau`, each of its shape, before any margin; phi must rise at 0."""
    if criterion(setting).ratio is None:
        raise ValueError(f"activation must not be flat at 0, got {setting.activation!r}")
    path = _path(setting.phi, _strength(setting), float(np.max(tau)), to_margin=False)
    u, v = path.sol(tau)
    return (u - v) / 2, (u + v) / 2


@cache
def _judged(spec: str, rho: float) -> Criterion:
    phi = activation(spec)
    s = np.linspace(SAME, 1, 101)
    plus, minus = phi.slope_of(s), phi.slope_of(-s)
    if not (plus.any() or minus.any()) or min(plus[0], minus[0]) < -10 * SAME:
        raise ValueError(f"activation must rise at 0 for the criterion, got {spec!r}")
    if max(plus[0], minus[0]) < 10 * SAME:
        return Criterion("unstable" if np.allclose(plus, minus, atol=SAME) else "undecided")
    path = _path(phi, rho, LONGEST, to_margin=not phi.bounded)
    tau, reaches = float(path.t[-1]), path.status == 1
    # Who cannot leave 0 still is where the path was begun.
    u, v = np.where(np.abs(path.y[:, -1]) > 2 * SAME, path.y[:, -1], 0.0).tolist()
    reach = float(max(path.y[0].max(), -path.y[1].min()))
    # What comes to rest at a kink has gone beyond it by a rounding.
    kind = _kind_up_to(phi, (1 - 10 * SAME) * reach)
    return Criterion(kind, (u - v) / 2, (u + v) / 2, tau, reaches)


def _kind_up_to(phi: Activation, reach: float) -> Kind:
    """Sign of phi_e' on (0, reach], and where it vanishes that of the change of phi'."""
    s = np.linspace(SAME, reach, 2001)
    plus, minus = phi.slope_of(s), phi.slope_of(-s)
    even_slope, size = (plus - minus) / 2, SAME * max(plus.max(), minus.max())
    if (np.abs(even_slope) <= 10 * size).all():
        if (np.abs(np.diff(plus)) <= size).all():
            return "neutral"
        return "stable" if plus[-1] < plus[0] else "unstable"
    if (even_slope >= -size).all():
        return "positive"
    return "negative" if (even_slope <= size).all() else "undecided"
