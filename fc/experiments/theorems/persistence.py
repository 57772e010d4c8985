"""Whether neurons that have taken their sides keep them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.setting import Setting
from fc.model.trajectory import at_checkpoints
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.entries import smaller_share
from fc.simulation.measurement import measure
from fc.simulation.sgd import Step, sgd_steps

# T0 over m / (eta sqrt(d)). By the equations of `fc.asymmetry_time`, for S_b = S_c and while tau
# lasts, p = (B + C)/tau rises as p' = 2 Phi(p) and n = (B - C)/tau falls as n' = -2 Phi(n), so a
# neuron that is good stays good.
# At d0 = 16 and 32 with d = d0^2.5, the population dynamics has a share of .46 and .65 good at
# twice this scale, .64 and .77 at three times, .74 and .79 at four times.
EARLY = 4
LATE = 5  # Of T2.


def t0_scale(setting: Setting) -> float:
    """``m / (eta sqrt(d))`` steps: the order of T0 in Theorem 4.1, up to logarithms."""
    return setting.width / (setting.eta * math.sqrt(setting.d))


@dataclass(frozen=True)
class Persistence(Experiment):
    """Neurons that are good at T0, T1, T2 and 5 T2, the same throughout.

    T0 stands for ``4 m / (eta sqrt(d))`` steps, rounded up. The record is empty if one of the first
    three does not come in 2,000 steps, or T2 so early that another is later than 5 T2.
    """

    entries: ClassVar = {
        "T2": "steps to T2",
        "{at}.good": "share of neurons that are good at {at}; late is 5 T2",
        "lasting": "smaller share, over the two classes, of its neurons that are good at all four",
    }
    also: ClassVar = ("T0", "T1", "T2", "late")
    setting: Setting

    def record(self, rngs: Streams) -> Record:
        """Train to 5 T2 and count."""
        setting = self.setting
        t0 = math.ceil(EARLY * t0_scale(setting))
        if max(t0, setting.t1) > STEP_LIMIT:
            return {}
        network = initial_network(setting, rngs.init)

        def good(step: Step) -> NDArray[np.bool_]:
            return measure(step.network, setting, rngs.evaluate, ()).good(setting.d0)

        trajectory = sgd_steps(setting, rngs, network)
        early: tuple[str | int, ...] = (t0, "T1", "T2")
        met = at_checkpoints(setting, trajectory, early, good, STEP_LIMIT)
        t2 = met["T2"][0]
        met |= at_checkpoints(setting, trajectory, (LATE * t2,), good, LATE * t2)
        seen = {name: met[c][1] for name, c in zip(self.also, (*early, LATE * t2), strict=True)}
        record = {f"{name}.good": float(one.mean()) for name, one in seen.items()}
        lasting = np.logical_and.reduce(list(seen.values()))
        return record | {"T2": float(t2), "lasting": smaller_share(lasting, network.sign)}
