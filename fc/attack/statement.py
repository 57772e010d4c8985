"""A statement that holds within a tolerance throughout a range: what the attacker is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.verdicts.inference import OneSided


class Miss(NamedTuple):
    """One quantity at one setting: what is stated, what was found, and by how much it is off.

    Attributes
    ----------
    over : float
        Miss over tolerance, not negative: above 1 the statement fails here.
    p : float
        After training: p-value of "the statement holds here", by a one-sided test over runs.
    """

    quantity: str
    stated: float
    found: float
    over: float
    p: float = 1.0


class Axis(NamedTuple):
    """A coordinate of the search: a number from low to high, or one of some choices."""

    low: float = 0.0
    high: float = 1.0
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False
    choices: tuple[Any, ...] = ()

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
    name, range : str
        Such as ``"laws"``; and the stated range, in words, with what of it is searched.
    tolerances : mapping of str
        From each quantity to its tolerance in words, chosen before the search.
    space : mapping of Axis
        Coordinates of the search.
    at : callable
        ``at(**coordinates)`` is the case to try, a `Setting` say, or None outside the range.
    misses : callable
        Of a case, by the cheap route: the `Miss` of every quantity. Sent to other processes.
    jobs, judge : callable
        ``jobs(case)`` are the experiments that train it, and ``judge(case, records)`` is the
        `Miss` of every quantity, with its p-value, from the records of the runs of each.
    seeds : int
        Runs of each experiment.
    thin : int
        So many times fewer settings are tried, where the cheap route trains, too.
    """

    name: str
    range: str
    tolerances: Mapping[str, str]
    space: Mapping[str, Axis]
    at: Callable[..., Any]
    misses: Callable[[Any], Sequence[Miss]]
    jobs: Callable[[Any], Sequence[Experiment]]
    judge: Callable[[Any, Sequence[Sequence[Record]]], Sequence[Miss]]
    seeds: int = 16
    thin: int = 1

    def coordinates(self, place: ArrayLike) -> dict[str, Any]:
        """Coordinates at a place of the unit cube."""
        found = zip(self.space.items(), np.asarray(place, dtype=float), strict=True)
        return {name: axis.of(u) for (name, axis), u in found}


def missed(
    quantity: str, stated: float, found: float, tolerance: float, floor: float = 0.0
) -> Miss:
    """What was `found`, within a relative tolerance, ``tolerance max(|stated|, floor)``."""
    room = tolerance * max(abs(stated), floor)
    return Miss(quantity, stated, found, abs(found - stated) / room)


def judged(
    quantity: str, stated: float, replicates: ArrayLike, tolerance: float, floor: float = 0.0
) -> Miss:
    """The same of the mean of independent runs, with the p-value of "it lies within" (Student)."""
    x, room = np.asarray(replicates, dtype=float), tolerance * max(abs(stated), floor)
    sides = OneSided(quantity, x, stated - room, 1), OneSided(quantity, x, stated + room, -1)
    p = min(1.0, 2 * min(side.p_violated for side in sides))
    return missed(quantity, stated, float(x.mean()), tolerance, floor)._replace(p=p)
