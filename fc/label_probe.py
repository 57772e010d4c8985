"""A linear probe for the label on one group of features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.features import draw_batch, streams
from fc.requirements import require_one_of
from fc.runs import Record
from fc.setting import Setting

TRAINING_SAMPLES, TEST_SAMPLES = 4000, 4000


@dataclass(frozen=True)
class LabelProbe:
    """Least squares for the label, with a constant, on the features of one group.

    The record holds ``accuracy`` on fresh samples.

    Attributes
    ----------
    setting : Setting
    group : str
        ``"bg"`` or ``"core"``.
    """

    setting: Setting
    group: str = "bg"

    def __post_init__(self) -> None:
        require_one_of("group", self.group, ("bg", "core"))

    def run(self, seed: int, run: int) -> Record:
        """Fit on one sample and test on another."""
        rngs = streams(seed, run)
        first = self.setting.n_core if self.group == "bg" else 0
        last = self.setting.d0 if self.group == "bg" else self.setting.n_core
        train = draw_batch(self.setting, rngs.train, TRAINING_SAMPLES)
        test = draw_batch(self.setting, rngs.evaluate, TEST_SAMPLES)
        known, asked = (np.c_[one.u[:, first:last], np.ones(len(one.y))] for one in (train, test))
        probe = np.linalg.solve(known.T @ known, known.T @ train.y)
        return {"accuracy": float(np.mean(asked @ probe * test.y > 0))}
