"""Trained networks on two radii of the core vector: which of the two spheres they answer."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.networks.training import TorchTraining
from fc.model.features import Batch, Streams, draw_batch, shift_background
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.reading import EVALUATION_SAMPLES, Trained, last_units
from fc.requirements import Array, Record
from fc.simulation.measurement import errors

CURVE = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
# Where a network that had learned the core alone would be right.
FAR = (-2.0, -1.0, -0.5, 0.0)


@dataclass(frozen=True)
class RadiusTraining(TorchTraining):
    """`TorchTraining`, judged by its answers: both classes count one half.

    So a network that gives a single answer errs on 1/2, whatever its test samples.
    """

    entries: ClassVar = TorchTraining.entries | {
        "{at}.error({kappa})": "0-1 error at kappa = {kappa}, mean over the classes",
        "{at}.error_worst": "the largest 0-1 error at kappa = -2, -1, -1/2 and 0",
        "{at}.positive": "share of inputs answered +1 at kappa = -1, mean over the classes",
        "{at}.restored_pos": "0-1 error at kappa = -1 if, in two layers without normalisation, the"
        " background had the mean of kappa = 1 for the neurons with a_k > 0",
        "{at}.restored_neg": "the same for those with a_k < 0",
    }

    def _scores(self, state: Trained, rng: Streams) -> Record:
        found = super()._scores(state, rng)
        network = self._network(state, rng)
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        for kappa in CURVE:
            h = network(shift_background(batch, self.setting, kappa).u)
            found[f"error({kappa:g})"] = by_class(errors(batch.y * h), batch)
            if kappa == -1:
                found["positive"] = by_class(errors(-h), batch)
        found["error_worst"] = max(found[f"error({kappa:g})"] for kappa in FAR)
        if self.architecture.plain:
            found |= restored(state, batch, self.setting, self.architecture)
        return found


def by_class(share: Array, batch: Batch) -> float:
    """Mean over the classes of the mean over samples, (N,)."""
    return float(np.mean([share[batch.y == y].mean() for y in (1, -1)]))


def restored(state: Trained, batch: Batch, setting: Setting, architecture: Architecture) -> Record:
    """0-1 errors at kappa = -1 where some of the neurons see the background's mean of kappa = 1."""
    flipped = shift_background(batch, setting, -1.0).u
    back = flipped.copy()
    back[:, setting.n_core :] += 2 * batch.u[:, setting.n_core :].mean(axis=0)
    a = state.a
    given, put_back = (a * last_units(state, setting, architecture, u) for u in (flipped, back))
    bias = float(state.parameters["b"][0, 0]) if architecture.biases else 0.0
    found: Record = {}
    for name, chosen in (("pos", a > 0), ("neg", a < 0)):
        h = np.where(chosen, put_back, given).sum(axis=1) + bias
        found[f"restored_{name}"] = by_class(errors(batch.y * h), batch)
    return found
