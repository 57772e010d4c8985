"""Which activations contaminate, by how much and with which sign, with no integration in time.

Before any margin is met, and without the spread of inputs around their class mean, a neuron's mean
pre-activations ``u = B + C`` on its positive class and ``v = B - C`` on its negative one obey, for
equally strong groups (``S_b = S_c = S``) and in the time ``tau = eta S t / m``,
``du/dtau = phi'(u)`` and ``dv/dtau = -phi'(v)``: one class climbs phi while the other descends it.
From 0, ``F(u) + F(v) = 0`` with ``F(x) = int_0^x ds / phi'(s)``, and training ends where the mean
margin ``(phi(u) - phi(v)) / 2`` is 1.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from fc.model.activations import Activation, activation
from fc.model.setting import Setting
from fc.requirements import Array, integrate

Kind = Literal["positive", "negative", "stable", "neutral", "unstable", "even", "undecided"]
# In units of m / (eta S): three times what a ReLU network takes to mean margin 1.
LONGEST = 6.0
SAME = 1e-9


class Criterion(NamedTuple):
    """What the criterion says of an activation.

    Attributes
    ----------
    kind : str
        ``"positive"``, ``"negative"``: the sign of B, where phi_e' keeps it over the visited range
        and its mirror image. ``"undecided"``: phi_e' changes its sign, and only the ratio tells.
        ``"stable"``, ``"neutral"``, ``"unstable"``: phi' is even, B = 0 is invariant, and a small B
        shrinks, stays or grows. ``"even"``: phi is even, and B has the size of C:
        B = C where phi rises away from 0, B = -C where it falls, with random signs.
    low, high : float or None
        Visited range: v and u where the path ends; None, as C, B and tau, where phi'(0) = 0: the
        path then depends on the initial weights.
    core, bg : float or None
        C and B at the end.
    tau : float or None
        Time of the end, in units of ``m / (eta S)``.
    reaches : bool or None
        Whether the mean margin reaches 1; else the path ends at ``tau = LONGEST``.
    gain : float or None
        ``phi'(C) / phi'(0)``, the factor by which a small B has grown at the end, where phi' is
        even; infinite where phi'(0) = 0.
    """

    kind: Kind
    low: float | None = None
    high: float | None = None
    core: float | None = None
    bg: float | None = None
    tau: float | None = None
    reaches: bool | None = None
    gain: float | None = None

    @property
    def ratio(self) -> float | None:
        """Growth ratio B / C; None where the initial weights decide."""
        return None if self.core is None or self.bg is None else self.bg / self.core


def _path(phi: Activation, tau: float, to_margin: bool) -> Any:
    """Path of u and v up to the time `tau`, or to mean margin 1 where that comes first."""

    def motion(_: float, ends: Array) -> Array:
        return phi.slope_of(ends) * (1, -1)

    def missing(_: float, ends: Array) -> float:
        above, below = phi.of(ends)
        return float(above - below) / 2 - 1

    missing.terminal = to_margin  # type: ignore[attr-defined]
    exact = {"rtol": 1e-10, "atol": 1e-12, "dense_output": True}
    return integrate.solve_ivp(
        motion, (0, tau), np.array([SAME, -SAME]), "DOP853", events=missing, **exact
    )


def criterion(setting: Setting) -> Criterion:
    """The criterion for the activation of `setting`, from vanishing initial weights.

    Raises
    ------
    ValueError
        If the groups are not equally strong, phi falls at 0, the weights decay, a label is noisy,
        or an assumption other than the size of the initial weights is broken.
    """
    setting.require_ideal("the criterion", "weight_decay", "label_noise")
    if not math.isclose(setting.bg.s, setting.core.s, rel_tol=1e-9):
        strengths = f"S_b = {setting.bg.s:g} and S_c = {setting.core.s:g}"
        raise ValueError(f"S_b must equal S_c for the criterion, got {strengths}")
    return _judged(setting.activation)


def growth_path(setting: Setting, tau: Array) -> tuple[Array, Array]:
    """C and B at the times `tau`, each of its shape, before any margin; phi must rise at 0."""
    if criterion(setting).ratio is None:
        raise ValueError(f"activation must not be flat at 0, got {setting.activation!r}")
    u, v = _path(setting.phi, float(np.max(tau)), to_margin=False).sol(tau)
    return (u - v) / 2, (u + v) / 2


@cache
def _judged(spec: str) -> Criterion:
    phi = activation(spec)
    s = np.linspace(SAME, 1, 101)
    plus, minus = phi.slope_of(s), phi.slope_of(-s)
    flat = not (plus.any() or minus.any())
    if not flat and np.allclose(plus, -minus, atol=SAME):
        return Criterion("even")
    if flat or min(plus[0], minus[0]) < -10 * SAME:
        raise ValueError(f"activation must rise at 0 for the criterion, got {spec!r}")
    if max(plus[0], minus[0]) < 10 * SAME:
        same = np.allclose(plus, minus, atol=SAME)
        return Criterion("unstable", gain=math.inf) if same else Criterion("undecided")
    path = _path(phi, LONGEST, to_margin=not phi.bounded)
    tau, reaches = float(path.t[-1]), path.status == 1
    # Who cannot leave 0 still is where the path was begun.
    u, v = np.where(np.abs(path.y[:, -1]) > 2 * SAME, path.y[:, -1], 0.0).tolist()
    # What comes to rest at a kink has gone beyond it by a rounding.
    kind, gain = kind_up_to(phi, (1 - 10 * SAME) * max(u, -v))
    return Criterion(kind, v, u, (u - v) / 2, (u + v) / 2, tau, reaches, gain)


def kind_up_to(phi: Activation, reach: float) -> tuple[Kind, float | None]:
    """Sign of phi_e' on (0, reach], and where it vanishes that of the change of phi'."""
    s = np.linspace(SAME, reach, 2001)
    plus, minus = phi.slope_of(s), phi.slope_of(-s)
    even_slope, size = (plus - minus) / 2, SAME * max(plus.max(), minus.max())
    if (np.abs(even_slope) <= 10 * size).all():
        steps = np.diff(plus)
        gain = float(plus[-1] / plus[0])
        if (np.abs(steps) <= size).all():
            return "neutral", gain
        return ("stable" if gain < 1 else "unstable"), gain
    if (even_slope >= -size).all():
        return "positive", None
    return ("negative" if (even_slope <= size).all() else "undecided"), None
