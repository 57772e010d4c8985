"""A network trained on images before varying backgrounds, and tested under their shifts."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.backgrounds import Array, mean_colour
from fc.data.images import ImageSetting, images, split
from fc.experiments.images.shifts import ENTRIES, answers, shifted_inputs
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import answer, mean_input, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.requirements import Record, integer
from fc.runs.experiment import Experiment


@dataclass(frozen=True)
class ImageTraining(Experiment):
    """Train one network on the classes, with fresh backgrounds in every epoch.

    Attributes
    ----------
    off_mean : bool
        Whether the first layer is trained off the mean training input alone: the gradient remedy.
    centred : bool
        Whether the mean training colour is subtracted from every input, as in practice.
    """

    entries: ClassVar = ENTRIES

    setting: ImageSetting
    network: ImageNetwork = RESNET
    epochs: int = 8
    off_mean: bool = False
    centred: bool = False

    def __post_init__(self) -> None:
        set_checked(self, epochs=integer(1, 10**5))

    def record(self, rngs: Streams) -> Record:
        """Train and test one network."""
        setting = self.setting
        known, test = split(setting, rngs.extra)
        module = build(self.network, setting.side, rngs.init)
        centre = self._centre()

        def inputs() -> Array:
            return setting.inputs(known.pixels, rngs.train) - centre

        along = mean_input(module, inputs()) if self.off_mean else None
        train(module, inputs, known.label, rngs.train, self.epochs, fixed_along=along)
        shifts = shifted_inputs(setting, test, rngs.evaluate)
        logits = {name: answer(module, x - centre) for name, x in shifts.items()}
        return answers(logits, test.label)

    def _centre(self) -> Array:
        """Mean colour of the inputs (3,), or 0."""
        setting = self.setting
        if not self.centred:
            return np.zeros(3, np.float32)
        ground = setting.strength * np.array(mean_colour(setting.background))
        mean = images(setting.source).pixels.mean(axis=(0, 1, 2), dtype=float)
        return np.asarray(ground + mean, np.float32)
