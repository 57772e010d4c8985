"""The error of the Gaussian closure against the exact expected gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.model.features import Streams
from fc.model.network import Network, initial_network
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.theory.gradient import inverted_force
from fc.theory.population.dynamics import evolve


@dataclass(frozen=True)
class ClosureError(Experiment):
    """Error of the Gaussian closure: four scalars a neuron against the exact expected gradient.

    Both start from the same weights and make `steps` steps before any margin is met. An error is a
    root mean square over neurons, over that of the exact value.
    """

    entries: ClassVar = {
        "core": "error of C_k at the end",
        "bg": "error of B_k at the end",
        "force_{group}": "error of what one more step from the exact weights adds",
    }
    setting: Setting
    steps: int = 40

    def record(self, rngs: Streams) -> Record:
        """Step both dynamics and compare."""
        setting = self.setting
        network = initial_network(setting, rngs.init)
        closed = evolve(setting, neurons(network, setting), (self.steps,))[self.steps][1]
        before = network
        for _ in range(self.steps):
            before = _exact_step(before, setting)
        after = neurons(_exact_step(before, setting), setting)
        start = neurons(before, setting)
        one_more = evolve(setting, start, (1,))[1][1]
        record: Record = {}
        for name in ("core", "bg"):
            exact, end, step = (getattr(x, name).total for x in (start, closed, one_more))
            growth = getattr(after, name).total - exact
            record[name] = float(np.linalg.norm(end - exact) / np.linalg.norm(exact))
            error = np.linalg.norm(step - exact - growth)
            record[f"force_{name}"] = float(error / np.linalg.norm(growth))
        return record


def _exact_step(network: Network, setting: Setting) -> Network:
    return Network(network.v + setting.eta * inverted_force(network, setting), network.a)
