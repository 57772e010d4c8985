"""Output weights with random signs, as in the paper, beside half and half."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.entries import SUMMARY, summary
from fc.simulation.measurement import measure
from fc.simulation.sgd import train


@dataclass(frozen=True)
class RandomSigns(Experiment):
    """What fair coins for the signs change at T2, from the same first layer on the same samples.

    The record is empty if one of the two does not reach T2 in 2,000 steps. A setting that has
    random signs already is refused.

    Attributes
    ----------
    shift : float
        Added to the background strengths of the network with random signs; for controls.
    """

    entries: ClassVar = {
        "imbalance": "size of the mean sign of the coins",
        "steps": "T2 with random signs minus that with half and half",
        **{name: f"the same difference of: {text}" for name, text in SUMMARY.items()},
    }
    setting: Setting
    shift: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.setting.random_signs:
            raise ValueError("random_signs must be False for this comparison, got True")

    def record(self, rngs: Streams) -> Record:
        """Train both and subtract."""
        shift = self.setting.bg_shift + self.shift
        coins = self.setting.changed(random_signs=True, bg_shift=shift)
        found = []
        for setting in (coins, self.setting):
            own = deepcopy(rngs)
            steps, network = train(setting, own, step_limit=STEP_LIMIT)["T2"]
            seen = summary(measure(network, setting, own.evaluate), network)
            found.append(seen | {"steps": steps, "imbalance": float(np.mean(network.sign))})
        differences = {name: x - found[1][name] for name, x in found[0].items()}
        return differences | {"imbalance": abs(found[0]["imbalance"])}
