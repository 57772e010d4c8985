"""Representation distillation on images in a coloured frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from fc.data.images import BACKGROUNDS, ImageSetting, framed, other_colours, split
from fc.model.features import Streams
from fc.networks import image_training
from fc.networks.distillation import fit_error
from fc.networks.image_training import REPRESENTATION, answer, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.networks.probes import PROBES, accuracy, fit_probe
from fc.requirements import Record, require_integer, require_one_of, require_type
from fc.runs.experiment import Experiment

# How far the frame moves from the training colour to another, in the RGB cube.
SHARES = (0.25, 0.5, 1.0)
COMPARISONS = {
    "gain": "mean accuracy of the student minus that of the standard network",
    "lost": "mean accuracy of the teacher minus that of the student",
    "closed": "the gain over the teacher's mean accuracy minus that of the standard network",
}


@dataclass(frozen=True)
class ImageDistillation(Experiment):
    """Teacher, student and standard network of one architecture, with probes on all three.

    The teacher is trained on the training images in frames of any colour, the standard network in
    those of ``setting.background``; the student fits the teacher's last hidden units, averaged over
    positions, on the same images as the standard network and from the same initial weights. Probes
    are fitted to the training images in frames of ``setting.background``. Colours are
    those of `fc.data.images.COLOURS`, and ``ood`` stands for the mean over all but the training
    colour. A frame of the share 0.5 lies halfway from the training colour to another.

    Attributes
    ----------
    student_background : str, optional
        Frames in which the student fits the teacher, out of `BACKGROUNDS`; None stands
        for ``setting.background``.
    epochs, teacher_epochs, student_epochs : int
        Of the standard network, of the teacher and of the student.
    """

    entries: ClassVar = {
        "standard.head_id": "accuracy of the trained head in the training frame",
        "standard.head_{colour}({share})": "the same where the frame is moved by {share} to"
        " {colour}",
        "{network}.squared_id": "accuracy of a probe by least squares on the {network}'s"
        " representation",
        "{network}.squared_{colour}({share})": "the same where the frame is moved by {share} to"
        " {colour}",
        "{network}.id": "accuracy of a logistic probe on test images in the training frame",
        "{network}.{colour}({share})": "the same where the frame is moved by {share} to {colour}",
        "fit_id": "the student's fit error on test images, relative to the variance of the"
        " teacher's representation of the same images",
        "fit_{colour}({share})": "the same where the frame is moved by {share} to {colour}",
        "worst_id": "the smallest of the three accuracies in distribution",
    } | {
        f"{name}{place}": f"{text} {where}"
        for name, text in COMPARISONS.items()
        for place, where in (("_id", "in distribution"), ("({share})", "at the share {share}"))
    }

    setting: ImageSetting
    network: ImageNetwork = RESNET
    student_background: str | None = None
    epochs: int = 6
    teacher_epochs: int = 12
    student_epochs: int = 12

    def __post_init__(self) -> None:
        require_type("setting", self.setting, ImageSetting)
        require_one_of("student_background", self.student_background, (None, *BACKGROUNDS))
        for field in ("epochs", "teacher_epochs", "student_epochs"):
            require_integer(field, getattr(self, field), 1, 10**4)

    def record(self, rngs: Streams) -> Record:
        """Train the three networks, fit the probes and ask in every colour."""
        setting = self.setting
        known, asked = split(setting, rngs.extra)
        x = framed(known.pixels, setting.background, setting.pad, rngs.extra)
        diverse = framed(known.pixels, "any", setting.pad, rngs.extra)
        shown = x
        if self.student_background is not None:
            shown = framed(known.pixels, self.student_background, setting.pad, rngs.extra)
        tests = {"id": framed(asked.pixels, setting.background, setting.pad, rngs.evaluate)}
        for colour in other_colours(setting.background):
            moved = framed(asked.pixels, colour, setting.pad, rngs.evaluate)
            for share in SHARES:
                tests[f"{colour}({share:g})"] = (1 - share) * tests["id"] + share * moved
        kind, side = self.network, setting.side
        teacher = build(kind, side, rngs.init)
        train(teacher, diverse, known.label, rngs.train, epochs=self.teacher_epochs)

        start = int(rngs.init.integers(2**63))
        standard, student = (build(kind, side, np.random.default_rng(start)) for _ in range(2))
        train(standard, x, known.label, np.random.default_rng(start), epochs=self.epochs)
        scale = np.sqrt(answer(teacher, x, REPRESENTATION).var(axis=0).mean())
        target = answer(teacher, shown, REPRESENTATION) / scale
        train(student, shown, target, np.random.default_rng(start), self.student_epochs)
        record: Record = {}
        for name, module in (("teacher", teacher), ("student", student), ("standard", standard)):
            record |= _probed(name, module, x, known.label, tests, asked.label)
        for test, images in tests.items():
            record[f"standard.head_{test}"] = image_training.accuracy(standard, images, asked.label)
            target = answer(teacher, images, REPRESENTATION) / scale
            record[f"fit_{test}"] = fit_error(answer(student, images, REPRESENTATION), target)
        return _summed_up(record, other_colours(setting.background))


def _probed(name: str, module: Any, x: Any, label: Any, tests: Any, asked: Any) -> Record:
    """Accuracies of both probes on one representation."""
    units, record = answer(module, x, REPRESENTATION), {}
    moved = {test: answer(module, images, REPRESENTATION) for test, images in tests.items()}
    for loss, prefix in zip(PROBES, ("", "squared_"), strict=True):
        probe = fit_probe(units, label, loss)
        for test, found in moved.items():
            record[f"{name}.{prefix}{test}"] = accuracy(probe, found, asked)
    return record


def _summed_up(record: Record, colours: Sequence[str]) -> Record:
    """The means over colours, and the comparisons."""
    entries = [f"{n}.{p}" for n in ("teacher", "student", "standard") for p in ("", "squared_")]
    for entry in (*entries, "standard.head_", "fit_"):
        for share in SHARES:
            over = [record[f"{entry}{colour}({share:g})"] for colour in colours]
            record[f"{entry}ood({share:g})"] = float(np.mean(over))
    places = {"_id": "id"} | {f"({share:g})": f"ood({share:g})" for share in SHARES}
    for suffix, where in places.items():
        teacher, student, standard = (
            record[f"{name}.{where}"] for name in ("teacher", "student", "standard")
        )
        record[f"gain{suffix}"] = student - standard
        record[f"lost{suffix}"] = teacher - student
        if teacher > standard:
            record[f"closed{suffix}"] = (student - standard) / (teacher - standard)
    record["worst_id"] = min(record[f"{name}.id"] for name in ("teacher", "student", "standard"))
    return record
