"""A student of the theorems' kind beside its predicted path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fc.experiments.networks.distillation import FLIP
from fc.experiments.networks.training import THEOREM_NETWORK
from fc.model.features import Streams, draw_batch
from fc.model.setting import Setting
from fc.networks.reading import EVALUATION_SAMPLES
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy, input_map
from fc.networks.students import representation_map
from fc.networks.teachers import KAPPAS, Teacher, fit_error, shifted
from fc.networks.training import train_student
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.theory.student_path import expected_fit_error, student_path


@dataclass(frozen=True)
class LinearFit(Experiment):
    """A student of the theorems' kind that fits the sum of the core, beside its predicted path.

    The output weights are ``+-1/m`` and fixed, the training is SGD on half the squared error. The
    predictions are those of `fc.theory.student_path`, for ReLU on raw inputs.

    Attributes
    ----------
    setting : Setting
    checkpoints : tuple of int
        Numbers of updates, the last of which ends the training.
    inputs : str
        As in `fc.networks.remedies.Remedy`.
    """

    entries: ClassVar = {
        "{t}.ratio": "``sum_k |a_k| B_k`` over ``sum_k |a_k| C_k`` after {t} updates",
        "{t}.fit({kappa})": "fit error at kappa = {kappa} after {t} updates",
        "{t}.change({kappa})": "what that will have changed by at the last checkpoint",
        "{t}.off({kappa})": "fit error at kappa = {kappa}, measured minus predicted",
        "{t}.off_one_gate({kappa})": "the same without the gates of the other class",
    }

    setting: Setting
    checkpoints: tuple[int, ...]
    inputs: str = "raw"

    def __post_init__(self) -> None:
        Remedy(self.inputs)
        if not self.checkpoints:
            raise ValueError("checkpoints must hold at least one number of updates, got ()")

    def record(self, rngs: Streams) -> Record:
        """Train one student and measure it at every checkpoint."""
        setting = self.setting
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
            student = representation_map(states[t], setting, THEOREM_NETWORK)
            on_core, on_bg = states[t].pull(setting)
            record[f"{t}.ratio"] = float(
                setting.mu_bg * on_bg.sum() / (setting.mu_core * on_core.sum())
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
        for name, both, kappas in (("off", True, KAPPAS), ("off_one_gate", False, (FLIP,))):
            path = student_path(self.setting, max(self.checkpoints), both)
            for t in self.checkpoints:
                at = float(path.core[t]), float(path.bg[t])
                for kappa in kappas:
                    predicted = expected_fit_error(self.setting, *at, kappa)
                    found[f"{t}.{name}({kappa:g})"] = record[f"{t}.fit({kappa:g})"] - predicted
        return found
