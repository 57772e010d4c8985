"""C and B of SGD over time, beside the population dynamics from the same weights."""

from __future__ import annotations

from dataclasses import dataclass

from fc.model.features import streams
from fc.model.network import initial_network
from fc.model.scalars import correlations, neurons
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import bg_correlation, core_correlation
from fc.simulation.sgd import train
from fc.theory.population.dynamics import evolve


@dataclass(frozen=True)
class Course(Experiment):
    """Mean C and B of SGD over those of the population dynamics from the same initial weights.

    The record holds ``core(f)`` and ``bg(f)``, the ratio minus 1, at f times the T2 of the
    population dynamics.

    Attributes
    ----------
    assumed : Setting, optional
        What the population dynamics takes for the setting; for controls.
    """

    setting: Setting
    fractions: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    assumed: Setting | None = None

    def run(self, seed: int, run: int) -> Record:
        """Evolve to the last fraction of T2, then train as long."""
        setting, rngs = self.setting, streams(seed, run)
        assumed = self.assumed or setting
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        t2 = evolve(assumed, start)["T2"][0]
        times = {f: round(f * t2) for f in self.fractions}
        expected = evolve(assumed, start, tuple(times.values()))
        trained = train(setting, rngs, tuple(times.values()), network)
        record: Record = {"T2": float(t2)}
        for f, t in times.items():
            core, bg = correlations(expected[t][1], assumed)
            v = trained[t][1]
            record[f"core({f:g})"] = float(core_correlation(v, setting).mean() / core.mean() - 1)
            record[f"bg({f:g})"] = float(bg_correlation(v, setting).mean() / bg.mean() - 1)
        return record
