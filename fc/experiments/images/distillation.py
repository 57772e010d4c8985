"""Representation distillation on images: teacher, student and standard network, and probes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from fc.data.backgrounds import SHIFTS, Array
from fc.data.images import Images, ImageSetting, split
from fc.experiments.images.shifts import shifted_inputs
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import BATCH, answer, mean_input, train
from fc.networks.images import ImageNetwork, build
from fc.networks.probes import accuracy, fit_error, fit_probe
from fc.requirements import Record, integer, one_of
from fc.runs.experiment import Experiment

SEEN = 16  # Training backgrounds over which the second teacher takes its mean.
ASKED: tuple[float | str, ...] = (*SHIFTS, 0.5, -0.5)  # The gradual shift has five steps.


@dataclass(frozen=True)
class ImageDistillation(Experiment):
    """Three networks of one architecture on the same images, with linear probes on all three.

    The teacher learns the classes and gives a representation that depends on the digit alone. The
    student fits it on the composed inputs, by the mean square over samples and entries; the
    standard network learns the classes on them. Both start from the same weights, and all make the
    same number of updates. Probes are fitted by least squares to the training images, each before
    one training background.

    Attributes
    ----------
    teacher : str
        ``"digit"``: trained and asked on digits without a background; ``"mean"``: trained on the
        composed inputs, and its representation is the mean over 16 training backgrounds.
    updates : int
        Of every network, in batches of 100.
    off_mean : bool
        Whether student and standard network train their first layer off the mean training input:
        the gradient remedy.
    """

    entries: ClassVar = {
        "teacher": "accuracy of a probe on the teacher's representation, under every shift",
        "{network}({shift})": "accuracy under the shift {shift} of a probe on the representation of"
        " the {network}",
        "head({shift})": "accuracy under the shift {shift} of the standard network's own head",
        "gain({shift})": "accuracy of the student under the shift {shift} minus that of the"
        " standard network, by the probe or by its own head, whichever is higher",
        "lost({shift})": "accuracy of the teacher minus that of the student under the shift"
        " {shift}",
        "fit({shift})": "the student's fit error under the shift {shift}",
    }

    setting: ImageSetting
    network: ImageNetwork
    teacher: str = "digit"
    updates: int = 320
    off_mean: bool = False

    def __post_init__(self) -> None:
        set_checked(self, teacher=one_of("digit", "mean"), updates=integer(1, 10**6))

    def record(self, rngs: Streams) -> Record:
        """Train the networks, fit the probes, and ask under every shift."""
        setting = self.setting
        known, test = split(setting, rngs.extra)
        asked = shifted_inputs(setting, test, rngs.evaluate, ASKED)
        shown = setting.inputs(known.pixels, rngs.evaluate)
        teacher = self._teacher(known, rngs)
        target, wanted = teacher(known.pixels), teacher(test.pixels)
        scale = np.sqrt(target.var(axis=0).mean())
        start = int(rngs.init.integers(2**63))
        trained = partial(self._trained, known, start)
        networks = {"student": trained(target / scale), "standard": trained(known.label)}
        probe = fit_probe(target, known.label)
        record: Record = {"teacher": accuracy(probe(wanted), test.label)}
        for name, module in networks.items():
            probe = fit_probe(answer(module, shown, "representation"), known.label)
            for shift, x in asked.items():
                units = answer(module, x, "representation")
                record[f"{name}({shift})"] = accuracy(probe(units), test.label)
                if name == "student":
                    record[f"fit({shift})"] = fit_error(units, wanted / scale)
        for shift, x in asked.items():
            head = accuracy(answer(networks["standard"], x), test.label)
            student, best = record[f"student({shift})"], max(head, record[f"standard({shift})"])
            record[f"head({shift})"] = head
            record[f"gain({shift})"] = student - best
            record[f"lost({shift})"] = record["teacher"] - student
        return record

    @property
    def _epochs(self) -> int:
        return max(1, self.updates // (self.setting.train // BATCH))

    def _trained(self, known: Images, start: int, targets: NDArray[Any]) -> Any:
        """A network from the same weights, on the same backgrounds, whatever the targets."""
        init, rng = (np.random.default_rng([start, i]) for i in range(2))
        module = build(self.network, self.setting.side, init)
        inputs = partial(self.setting.inputs, known.pixels, rng)
        along = mean_input(module, inputs()) if self.off_mean else None
        return train(module, inputs, targets, rng, self._epochs, fixed_along=along)

    def _teacher(self, known: Images, rngs: Streams) -> Callable[[Array], Array]:
        """From digits without a background to the teacher's representation of them."""
        setting, diverse = self.setting, self.teacher == "mean"
        module = build(self.network, setting.side, rngs.init)
        inputs = partial(setting.inputs, known.pixels, rngs.train) if diverse else known.pixels
        train(module, inputs, known.label, rngs.train, self._epochs)
        if not diverse:
            return lambda pixels: answer(module, pixels, "representation")

        def mean(pixels: Array) -> Array:
            shown = (setting.inputs(pixels, rngs.train) for _ in range(SEEN))
            units = (answer(module, x, "representation") for x in shown)
            return cast(Array, sum(units) / SEEN)

        return mean
