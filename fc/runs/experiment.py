"""What an experiment is: it turns (seed, run) into a flat record that claims are read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from fc.requirements import Record


class Described(Protocol):
    """What an experiment is made on: `Setting`, or data that are no features of the theorems."""

    @property
    def step_cost(self) -> float:
        """Proportional to the time of a run; `Setting.step_cost` gives the unit."""

    def as_dict(self) -> dict[str, Any]:
        """Every field as plain data."""


class Job(Protocol):
    """A frozen dataclass that describes one experiment."""

    @property
    def setting(self) -> Described:
        """What it is made on."""

    def run(self, seed: int, run: int) -> Record:
        """Record of run number `run` under `seed`."""


@runtime_checkable
class ManyAtOnce(Job, Protocol):
    """A job that can make several runs in one tensor program."""

    @property
    def pays_together(self) -> bool:
        """Whether that is faster than one run after the other."""

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """What `run` gives for each of `runs`, up to rounding."""
