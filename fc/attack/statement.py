"""A statement that holds within a tolerance throughout a range: what the attacker is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.model.doors import set_checked
from fc.requirements import Record, each, number, require_number, require_type
from fc.runs.experiment import Experiment
from fc.runs.records import require_entry
from fc.runs.source import runs_of
from fc.theory.setting_laws import Tolerance
from fc.verdicts.orders import Range

LOOK = 1000  # The run that looks where to judge.


class Miss(NamedTuple):
    """One quantity at one setting: what is stated and found; by itself it speaks against nothing.

    `found` is NaN where training, or the dynamics, did not come to what is spoken of. `over` is the
    miss over the tolerance: above 1 the statement fails here. After training `p` is the p-value of
    "the statement holds here", by a one-sided test over runs.
    """

    quantity: str
    stated: float = 0.0
    found: float = math.nan
    over: float = 0.0
    p: float = 1.0


def p_within(runs: ArrayLike, low: float = -np.inf, high: float = np.inf) -> float:
    """p-value of "the mean of independent runs lies in [low, high]"; 1 of a single run.

    By distances to the bounds: the least spread of a verdict, a part of the bound, would hide a
    miss of half of a small tolerance.
    """
    x = np.asarray(runs, dtype=float)
    inside = [gap for gap in (x - low, high - x) if x.size > 1 and np.isfinite(gap).all()]
    p = [Range(low=0.0).test(np.ones(1), gap[None]).p_refuted for gap in inside]
    return min([1.0, *(len(inside) * one for one in p)])


def judged(quantity: str, stated: float, found: ArrayLike, *tolerance: float) -> Miss:
    """What one or more runs `found`, within the `fc.theory.setting_laws.Tolerance`."""
    x, room = np.atleast_1d(found), Tolerance(*tolerance).room(stated)
    mean = float(x.mean())
    p = p_within(x, stated - room, stated + room)
    return Miss(quantity, stated, mean, abs(mean - stated) / room, p)


@dataclass(frozen=True)
class Axis:
    """A coordinate of the search: a number from low to high, or one of some choices."""

    low: float = 0.0
    high: float = 1.0
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False
    choices: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        low = 0.0 if self.scale == "log" else -np.inf
        set_checked(self, low=number(low, strict=True), choices=each(lambda _, x: x))
        require_number("high", self.high, self.low)

    def __str__(self) -> str:
        if self.choices:
            return " or ".join(f"{one}" for one in dict.fromkeys(self.choices))
        return f"{self.low:g} to {self.high:g}"

    def of(self, u: float) -> Any:
        """Its value at the place `u` in [0, 1]."""
        if self.choices:
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        if self.scale == "log":
            value = float(self.low * (self.high / self.low) ** u)
        else:
            value = float(self.low + (self.high - self.low) * u)
        return round(value) if self.whole else value


@dataclass(frozen=True)
class Statement:
    """What is attacked.

    Attributes
    ----------
    name, conditions : str
        What is stated holds under these.
    tolerances : mapping of str
        From each quantity to its tolerance in words.
    at : callable
        ``at(**coordinates)``, with those of the `space`, is the case to try, or None outside.
    misses : callable
        Of a case, by the cheap route: the `Miss` of every quantity. Sent to other processes.
    jobs, judge : callable
        ``jobs(case)`` are the experiments that train it, and ``judge(case, records)`` is the
        `Miss` of every quantity, with its p-value, from the records of the runs of each.
    seeds : int
        Runs of each experiment.
    """

    name: str
    conditions: str
    tolerances: Mapping[str, str]
    space: Mapping[str, Axis]
    at: Callable[..., Any]
    misses: Callable[[Any], Sequence[Miss]]
    jobs: Callable[[Any], Sequence[Experiment]]
    judge: Callable[[Any, Sequence[Sequence[Record]]], Sequence[Miss]]
    seeds: int = 16

    def __post_init__(self) -> None:
        for name, axis in require_type("space", self.space, Mapping).items():
            require_type(f"{name} in the space of {self.name}", axis, Axis)
        if not self.space:
            raise ValueError(f"the space of {self.name} must have an axis, got none")

    @property
    def range(self) -> str:
        """The conditions, and between which coordinates they are searched."""
        searched = ", ".join(f"{name} {axis}" for name, axis in self.space.items())
        return f"{self.conditions}; searched {searched}"

    def coordinates(self, place: ArrayLike) -> dict[str, Any]:
        """Coordinates at a place of the unit cube."""
        found = zip(self.space.items(), np.asarray(place, dtype=float), strict=True)
        return {name: axis.of(u) for (name, axis), u in found}


def refutable(
    name: str,
    conditions: str,
    space: Mapping[str, Axis],
    setting: Callable[..., Any],
    experiment: Callable[[Any], Experiment],
    read: str,
    stated: Callable[[Any], float],
    within: float = 0.1,
    least: float = 0.0,
    seeds: int = 16,
) -> Statement:
    """State that an entry's mean is what is stated, up to a part `within` of it, or of `least`.

    ``setting(**coordinates)`` is the setting there, or None outside the range, ``stated(setting)``
    what is stated of it, and `experiment` what measures it. The cheap route is one run.
    """

    def at(**coordinates: Any) -> Experiment | None:
        return None if (found := setting(**coordinates)) is None else experiment(found)

    def judge(job: Experiment, rows: Sequence[Sequence[Record]]) -> list[Miss]:
        found = [record[read] for record in rows[0] if read in record]
        return [judged(read, stated(job.setting), found, *room) if found else Miss(read)]

    room = Tolerance(within, least)
    made = Statement(
        name, conditions, {read: f"{room} of what is stated"}, space, at,
        lambda job: judge(job, [runs_of(job, 0, [LOOK])]), lambda job: [job], judge, seeds,
    )  # fmt: skip
    # Looked at now: a wrong name is seen before the runs, not after.
    for job in (at(**made.coordinates(np.full(len(space), u))) for u in (0.25, 0.5, 0.75)):
        if job is not None and hasattr(job, "setting"):  # Else it is refused with its claims.
            require_entry(((1, job),), read)
            value = require_number(f"what is stated in {name}", stated(job.setting))
            require_number(f"`least` where {value:g} is stated", least, strict=not value)
    return made
