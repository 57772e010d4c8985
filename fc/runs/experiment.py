"""What an experiment is: a setting goes in, a flat record comes out, of which claims are made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, ClassVar

from fc.model.doors import set_checked
from fc.model.features import Streams, streams
from fc.model.trajectory import NotReached
from fc.requirements import Record


class Experiment:
    """Base of experiments: a frozen dataclass with a `setting`, which defines `record`.

    A ValueError refuses, in one sentence, a value that a field cannot have.

    The table `entries` says what a record holds: from the name of each entry to its meaning. A part
    in braces stands for any text, ``"risk_ood({kappa})"``, and may stand in the meaning, too; `at`
    is one of the `checkpoints`, or `also` measured. What a run did not reach is absent.
    """

    entries: ClassVar[Mapping[str, str]] = {}
    also: ClassVar[tuple[str, ...]] = ()

    if TYPE_CHECKING:

        @property
        def setting(self) -> Any:
            """A dataclass, whose `step_cost`, if it has one, is as that of `Setting`."""

    def __init_subclass__(cls) -> None:
        """Tell in the docstring what a record holds, before the first section."""
        if "entries" in cls.__dict__:
            told = "\n".join(f"- ``{name}``: {text}" for name, text in cls.entries.items())
            about, *sections = re.split(r"(?=\n\n[A-Z]\w+\n---)", cleandoc(cls.__doc__ or ""))
            cls.__doc__ = f"{about}\n\nThe record holds\n\n{told}{''.join(sections)}"

    def __post_init__(self) -> None:
        """Check the fields by their type hints; a subclass says more."""
        set_checked(self)

    @property
    def pays_together(self) -> bool:
        """Whether several runs in one tensor program are faster than one after the other."""
        return False

    def record(self, rngs: Streams) -> Record:
        """Record of the run that draws from these generators."""
        raise NotImplementedError

    def run(self, seed: int, run: int) -> Record:
        """Record of run number `run` under `seed`; empty where a stopping time was not reached."""
        with suppress(NotReached):
            return self.record(streams(seed, run))
        return {}

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """What `run` gives for each of `runs`, up to rounding."""
        return [self.run(seed, run) for run in runs]

    @classmethod
    def meaning(cls, entry: str) -> str | None:
        """What an entry of the record says, or None where the record has no such entry."""
        for name, text in cls.entries.items():
            if found := re.fullmatch(pattern(name), entry):
                return text.format(**found.groupdict())
        return None


def pattern(name: str) -> str:
    """Of the entries that a name in the table stands for."""
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(name))
