"""A student of the theorems' kind beside its predicted path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.experiments.networks.distillation import FLIP
from fc.experiments.networks.training import THEOREM_NETWORK
from fc.model.features import draw_batch, streams
from fc.model.setting import Setting
from fc.networks.reading import EVALUATION_SAMPLES
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy, input_map
from fc.networks.students import representation_map, train_student
from fc.networks.teachers import KAPPAS, Teacher, fit_error, shifted
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.theory.student_path import expected_fit_error, student_path


@dataclass(frozen=True)
class LinearFit(Experiment):
    """A student of the theorems' kind that fits the sum of the core, beside its predicted path.

    The output weights are ``+-1/m`` and fixed, the training is SGD on half the squared error. The
    record holds for each of `checkpoints`, such as 100, ``100.ratio``, the sum ``sum_k |a_k| B_k``
    over ``sum_k |a_k| C_k``, for every kappa the fit error ``100.fit(-1)``, and
    ``100.change(-1)``, what it will have changed by at the last checkpoint. For ReLU on raw inputs
    it holds ``100.off(-1)``, measured minus predicted by `fc.theory.student_path`, and
    ``100.off_one_gate(-1)``, measured minus predicted without the gates of the other class.

    Attributes
    ----------
    setting : Setting
    checkpoints : tuple of int
        Numbers of updates, the last of which ends the training.
    inputs : str
        As in `fc.networks.remedies.Remedy`.

    Raises
    ------
    ValueError
        If there is no checkpoint, or inputs are of an unknown kind.
    """

    setting: Setting
    checkpoints: tuple[int, ...]
    inputs: str = "raw"

    def __post_init__(self) -> None:
        Remedy(self.inputs)
        if not self.checkpoints:
            raise ValueError("checkpoints must hold at least one number of updates, got ()")

    def run(self, seed: int, run: int) -> Record:
        """Train one student and measure it at every checkpoint."""
        setting, rngs = self.setting, streams(seed, run)
        teacher = Teacher("sum").representation(setting, rngs.extra)
        inputs = input_map(Remedy(self.inputs), setting, rngs.extra)
        recipe = Recipe("squared", steps=max(self.checkpoints))
        states = train_student(
            setting, THEOREM_NETWORK, recipe, inputs, teacher, 1, rngs, self.checkpoints
        )
        batch = draw_batch(setting, rngs.evaluate, EVALUATION_SAMPLES)
        wanted = teacher(batch.u)
        record: Record = {}
        for t in self.checkpoints:
            student = representation_map(states[t], setting, THEOREM_NETWORK, inputs)
            w, a = (states[t][name][0].numpy() for name in ("w1", "a"))
            core, bg = np.split(w, [setting.n_core], axis=1)
            record[f"{t}.ratio"] = float(
                setting.mu_bg * (abs(a) @ bg).sum() / (setting.mu_core * (a @ core).sum())
            )
            for kappa in KAPPAS:
                found = student(shifted(batch, setting, kappa).u)
                record[f"{t}.fit({kappa:g})"] = fit_error(found, wanted)
        last = record[f"{recipe.steps}.fit({FLIP:g})"]
        for t in self.checkpoints:
            record[f"{t}.change({FLIP:g})"] = last - record[f"{t}.fit({FLIP:g})"]
        return record | self._off(record)

    def _off(self, record: Record) -> Record:
        if self.setting.activation != "relu" or self.inputs != "raw":
            return {}
        found: Record = {}
        path, one_gate = (
            student_path(self.setting, max(self.checkpoints), both) for both in (True, False)
        )
        for t in self.checkpoints:
            core, bg = float(path.core[t]), float(path.bg[t])
            for kappa in KAPPAS:
                predicted = expected_fit_error(self.setting, core, bg, kappa)
                found[f"{t}.off({kappa:g})"] = record[f"{t}.fit({kappa:g})"] - predicted
            core, bg = float(one_gate.core[t]), float(one_gate.bg[t])
            predicted = expected_fit_error(self.setting, core, bg, FLIP)
            found[f"{t}.off_one_gate({FLIP:g})"] = record[f"{t}.fit({FLIP:g})"] - predicted
        return found
