"""Representation distillation on images in a coloured frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from fc.data.images import BACKGROUNDS, Array, ImageSetting, framed, other_colours, split
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks import image_training
from fc.networks.distillation import fit_error
from fc.networks.image_training import REPRESENTATION, answer, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.networks.probes import PROBES, accuracy, fit_probe
from fc.requirements import Record, integer, one_of
from fc.runs.experiment import Experiment

# How far the frame moves from the training colour to another, in the RGB cube.
SHARES = (0.25, 0.5, 1.0)
NETWORKS = ("teacher", "student", "standard")
READ = {
    "standard.head_": "accuracy of the trained head",
    "{network}.squared_": "accuracy of a probe by least squares on the {network}'s representation",
    "{network}.": "accuracy of a logistic probe on the {network}'s representation",
    "fit_": "the student's fit error, over the variance of the teacher's representation",
}
COMPARISONS = {
    "gain": "mean accuracy of the student minus that of the standard network",
    "lost": "mean accuracy of the teacher minus that of the student",
    "closed": "`gain` over the teacher's mean accuracy minus that of the standard network",
}
PLACES = (
    (READ, "id", "on test images in the training frame"),
    (READ, "{colour}({share})", "on test images with the frame moved by {share} to {colour}"),
    (COMPARISONS, "_id", "in distribution"),
    (COMPARISONS, "({share})", "at the share {share}"),
)


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
        "worst_id": "the smallest accuracy of the three logistic probes in distribution",
    } | {
        f"{name}{place}": f"{text} {where}"
        for names, place, where in PLACES
        for name, text in names.items()
    }

    setting: ImageSetting
    network: ImageNetwork = RESNET
    student_background: str | None = None
    epochs: int = 6
    teacher_epochs: int = 12
    student_epochs: int = 12

    def __post_init__(self) -> None:
        epochs = dict.fromkeys(("epochs", "teacher_epochs", "student_epochs"), integer(1, 10**4))
        set_checked(self, student_background=one_of(*BACKGROUNDS), **epochs)

    def record(self, rngs: Streams) -> Record:
        """Train the three networks, fit the probes and ask in every colour."""
        setting = self.setting
        known, asked = split(setting, rngs.extra)
        own, pad = setting.background, setting.pad
        x, diverse = (framed(known.pixels, name, pad, rngs.extra) for name in (own, "any"))
        shown = x
        if self.student_background is not None:
            shown = framed(known.pixels, self.student_background, pad, rngs.extra)
        tests = {"id": framed(asked.pixels, own, pad, rngs.evaluate)}
        for colour in other_colours(own):
            moved = framed(asked.pixels, colour, pad, rngs.evaluate)
            for share in SHARES:
                tests[f"{colour}({share:g})"] = (1 - share) * tests["id"] + share * moved
        made = partial(build, self.network, setting.side)
        teacher = made(rngs.init)
        train(teacher, diverse, known.label, rngs.train, self.teacher_epochs)
        start = int(rngs.init.integers(2**63))
        standard, student = (made(np.random.default_rng(start)) for _ in range(2))
        train(standard, x, known.label, np.random.default_rng(start), self.epochs)
        scale = np.sqrt(answer(teacher, x, REPRESENTATION).var(axis=0).mean())
        target = answer(teacher, shown, REPRESENTATION) / scale
        train(student, shown, target, np.random.default_rng(start), self.student_epochs)
        record: Record = {}
        found: dict[str, dict[str, Array]] = {}
        for name, module in zip(NETWORKS, (teacher, student, standard), strict=True):
            units = answer(module, x, REPRESENTATION)
            found[name] = {test: answer(module, z, REPRESENTATION) for test, z in tests.items()}
            for loss, prefix in zip(PROBES, ("", "squared_"), strict=True):
                probe = fit_probe(units, known.label, loss)
                for test, asked_units in found[name].items():
                    record[f"{name}.{prefix}{test}"] = accuracy(probe, asked_units, asked.label)
        for test, images in tests.items():
            record[f"standard.head_{test}"] = image_training.accuracy(standard, images, asked.label)
            target = found["teacher"][test] / scale
            record[f"fit_{test}"] = fit_error(found["student"][test], target)
        return _summed_up(record, other_colours(own))


def _summed_up(record: Record, colours: Sequence[str]) -> Record:
    """The means over colours, and the comparisons."""
    entries = [f"{name}.{probe}" for name in NETWORKS for probe in ("", "squared_")]
    for entry in (*entries, "standard.head_", "fit_"):
        for share in SHARES:
            over = [record[f"{entry}{colour}({share:g})"] for colour in colours]
            record[f"{entry}ood({share:g})"] = float(np.mean(over))
    places = {"_id": "id"} | {f"({share:g})": f"ood({share:g})" for share in SHARES}
    for suffix, where in places.items():
        teacher, student, standard = (record[f"{name}.{where}"] for name in NETWORKS)
        record[f"gain{suffix}"] = student - standard
        record[f"lost{suffix}"] = teacher - student
        if teacher > standard:
            record[f"closed{suffix}"] = (student - standard) / (teacher - standard)
    record["worst_id"] = min(record[f"{name}.id"] for name in NETWORKS)
    return record
