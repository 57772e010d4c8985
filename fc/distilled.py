"""Experiments on representation distillation in the feature model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fc.distillation import KAPPAS, SHIFTS, Teacher, fit_error, shift_name, shifted
from fc.features import Batch, draw_batch, streams
from fc.linear_probes import PROBES, fit_probe
from fc.measure import Array
from fc.remedies import InputMap, Remedy, input_map
from fc.requirements import require_type
from fc.runs import Record
from fc.setting import Setting
from fc.student_path import expected_fit_error, student_path
from fc.students import headed, representation_map, train_student
from fc.torch_networks import Architecture
from fc.trained import EVALUATION_SAMPLES, THEOREM_NETWORK
from fc.training import Recipe

PROBE_SAMPLES = 4000
FLIP = -1.0


class _Samples(NamedTuple):
    """Samples for the probes, and fresh ones with their teacher's representation."""

    known: Batch
    asked: Batch


@dataclass(frozen=True)
class Distillation:
    """A student of a teacher and a standard network, with linear probes on all three.

    Student and standard network start from the same weights and see the same batches; the standard
    network is trained on the label through a linear head on its representation. The record holds,
    for every shift of `fc.distillation.SHIFTS`, such as ``-1``,

    - ``teacher.accuracy(-1)``, ``student.accuracy(-1)``, ``standard.accuracy(-1)``: of a logistic
      probe fitted in distribution; ``standard.head(-1)``: of the head that was trained;
    - ``student.squared(-1)`` and the like: of a probe fitted by least squares, and its
      ``student.margin(-1)``: mean margin over that in distribution;
    - ``fit(-1)``: the student's fit error; ``gain(-1)``: accuracy of the student minus that of the
      standard network; ``lost(-1)``: of the teacher minus that of the student;
    - ``worst(-1)``: the smallest of the three accuracies.

    Attributes
    ----------
    setting : Setting
    teacher : Teacher
    architecture : Architecture
        Of the hidden layers; the output layer, which gives the representation, is trained.
    recipe : Recipe
        Of both networks; its loss is that on the label.
    inputs : str
        As in `fc.remedies.Remedy`.
    standard : bool
        Whether the standard network is trained.
    """

    setting: Setting
    teacher: Teacher
    architecture: Architecture
    recipe: Recipe
    inputs: str = "raw"
    standard: bool = True

    def __post_init__(self) -> None:
        Remedy(self.inputs)
        require_type("teacher", self.teacher, Teacher)
        if not self.architecture.trained_output:
            raise ValueError("trained_output must be True where the representation is fitted")

    def run(self, seed: int, run: int) -> Record:
        """Train both networks, fit the probes, and measure under every shift."""
        rngs = streams(seed, run)
        teacher = self.teacher.representation(self.setting, rngs.extra)
        inputs = input_map(Remedy(self.inputs), self.setting, rngs.extra)
        known = draw_batch(self.setting, rngs.evaluate, PROBE_SAMPLES)
        asked = draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
        student = self._trained(seed, run, inputs, teacher)[0]
        samples = _Samples(known, asked)
        record = self._probed("teacher", teacher, samples)
        record |= self._probed("student", student, samples)
        wanted = teacher(asked.u)
        for shift in SHIFTS:
            found = student(shifted(asked, self.setting, shift).u)
            record[f"fit({shift_name(shift)})"] = fit_error(found, wanted)
        if self.standard:
            standard, head = self._trained(seed, run, inputs, None)
            record |= self._probed("standard", standard, samples)
            for shift in SHIFTS:
                right = head(shifted(asked, self.setting, shift).u) * asked.y > 0
                record[f"standard.head({shift_name(shift)})"] = float(right.mean())
        return record | self._compared(record)

    def _trained(
        self, seed: int, run: int, inputs: InputMap, teacher: InputMap | None
    ) -> tuple[InputMap, InputMap]:
        """Representation and head of a trained network."""
        import torch

        setting, architecture = self.setting, self.architecture
        parameters = train_student(
            setting,
            architecture,
            self.recipe,
            inputs,
            teacher,
            self.teacher.outputs(setting),
            streams(seed, run),
        )[self.recipe.steps]
        found = representation_map(parameters, setting, architecture, inputs)

        def head(u: Array) -> Array:
            with torch.no_grad():
                return np.asarray(headed(parameters, torch.from_numpy(found(u)[None]))[0])

        return found, head

    def _probed(self, name: str, representation: InputMap, samples: _Samples) -> Record:
        known, asked = samples
        units = representation(known.u)
        probes = {loss: fit_probe(units, known.y > 0, loss) for loss in PROBES}
        record: Record = {}
        for shift in SHIFTS:
            moved = representation(shifted(asked, self.setting, shift).u)
            for loss, entry in (("logistic", "accuracy"), ("squared", "squared")):
                score = probes[loss](moved)
                margin = asked.y * (score[:, 1] - score[:, 0])
                record[f"{name}.{entry}({shift_name(shift)})"] = float((margin > 0).mean())
            record[f"{name}.margin({shift_name(shift)})"] = float(margin.mean())
        in_distribution = record[f"{name}.margin(1)"]
        for shift in SHIFTS:
            record[f"{name}.margin({shift_name(shift)})"] /= in_distribution
        return record

    def _compared(self, record: Record) -> Record:
        found: Record = {}
        for shift in map(shift_name, SHIFTS):
            names = [n for n in ("teacher", "student", "standard") if f"{n}.accuracy(1)" in record]
            right = {name: record[f"{name}.accuracy({shift})"] for name in names}
            found[f"lost({shift})"] = right["teacher"] - right["student"]
            if "standard" in right:
                found[f"gain({shift})"] = right["student"] - right["standard"]
            found[f"worst({shift})"] = min(right.values())
        return found


@dataclass(frozen=True)
class LinearFit:
    """A student of the theorems' kind that fits the sum of the core, beside its predicted path.

    The output weights are ``+-1/m`` and fixed, the training is SGD on half the squared error. The
    record holds for each of `checkpoints`, such as 100, ``100.ratio``, the sum ``sum_k |a_k| B_k``
    over ``sum_k |a_k| C_k``, for every kappa the fit error ``100.fit(-1)``, and
    ``100.change(-1)``, what it will have changed by at the last checkpoint. For ReLU on raw inputs
    it holds ``100.off(-1)``, measured minus predicted by `fc.student_path`, and
    ``100.off_one_gate(-1)``, measured minus predicted without the gates of the other class.

    Attributes
    ----------
    setting : Setting
    checkpoints : tuple of int
        Numbers of updates, the last of which ends the training.
    inputs : str
        As in `fc.remedies.Remedy`.

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
