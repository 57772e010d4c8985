"""When neurons take their sides, read off SGD step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.model.features import Streams
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.sgd import sgd_steps
from fc.theory.setting_laws import asymmetry_time, require_asymmetry_time


@dataclass(frozen=True)
class AsymmetryTime(Experiment):
    """Time until the median over neurons of ``q+ - q-``, read off the training batches, is 1/2.

    A fresh batch is independent of the weights that it meets, so its active shares are unbiased.
    The record is empty if the median has not passed after ten times the predicted time, or the
    weights diverge. A setting for which `fc.theory.setting_laws` has no law, and so no limit to the
    steps, is refused.
    """

    entries: ClassVar = {"T0": "steps, interpolated between two"}

    setting: Setting

    def __post_init__(self) -> None:
        super().__post_init__()
        require_asymmetry_time(self.setting)

    def record(self, rngs: Streams) -> Record:
        """Train until the median passes 1/2, or ten times the predicted time."""
        limit = 10 * asymmetry_time(self.setting)
        before = 0.0
        for step in sgd_steps(self.setting, rngs):
            pos = (step.batch.y > 0).astype(step.slope.dtype)
            active_pos, active = pos @ step.slope, np.ones_like(pos) @ step.slope
            difference = active_pos / pos.sum() - (active - active_pos) / (1 - pos).sum()
            now = float(np.median(step.network.sign * difference))
            if now >= 0.5:
                return {"T0": step.t - (now - 0.5) / (now - before)}
            if step.t > limit:
                break
            before = now
        return {}
