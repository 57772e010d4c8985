"""What the features of a group say about the label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.model.features import draw_batch, streams
from fc.model.setting import Setting
from fc.networks.probes import least_squares
from fc.requirements import Record, require_one_of
from fc.runs.experiment import Experiment


@dataclass(frozen=True)
class LabelCorrelation(Experiment):
    """Largest (and smallest core) correlation of a feature with the label, in each group."""

    setting: Setting
    samples: int = 20_000

    def run(self, seed: int, run: int) -> Record:
        """Draw the samples and correlate every feature with the class."""
        batch = draw_batch(self.setting, streams(seed, run).evaluate, self.samples)
        u = batch.u - batch.u.mean(axis=0)
        y = batch.y - batch.y.mean()
        r = np.abs(u.T @ y) / np.sqrt((u**2).sum(axis=0) * (y**2).sum())
        core, bg = np.split(r, [self.setting.n_core])
        return {"core": float(core.max()), "core_min": float(core.min()), "bg": float(bg.max())}


TRAINING_SAMPLES, TEST_SAMPLES = 4000, 4000


@dataclass(frozen=True)
class LabelProbe(Experiment):
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
        probe = least_squares(known, train.y, ridge=0.0)
        return {"accuracy": float(np.mean(asked @ probe * test.y > 0))}
