"""A claim: a statement of a theorem, how it is measured, and the control that must fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fc.runs import Job, Record, key
from fc.trend import Array, Decision, Interval, Order

Records = Mapping[tuple[str, int], Record]
Sweep = tuple[tuple[float, Job], ...]


@dataclass(frozen=True)
class Control:
    """The same test on data for which the statement is false; it must be refuted.

    Attributes
    ----------
    name : str
        What is different.
    sweep : tuple of (size, Job)
    read : str
        Record entry.
    """

    name: str
    sweep: Sweep
    read: str


@dataclass(frozen=True)
class Claim:
    """One line of a theorem.

    Attributes
    ----------
    id : str
        Such as ``"4.1.good_neurons"``.
    statement : str
        One sentence with TeX.
    quantity : str
        What is measured, in plain words.
    order : Order
        The order statement, with its margins.
    sweep : tuple of (size, Job)
        The jobs that are run for each size.
    read : str
        Entry of the jobs' records that holds the quantity.
    seeds : int
        Runs at each size.
    control : Control
    source : str
        ``"paper"`` for what the paper states, ``"derived"`` for what this book derives.
    """

    id: str
    statement: str
    quantity: str
    order: Order
    sweep: Sweep
    read: str
    seeds: int
    control: Control
    source: Literal["paper", "derived"] = "paper"

    @property
    def theorem(self) -> str:
        """Number of the theorem in the paper."""
        return self.id.rpartition(".")[0]

    def jobs(self) -> list[tuple[Job, int]]:
        """Every (job, run) that the claim and its control need."""
        sweep = self.sweep + self.control.sweep
        return [(job, run) for _, job in sweep for run in range(self.seeds)]


@dataclass(frozen=True)
class Verdict:
    """What the measurement says about a claim, and about its control.

    Attributes
    ----------
    decision : str
        ``"supported"``, ``"refuted"`` or ``"inconclusive"``.
    measured : str
        What the interval is of: an exponent, or the mean at the size that decides.
    interval, control_interval : Interval or None
        None where runs are missing, with the reason in `measured`.
    control_failed : bool
        Whether the control was refuted, as it must be.
    """

    claim: Claim
    decision: Decision
    measured: str
    interval: Interval | None
    control_measured: str
    control_interval: Interval | None
    control_failed: bool

    @property
    def passed(self) -> bool:
        """The claim is supported and its control failed."""
        return self.decision == "supported" and self.control_failed

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the fields of ``python -m fc verify --json``."""

        def pair(interval: Interval | None) -> dict[str, Any]:
            return {
                "estimate": interval.estimate if interval else None,
                "interval": [interval.low, interval.high] if interval else None,
            }

        return {
            "id": self.claim.id,
            "theorem": self.claim.theorem,
            "statement": self.claim.statement,
            "source": self.claim.source,
            "quantity": self.claim.quantity,
            "order": str(self.claim.order),
            "measured": self.measured,
            **pair(self.interval),
            "sizes": [size for size, _ in self.claim.sweep],
            "seeds": self.claim.seeds,
            "verdict": self.decision,
            "control": {
                "name": self.claim.control.name,
                "measured": self.control_measured,
                **pair(self.control_interval),
                "failed_as_required": self.control_failed,
            },
        }


def table(sweep: Sweep, read: str, seeds: int, records: Records) -> tuple[Array, Array]:
    """Sizes of shape (S,) and values of shape (S, seeds); a missing value is NaN."""
    values = [
        [records[key(job), run].get(read, np.nan) for run in range(seeds)] for _, job in sweep
    ]
    return np.array([size for size, _ in sweep], dtype=float), np.array(values)


def _outcome(
    claim: Claim, sweep: Sweep, read: str, records: Records
) -> tuple[str, Interval | None, Decision]:
    sizes, values = table(sweep, read, claim.seeds, records)
    missing = int(np.isnan(values).sum())
    if missing:
        return f"{missing} of {values.size} runs did not reach {read}", None, "inconclusive"
    outcome = claim.order.test(sizes, values)
    return outcome.measured, outcome.interval, outcome.decision


def judge(claim: Claim, records: Records) -> Verdict:
    """Verdict on `claim` from the records of its jobs.

    Raises
    ------
    KeyError
        If a job that the claim needs has no record.
    """
    measured, interval, decision = _outcome(claim, claim.sweep, claim.read, records)
    control = _outcome(claim, claim.control.sweep, claim.control.read, records)
    return Verdict(claim, decision, measured, interval, *control[:2], control[2] == "refuted")
