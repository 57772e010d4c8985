"""One run watched over time, and what the population dynamics expects of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from fc.model.features import streams
from fc.model.network import initial_network
from fc.model.observed import Observed
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.model.trajectory import M, at_checkpoints
from fc.requirements import Array
from fc.simulation.measurement import measure
from fc.simulation.sgd import sgd_steps
from fc.theory.population.dynamics import population
from fc.theory.population.observables import expectation


@dataclass(frozen=True)
class History(Observed[Any]):
    """What is known of one run at P recorded steps, the first axis of every array.

    Attributes
    ----------
    t : (P,) array
        Steps.
    """

    t: Array


def history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[float] = (-1.0,),
    seed: int = 0,
    samples: int = 2000,
    planted_bg: float = 0.0,
) -> History:
    """Train to the last of `steps` and measure at each of them, on fresh samples.

    Raises
    ------
    ValueError
        If `steps` is empty or holds a negative number.
    """
    rngs = streams(seed, 0)
    trajectory = sgd_steps(setting, rngs, initial_network(setting, rngs.init, planted_bg))
    return _watched(
        setting,
        steps,
        trajectory,
        lambda step: measure(step.network, setting, rngs.evaluate, kappas, samples),
    )


def expected_history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[float] = (-1.0,),
    seed: int = 0,
    planted_bg: float = 0.0,
) -> History:
    """What the population dynamics expects of `history`, from the same initial weights.

    Raises
    ------
    ValueError
        If `steps` is empty or holds a negative number, or where `dynamics` refuses.
    """
    start = initial_network(setting, streams(seed, 0).init, planted_bg)
    trajectory = population(setting, neurons(start, setting))
    return _watched(
        setting, steps, trajectory, lambda step: expectation(step.state, setting, kappas)
    )


def _watched(
    setting: Setting, steps: Sequence[int], trajectory: Iterable[M], look: Callable[[M], Any]
) -> History:
    wanted = sorted({int(t) for t in steps})
    if not wanted or wanted[0] < 0:
        raise ValueError(f"steps must be non-negative and at least one, got {list(steps)}")
    at, seen = zip(*at_checkpoints(setting, trajectory, wanted, look).values(), strict=True)

    def over_time(name: str) -> Any:
        states = [getattr(one, name) for one in seen]
        if not isinstance(states[0], dict):
            return np.array(states)
        return {kappa: np.array([float(s[kappa]) for s in states]) for kappa in states[0]}

    known = {field.name: over_time(field.name) for field in fields(Observed)}
    return History(**known, t=np.array(at, dtype=float))
