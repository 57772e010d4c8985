"""A claim: a statement of a theorem, how it is measured, and the control that must fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fc.runs.experiment import Job
from fc.runs.records import Sweep
from fc.verdicts.orders import Order


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
        ``"paper"`` for what the paper states, ``"derived"`` for what this book derives,
        ``"observed"`` for what it only measured.
    """

    id: str
    statement: str
    quantity: str
    order: Order
    sweep: Sweep
    read: str
    seeds: int
    control: Control
    source: Literal["paper", "derived", "observed"] = "paper"

    @property
    def theorem(self) -> str:
        """Number of the theorem in the paper."""
        return self.id.rpartition(".")[0]

    def jobs(self) -> list[tuple[Job, int]]:
        """Every (job, run) that the claim and its control need."""
        sweep = self.sweep + self.control.sweep
        return [(job, run) for _, job in sweep for run in range(self.seeds)]
