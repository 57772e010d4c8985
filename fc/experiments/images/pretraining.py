"""Training before one family of backgrounds, after a training before more diverse ones."""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np

from fc.data.backgrounds import FAMILIES, Array, backgrounds
from fc.data.images import CLASSES, Images, ImageSetting, split
from fc.experiments.images.shifts import ENTRIES, answers, shifted_inputs
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import answer, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.requirements import Record, each, integer, one_of
from fc.runs.experiment import Experiment

HALF = CLASSES // 2
SHIFTS = ("id", "inverted", "unseen")


@dataclass(frozen=True)
class ImagePretraining(Experiment):
    """Train a network on the digits 5 to 9 before one family, after a pre-training.

    Both trainings have as many images, none of them in common, and as many updates, with fresh
    backgrounds in every epoch. The last layer goes on from where the pre-training left it, and
    starts from 0 where the classes are new.

    Attributes
    ----------
    setting : ImageSetting
        Of the second training; half of its training images are for the pre-training.
    before : tuple of str
        Families of the pre-training, which have as many images each; none: no pre-training.
    both_signs : bool
        Whether every background of the pre-training is multiplied by 1 or -1, at random.
    classes : str
        Digits of the pre-training: ``"same"``, 5 to 9, or ``"other"``, 0 to 4.
    epochs : int
        Of each training.
    checkpoints : tuple of int
        Epochs of the second training after which the network is measured, from 0 on; from 1 on
        after other classes.
    last_layer : bool
        Whether the second training is of the last layer alone.
    """

    entries: ClassVar = {f"{{at}}.{name}": text for name, text in ENTRIES.items()}

    setting: ImageSetting
    network: ImageNetwork = RESNET
    before: tuple[str, ...] = ()
    both_signs: bool = False
    classes: str = "same"
    epochs: int = 8
    checkpoints: tuple[int, ...] = (8,)
    last_layer: bool = False

    def __post_init__(self) -> None:
        known = {"before": each(one_of(*FAMILIES)), "classes": one_of("same", "other")}
        set_checked(self, **known, epochs=integer(1, 10**5))
        first = int(self.classes == "other")
        each(integer(first, self.epochs))("checkpoints", self.checkpoints)

    def record(self, rngs: Streams) -> Record:
        """Pre-train, train and test one network."""
        setting, found = self.setting, Record()
        known, test = split(setting, rngs.extra)
        half, test = setting.train // 2, _of(test)
        first = _of(known, slice(half), other=self.classes == "other")
        second = _of(known, slice(half, None))
        # An output for a class that never comes would learn from every background to be low.
        module = build(replace(self.network, outputs=HALF), setting.side, rngs.init)
        shifted = shifted_inputs(setting, test, rngs.evaluate, SHIFTS)

        def measure(at: int) -> None:
            if at in self.checkpoints:
                now = answers({name: answer(module, x) for name, x in shifted.items()}, test.label)
                found.update({f"{at}.{name}": value for name, value in now.items()})

        if self.before:
            inputs = partial(self.diverse, first, rngs.train)
            train(module, inputs, first.label, rngs.train, self.epochs)
        if self.classes == "other":
            for parameter in module.head.parameters():
                parameter.data.zero_()
        module.body.requires_grad_(not self.last_layer)
        inputs = partial(setting.inputs, second.pixels, rngs.train)
        train(module, inputs, second.label, rngs.train, self.epochs, watch=measure)
        return found

    def diverse(self, images: Images, rng: np.random.Generator) -> Array:
        """Inputs of an epoch of the pre-training, (N, side, side, 3)."""
        parts = zip(self.before, np.array_split(images.label, len(self.before)), strict=True)
        side = self.setting.side
        t = np.concatenate([backgrounds(name, len(part), side, rng) for name, part in parts])
        signs = rng.choice([-1, 1], size=(len(t), 1, 1, 1)) if self.both_signs else 1
        return self.setting.composed(images.pixels, np.float32(signs) * t)


def _of(images: Images, part: slice = slice(None), other: bool = False) -> Images:
    """Those of the digits 5 to 9, or of the others; classes count from 0."""
    pixels, label = images.pixels[part], images.label[part]
    rows = (label < HALF) == other
    return Images(pixels[rows], label[rows] % HALF)
