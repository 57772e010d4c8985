"""A claim: a statement of a theorem, how it is measured, and the control that must fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from fc.runs.experiment import Experiment
from fc.runs.records import Sweep, as_sweep
from fc.verdicts.orders import Order, Range

Source = Literal["paper", "derived", "observed"]
Runs = Experiment | Sequence[Experiment] | Sweep
# From an entry of a record to what it is, in plain words.
Words = Callable[[str], str | None]


@dataclass(frozen=True)
class Control:
    """The same test where the statement is false; it must be refuted. `name` says what differs."""

    name: str
    sweep: Sweep
    read: str


@dataclass(frozen=True)
class Claim:
    """One line of a theorem.

    Attributes
    ----------
    id, statement, quantity : str
        Such as ``"4.1.good_neurons"``; one sentence with TeX; what is measured, in plain words.
    order : Order
        The order statement, with its margins.
    sweep, seeds : tuple of (size, Experiment), int
        What is run for each size, and how often.
    read : str
        Entry of the records that holds the quantity.
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
    source: Source = "paper"

    @property
    def theorem(self) -> str:
        """Number of the theorem in the paper."""
        return self.id.rpartition(".")[0]

    def jobs(self) -> list[tuple[Experiment, int]]:
        """Every (experiment, run) that the claim and its control need."""
        sweep = self.sweep + self.control.sweep
        return [(job, run) for _, job in sweep for run in range(self.seeds)]


class Measured(NamedTuple):
    """A claim that lacks its control only."""

    claim: tuple[str, str, str, Order, Sweep, str, int]
    source: Source

    def against(self, name: str, what: Runs = (), read: str = "") -> Claim:
        """The claim, with a control that differs in `name`: other experiments, or another entry."""
        *_, sweep, own_read, _ = self.claim
        control = Control(name, as_sweep(what) or sweep, read or own_read)
        return Claim(*self.claim, control, self.source)


class Said(NamedTuple):
    """What a claim says, before it is said of what."""

    id: str
    statement: str
    source: Source
    seeds: int
    words: Words

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

        `within` bounds its size. Without words for the quantity they are those of the group, or
        of the experiment's table of entries.
        """
        sweep = as_sweep(what)
        quantity = quantity or self.words(read) or sweep[0][1].meaning(read) or read
        test = order or Range(max(low, -within), min(high, within))
        claim = self.id, self.statement, quantity, test, sweep, read, self.seeds
        return Measured(claim, self.source)


class Statements(NamedTuple):
    """Makes the claims of one group, each run so many times at each size.

    ``say("risk", "The risk is small.").of(networks, "risk_id", high=0.1).against("no training",
    others)``. What several claims read is put in `words` once, for the group.
    """

    group: str
    seeds: int
    source: Source = "observed"
    words: Words = lambda entry: None

    @property
    def derived(self) -> Statements:
        """Of what this book derives."""
        return self._replace(source="derived")

    def __call__(
        self, name: str, statement: str, source: Source | None = None, seeds: int = 0
    ) -> Said:
        """State the claim ``group.name``."""
        name, source = f"{self.group}.{name}", source or self.source
        return Said(name, statement, source, seeds or self.seeds, self.words)
