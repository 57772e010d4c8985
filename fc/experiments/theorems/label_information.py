"""What the features of a group say about the label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.model.doors import set_checked
from fc.model.features import Streams, draw_batch
from fc.model.setting import Setting
from fc.requirements import Record, integer
from fc.runs.experiment import Experiment


@dataclass(frozen=True)
class LabelCorrelation(Experiment):
    """Correlation of every feature with the label, over the data set where there is one."""

    entries: ClassVar = {
        "core": "largest size of a core feature's correlation with the label",
        "core_min": "smallest of a core feature",
        "bg": "largest of a background feature",
    }
    setting: Setting
    samples: int = 20_000

    def __post_init__(self) -> None:
        set_checked(self, samples=integer(2, 10**7))

    def record(self, rngs: Streams) -> Record:
        """Draw the samples and correlate every feature with the label."""
        samples = self.setting.departures.dataset or self.samples
        batch = draw_batch(self.setting, rngs.evaluate, samples)
        u = batch.u - batch.u.mean(axis=0)
        y = batch.label - batch.label.mean()
        r = np.abs(u.T @ y) / np.sqrt(np.maximum((u**2).sum(axis=0) * (y**2).sum(), 1e-300))
        core, bg = np.split(r, [self.setting.n_core])
        return {"core": float(core.max()), "core_min": float(core.min()), "bg": float(bg.max())}
