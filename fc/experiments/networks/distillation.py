"""Teacher, student and standard network in the feature model, and a student beside its path."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import ClassVar

from fc.experiments.networks.training import THEOREM_NETWORK
from fc.model.features import Batch, Streams, draw_batch
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.distillation import (
    KAPPAS,
    SHIFTS,
    Teacher,
    fit_error,
    shift_name,
    shifted,
    student_maps,
    train_student,
)
from fc.networks.probes import PROBES, fit_probe
from fc.networks.reading import EVALUATION_SAMPLES
from fc.networks.remedies import InputMap, Remedy, input_map
from fc.networks.training import Recipe
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.theory.student_path import expected_fit_error, student_path

PROBE_SAMPLES = 4000
FLIP = -1.0


@dataclass(frozen=True)
class Distillation(Experiment):
    """A student of a teacher and a standard network, with linear probes on all three.

    Student and standard network start from the same weights and see the same batches; the standard
    network is trained on the label through a linear head on its representation. The shifts are
    those of `fc.networks.distillation.SHIFTS`.

    Attributes
    ----------
    architecture : Architecture
        Of the hidden layers; the output layer, which gives the representation, is trained.
    recipe : Recipe
        Of both networks; its loss is that on the label.
    inputs : str
        As in `fc.networks.remedies.Remedy`.
    standard : bool
        Whether the standard network is trained.
    """

    entries: ClassVar = {
        "{network}.accuracy({shift})": "accuracy at the shift {shift} of a logistic probe on"
        " the {network}'s representation, fitted in distribution",
        "{network}.squared({shift})": "accuracy at the shift {shift} of a probe by least squares on"
        " the {network}'s representation, fitted in distribution",
        "{network}.margin({shift})": "mean margin of the {network}'s least-squares probe at the"
        " shift {shift}, over that in distribution",
        "standard.head({shift})": "accuracy at the shift {shift} of the head that was trained",
        "fit({shift})": "the student's fit error at the shift {shift}",
        "gain({shift})": "accuracy of the student minus the standard network's, both at {shift}",
        "lost({shift})": "accuracy of the teacher minus the student's, both at {shift}",
        "worst({shift})": "the smallest of the three accuracies at the shift {shift}",
    }

    setting: Setting
    teacher: Teacher
    architecture: Architecture
    recipe: Recipe
    inputs: str = "raw"
    standard: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        Remedy(self.inputs)
        if not self.architecture.trained_output:
            raise ValueError("trained_output must be True where the representation is fitted")

    def record(self, rngs: Streams) -> Record:
        """Train both networks, fit the probes, and measure under every shift."""
        setting, same = self.setting, deepcopy(rngs)
        teacher = self.teacher.representation(setting, rngs.extra)
        inputs = input_map(Remedy(self.inputs), setting, rngs.extra)
        known = draw_batch(setting, rngs.evaluate, PROBE_SAMPLES)
        batch = draw_batch(setting, rngs.evaluate, EVALUATION_SAMPLES)
        asked = {shift_name(s): shifted(batch, setting, s) for s in SHIFTS}
        student, _ = self._trained(rngs, inputs, teacher)
        record = _probed("teacher", teacher, known, asked)
        record |= _probed("student", student, known, asked)
        for shift, moved in asked.items():
            record[f"fit({shift})"] = fit_error(student(moved.u), teacher(batch.u))
        if self.standard:
            standard, head = self._trained(same, inputs, None)
            record |= _probed("standard", standard, known, asked)
            for shift, moved in asked.items():
                record[f"standard.head({shift})"] = float((head(moved.u) * batch.y > 0).mean())
        for shift in asked:
            names = ("teacher", "student", "standard")[: 2 + self.standard]
            right = [record[f"{name}.accuracy({shift})"] for name in names]
            record[f"lost({shift})"] = right[0] - right[1]
            if self.standard:
                record[f"gain({shift})"] = right[1] - right[2]
            record[f"worst({shift})"] = min(right)
        return record

    def _trained(
        self, rngs: Streams, inputs: InputMap, teacher: InputMap | None
    ) -> tuple[InputMap, InputMap]:
        """Representation and head of a trained network."""
        parts, outputs = (self.setting, self.architecture), self.teacher.outputs(self.setting)
        states = train_student(*parts, self.recipe, inputs, teacher, outputs, rngs)
        return student_maps(states[self.recipe.steps], *parts)


def _probed(
    name: str, representation: InputMap, known: Batch, asked: Mapping[str, Batch]
) -> Record:
    """What probes fitted to `known` answer on each of `asked`, the first in distribution."""
    units = representation(known.u)
    probes = {loss: fit_probe(units, known.y > 0, loss) for loss in PROBES}
    record: Record = {}
    for shift, batch in asked.items():
        moved = representation(batch.u)
        for loss, entry in (("logistic", "accuracy"), ("squared", "squared")):
            score = probes[loss](moved)
            margin = batch.y * (score[:, 1] - score[:, 0])
            record[f"{name}.{entry}({shift})"] = float((margin > 0).mean())
        record[f"{name}.margin({shift})"] = float(margin.mean())
    in_distribution = record[f"{name}.margin(1)"]
    for shift in asked:
        record[f"{name}.margin({shift})"] /= in_distribution
    return record


@dataclass(frozen=True)
class LinearFit(Experiment):
    """A student of the theorems' kind that fits the sum of the core, beside its predicted path.

    The output weights are ``+-1/m`` and fixed, the training is SGD on half the squared error. The
    predictions are those of `fc.theory.student_path`, for ReLU on raw inputs.

    Attributes
    ----------
    checkpoints : tuple of int
        Numbers of updates, the last of which ends the training.
    inputs : str
        As in `fc.networks.remedies.Remedy`.
    """

    entries: ClassVar = {
        "{t}.ratio": "``sum_k |a_k| B_k`` over ``sum_k |a_k| C_k`` after {t} updates",
        "{t}.fit({kappa})": "fit error at kappa = {kappa} after {t} updates",
        "{t}.change(-1)": "change of the fit error at kappa = -1 from {t} updates to the last"
        " checkpoint",
        "{t}.off({kappa})": "fit error at kappa = {kappa} after {t} updates, measured minus"
        " predicted",
        "{t}.off_one_gate(-1)": "fit error at kappa = -1 after {t} updates, measured minus"
        " predicted without the gates of the other class",
    }

    setting: Setting
    checkpoints: tuple[int, ...]
    inputs: str = "raw"

    def __post_init__(self) -> None:
        super().__post_init__()
        Remedy(self.inputs)
        if not self.checkpoints:
            raise ValueError("checkpoints must hold at least one number of updates, got ()")

    def record(self, rngs: Streams) -> Record:
        """Train one student and measure it at every checkpoint."""
        setting = self.setting
        teacher = Teacher("sum").representation(setting, rngs.extra)
        inputs = input_map(Remedy(self.inputs), setting, rngs.extra)
        recipe = Recipe("squared", steps=max(self.checkpoints))
        parts = setting, THEOREM_NETWORK
        states = train_student(*parts, recipe, inputs, teacher, 1, rngs, self.checkpoints)
        batch = draw_batch(setting, rngs.evaluate, EVALUATION_SAMPLES)
        wanted = teacher(batch.u)
        record: Record = {}
        for t in self.checkpoints:
            student, _ = student_maps(states[t], *parts)
            on_core, on_bg = states[t].pull(setting)
            ratio = setting.mu_bg * on_bg.sum() / (setting.mu_core * on_core.sum())
            record[f"{t}.ratio"] = float(ratio)
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
