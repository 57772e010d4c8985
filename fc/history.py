"""One run watched over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fc.features import streams
from fc.measure import Array, measure
from fc.network import initial_network
from fc.setting import Setting
from fc.sgd import sgd


@dataclass(frozen=True)
class History:
    """Measurements of one run at P recorded steps.

    Attributes
    ----------
    t : (P,) array
        Steps.
    core, bg, active_pos, active_neg : (P, m) arrays
        ``C_k``, ``B_k``, ``q+_k``, ``q-_k`` of every neuron.
    risk, error : dict of (P,) arrays
        Hinge risk and 0-1 error by kappa; 1.0 is in distribution.
    """

    t: Array
    core: Array
    bg: Array
    active_pos: Array
    active_neg: Array
    risk: dict[float, Array]
    error: dict[float, Array]


def history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[float] = (-1.0,),
    seed: int = 0,
    run: int = 0,
    samples: int = 2000,
    planted_bg: float = 0.0,
) -> History:
    """Train to the last of `steps` and measure at each of them, on fresh samples.

    Raises
    ------
    ValueError
        If `steps` is empty or holds a negative number.
    """
    wanted = sorted(set(int(t) for t in steps))
    if not wanted or wanted[0] < 0:
        raise ValueError(f"steps must be non-negative and at least one, got {list(steps)}")
    rngs = streams(seed, run)
    network = initial_network(setting, rngs.init, planted_bg)
    seen = []
    for step in sgd(setting, rngs, network):
        if step.t in wanted:
            seen.append(measure(step.network, setting, rngs.evaluate, kappas, samples))
        if step.t >= wanted[-1]:
            break
    return History(
        t=np.array(wanted, dtype=float),
        core=np.array([one.core for one in seen]),
        bg=np.array([one.bg for one in seen]),
        active_pos=np.array([one.active_pos for one in seen]),
        active_neg=np.array([one.active_neg for one in seen]),
        risk={kappa: np.array([one.risk[kappa].value for one in seen]) for kappa in seen[0].risk},
        error={
            kappa: np.array([one.error[kappa].value for one in seen]) for kappa in seen[0].error
        },
    )
