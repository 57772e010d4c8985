"""What the two dynamics, SGD and its expectation, share in time: the wait for checkpoints."""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeVar

import numpy as np

from fc.model.setting import Setting
from fc.requirements import shown

STEP_LIMIT = 50_000
MOST_STEPS = 10**7
LARGEST_WEIGHT = 1e9


class NotReached(RuntimeError):
    """The stopping time T2 was not reached within the step limit."""


class Diverged(NotReached):
    """The weights grew beyond all bounds: the step size is too large."""


class Moment(Protocol):
    """A step of either dynamics, before its update."""

    @property
    def t(self) -> int:
        """Number of updates made so far."""

    @property
    def mean_margin(self) -> float:
        """Mean of ``y h``, which T2 waits for."""


M = TypeVar("M", bound=Moment)
Kept = TypeVar("Kept")


def at_checkpoints(
    setting: Setting,
    trajectory: Iterable[M],
    checkpoints: Collection[str | int],
    keep: Callable[[M], Kept],
    step_limit: int = STEP_LIMIT,
) -> dict[str | int, tuple[int, Kept]]:
    """Follow a trajectory until every checkpoint is met; for each its step and what is kept of it.

    Parameters
    ----------
    checkpoints : collection
        Step counts (whole floats too), ``"T1"`` (see `Setting.t1`), or ``"T2"``: the first step
        with a mean margin of at least 1, tested before the update (Theorem 4.3).
    keep : callable
        Of a step, what later steps do not overwrite. A run keeps in the order of time.

    Raises
    ------
    ValueError
        If a checkpoint is something else.
    NotReached
        If T2 has not come within `step_limit` steps.
    """
    at_step = {c: setting.t1 if c == "T1" else c for c in checkpoints if c != "T2"}
    for name, t in at_step.items():
        number = isinstance(t, int | float | np.number) and not isinstance(t, bool)
        if not (number and 0 <= float(t) <= MOST_STEPS and float(t).is_integer()):
            allowed = f"'T1', 'T2' or whole numbers of steps up to {MOST_STEPS:g}"
            raise ValueError(f"checkpoints must be {allowed}, got {shown(name)}")
    last = max([step_limit, *map(int, at_step.values())])
    met: dict[str | int, tuple[int, Kept]] = {}
    for step in trajectory:
        due: list[str | int] = [name for name, t in at_step.items() if t == step.t]
        if "T2" in checkpoints and "T2" not in met and step.mean_margin >= 1:
            due.append("T2")
        met |= {name: (step.t, keep(step)) for name in due}
        if len(met) == len(set(checkpoints)):
            return met
        if step.t >= last:
            break
    raise NotReached(f"the mean margin did not reach 1 within {step_limit} steps")
