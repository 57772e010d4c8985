"""One run watched over time, and what the population dynamics expects of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fc.expectation import Expectation, expectation
from fc.features import streams
from fc.measure import Array, Measurement, measure
from fc.network import initial_network
from fc.neurons import neurons
from fc.population import population
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
    wanted = _sorted_steps(steps)
    rngs = streams(seed, run)
    network = initial_network(setting, rngs.init, planted_bg)
    seen = []
    for step in sgd(setting, rngs, network):
        if step.t in wanted:
            seen.append(measure(step.network, setting, rngs.evaluate, kappas, samples))
        if step.t >= wanted[-1]:
            break
    return _history(
        wanted,
        seen,
        risk={kappa: [one.risk[kappa].value for one in seen] for kappa in seen[0].risk},
        error={kappa: [one.error[kappa].value for one in seen] for kappa in seen[0].error},
    )


def expected_history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[float] = (-1.0,),
    seed: int = 0,
    run: int = 0,
    planted_bg: float = 0.0,
) -> History:
    """What the population dynamics expects of `history`, from the same initial weights.

    Raises
    ------
    ValueError
        If `steps` is empty or holds a negative number, or where `fc.population` refuses.
    """
    wanted = _sorted_steps(steps)
    start = initial_network(setting, streams(seed, run).init, planted_bg)
    seen = []
    for step in population(setting, neurons(start, setting)):
        if step.t in wanted:
            seen.append(expectation(step.state, setting, kappas))
        if step.t >= wanted[-1]:
            break
    return _history(
        wanted,
        seen,
        risk={kappa: [one.risk[kappa] for one in seen] for kappa in seen[0].risk},
        error={kappa: [one.error[kappa] for one in seen] for kappa in seen[0].error},
    )


def _sorted_steps(steps: Sequence[int]) -> list[int]:
    wanted = sorted({int(t) for t in steps})
    if not wanted or wanted[0] < 0:
        raise ValueError(f"steps must be non-negative and at least one, got {list(steps)}")
    return wanted


def _history(
    steps: list[int],
    seen: Sequence[Measurement | Expectation],
    risk: dict[float, list[float]],
    error: dict[float, list[float]],
) -> History:
    return History(
        t=np.array(steps, dtype=float),
        core=np.array([one.core for one in seen]),
        bg=np.array([one.bg for one in seen]),
        active_pos=np.array([one.active_pos for one in seen]),
        active_neg=np.array([one.active_neg for one in seen]),
        risk={kappa: np.array(values) for kappa, values in risk.items()},
        error={kappa: np.array(values) for kappa, values in error.items()},
    )
