"""A student of the theorems' kind that fits the sum of the core, beside its predicted path."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np

from fc.model.features import Streams, draw_batch, shift_background, training_batches
from fc.model.network import Network, initial_network, output
from fc.model.setting import Setting
from fc.networks.probes import fit_error
from fc.requirements import Array, Record
from fc.runs.experiment import Experiment
from fc.theory.student_path import expected_fit_error, student_path

SAMPLES = 4000
KAPPAS = (1.0, 0.0, -1.0)


def core_sum(setting: Setting, u: Array) -> Array:
    """The teacher: ``sum_core y z_j / (n_core mu)``, of mean y, at samples (N, d0)."""
    total: Array = u[:, : setting.n_core].sum(axis=1)
    return total / (setting.n_core * setting.mu_core)


def student_steps(setting: Setting, streams: Streams) -> Iterator[Network]:
    """SGD on half the squared error to the teacher, without end; each network before its step."""
    v, a = initial_network(setting, streams.init)
    phi, rate = setting.phi, setting.eta / setting.batch
    for batch in training_batches(setting, streams.train, np.empty((setting.batch, setting.d0))):
        yield Network(v, a)
        p = batch.u @ v.T
        error = core_sum(setting, batch.u) - phi.of(p) @ a
        v = v + rate * (error[:, None] * phi.slope_of(p) * a).T @ batch.u


@dataclass(frozen=True)
class LinearFit(Experiment):
    """Train a student with output weights ``+-1/m`` and measure it along the way.

    The predictions are those of `fc.theory.student_path`, for ReLU.

    Attributes
    ----------
    checkpoints : tuple of int
        Numbers of updates, the last of which ends the training.
    """

    entries: ClassVar = {
        "{t}.fit({kappa})": "fit error at kappa = {kappa} after {t} updates",
        "{t}.off({kappa})": "fit error at kappa = {kappa} after {t} updates, measured minus"
        " predicted",
        "{t}.off_one_gate(-1)": "fit error at kappa = -1 after {t} updates, measured minus"
        " predicted without the gates of the other class",
    }

    setting: Setting
    checkpoints: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.checkpoints:
            raise ValueError("checkpoints must hold at least one number of updates, got ()")

    def record(self, rngs: Streams) -> Record:
        """Train one student and measure it at every checkpoint."""
        setting, last = self.setting, max(self.checkpoints)
        batch = draw_batch(setting, rngs.evaluate, SAMPLES)
        wanted = core_sum(setting, batch.u)
        record: Record = {}
        for t, network in enumerate(islice(student_steps(setting, rngs), last + 1)):
            if t in self.checkpoints:
                for kappa in KAPPAS:
                    found = output(network, setting, shift_background(batch, setting, kappa).u)
                    record[f"{t}.fit({kappa:g})"] = fit_error(found[:, None], wanted[:, None])
        return record | (self._off(record) if setting.activation == "relu" else {})

    def _off(self, record: Record) -> Record:
        found: Record = {}
        for name, both, kappas in (("off", True, KAPPAS), ("off_one_gate", False, (-1.0,))):
            path = student_path(self.setting, max(self.checkpoints), both)
            for t in self.checkpoints:
                at = float(path.core[t]), float(path.bg[t])
                for kappa in kappas:
                    predicted = expected_fit_error(self.setting, *at, kappa)
                    found[f"{t}.{name}({kappa:g})"] = record[f"{t}.fit({kappa:g})"] - predicted
        return found
