"""C and B of SGD over time, beside the population dynamics from the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.scalars import correlations, neurons
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.sgd import train
from fc.theory.population.dynamics import evolve


@dataclass(frozen=True)
class Course(Experiment):
    """Mean C and B of SGD over those of the population dynamics from the same initial weights.

    Attributes
    ----------
    assumed : Setting, optional
        What the population dynamics takes for the setting; for controls.
    """

    entries: ClassVar = {
        "T2": "that of the population dynamics, in steps",
        "core({f})": "ratio of the mean C minus 1, at {f} T2",
        "bg({f})": "ratio of the mean B minus 1, at {f} T2",
    }
    setting: Setting
    fractions: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    assumed: Setting | None = None

    def record(self, rngs: Streams) -> Record:
        """Evolve to the last fraction of T2, then train as long."""
        setting, assumed = self.setting, self.assumed or self.setting
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        t2 = evolve(assumed, start)["T2"][0]
        times = {f: round(f * t2) for f in self.fractions}
        expected = evolve(assumed, start, tuple(times.values()))
        trained = train(setting, rngs, tuple(times.values()), network)
        record: Record = {"T2": float(t2)}
        for f, t in times.items():
            seen, told = correlations(trained[t][1], setting), correlations(expected[t][1], assumed)
            for name, ours, theirs in zip(("core", "bg"), seen, told, strict=True):
                record[f"{name}({f:g})"] = float(ours.mean() / theirs.mean() - 1)
        return record
