"""A claim: a statement, how it is measured, and the control that must fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from fc.model.doors import set_checked
from fc.requirements import integer
from fc.runs.experiment import Experiment
from fc.runs.records import Sweep, as_sweep, require_entry
from fc.verdicts.orders import FREE, Order, Range

Source = Literal["paper", "derived", "observed"]
Runs = Experiment | Sequence[Experiment] | Sweep


class _Reading:
    """What reads an entry off a sweep: a wrong name is seen before the runs, not after."""

    sweep: Sweep
    read: str

    def __post_init__(self) -> None:
        set_checked(self, seeds=integer(2))
        require_entry(self.sweep, self.read)


@dataclass(frozen=True)
class Control(_Reading):
    """The same test where the statement is false; it must be refuted. `name` says what differs."""

    name: str
    sweep: Sweep
    read: str


@dataclass(frozen=True)
class Claim(_Reading):
    """One line of a theorem or of a chapter, with the control that must fail.

    Attributes
    ----------
    id, statement, quantity : str
        Such as ``"4.1.persists"``; one sentence with TeX; what is measured, in plain words.
    order, sweep : Order, tuple of (size, Experiment)
        The order statement, with its margins, and what is run for each size.
    read, seeds : str, int
        Entry of the records that holds the quantity, and runs at each size.
    source : str
        What the paper states, what this book derives, or what it only measured.
    """

    id: str
    statement: str
    quantity: str
    order: Order
    sweep: Sweep
    read: str
    seeds: int
    control: Control
    source: Source = "paper"

    @property
    def theorem(self) -> str:
        """Number of the theorem in the paper, or the name of the group."""
        return self.id.rpartition(".")[0]

    def jobs(self) -> list[tuple[Experiment, int]]:
        """Every (experiment, run) that the claim and its control need."""
        sweep = self.sweep + self.control.sweep
        return [(job, run) for _, job in sweep for run in range(self.seeds)]


class Measured(NamedTuple):
    """A claim that lacks its control only."""

    claim: partial[Claim]
    sweep: Sweep
    read: str

    def against(self, name: str, what: Runs | None = None, read: str = "") -> Claim:
        """The claim, with a control that differs in `name`: other experiments, or another entry."""
        control = Control(name, self.sweep if what is None else as_sweep(what), read or self.read)
        return self.claim(control=control)


class Said(NamedTuple):
    """What a claim says, before it is said of what."""

    group: Statements
    id: str
    statement: str

    def of(
        self,
        what: Runs,
        read: str,
        quantity: str = "",
        order: Order | None = None,
        *,
        low: float = -np.inf,
        high: float = np.inf,
        within: float = np.inf,
    ) -> Measured:
        """The experiments, the entry that is read, and the order, or bounds of every mean.

        `within` bounds its size. Without words for the quantity they are those of the
        experiment's table of entries.
        """
        group, sweep = self.group, as_sweep(what)
        quantity = quantity or sweep[0][1].meaning(read) or read
        bounds = max(low, -within), min(high, within)
        if (order is None) == (bounds == FREE):
            raise ValueError(f"{self.id} must have either order=, or low=, high= or within=")
        test = order or Range(*bounds)
        said = (self.id, self.statement, quantity, test, sweep, read, group.seeds)
        return Measured(partial(Claim, *said, source=group.source), sweep, read)


class Statements(NamedTuple):
    """Makes the claims of one group, each run so many times at each size.

    ``say("risk", "The risk is small.").of(networks, "risk_id", high=0.1).against("no training",
    others)``.
    """

    group: str
    seeds: int
    source: Source = "observed"

    @property
    def derived(self) -> Statements:
        """Of what this book derives."""
        return self._replace(source="derived")

    def __call__(self, name: str, text: str, source: Source | None = None, seeds: int = 0) -> Said:
        """State the claim ``group.name``."""
        own = self._replace(source=source or self.source, seeds=seeds or self.seeds)
        return Said(own, f"{self.group}.{name}", text)
