"""Pre-training on images with other backgrounds and other classes, then training on one colour."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

import numpy as np

from fc.data.images import (
    BACKGROUNDS,
    CLASSES,
    Array,
    Images,
    ImageSetting,
    Labels,
    framed,
    other_colours,
    split,
)
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import REPRESENTATION, answer, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.requirements import Record, integer, one_of, require_package
from fc.runs.experiment import Experiment

PARTS = {
    "": "",
    "start.": ", before the second training",
    "probe.": ", if the second training is of the last layer alone: a logistic regression on"
    " the representation of the pre-trained network",
    "ceiling.": ", of a logistic regression on the representation of the pre-trained network,"
    " fitted to frames of any colour",
}
OLD, NEW = range(CLASSES // 2), range(CLASSES // 2, CLASSES)


@dataclass(frozen=True)
class ImagePretraining(Experiment):
    """Train a network on ``setting.background`` after training on another, and test it on colours.

    The second training and the test have the classes 5 to 9.

    Attributes
    ----------
    setting : ImageSetting
        Of the second training.
    before : str, optional
        Background of the pre-training; None stands for no pre-training.
    classes : str
        Of the pre-training: ``"other"``, 0 to 4, or ``"same"``.
    epochs : int
        Of each training.
    """

    entries: ClassVar = {
        f"{part}{place}": f"accuracy on test images in {where}{when}"
        for part, when in PARTS.items()
        for place, where in (
            ("id", "the training background"),
            ("ood", "the other colours of the RGB cube, their mean"),
        )
    }

    setting: ImageSetting
    network: ImageNetwork = RESNET
    before: str | None = "any"
    classes: str = "other"
    epochs: int = 12

    def __post_init__(self) -> None:
        kinds = {"before": one_of(None, *BACKGROUNDS), "classes": one_of("other", "same")}
        set_checked(self, **kinds, epochs=integer(1, 10**5))

    def record(self, rngs: Streams) -> Record:
        """Pre-train, train and test one network."""
        seen, test = split(self.setting, rngs.extra)
        first, second = _of(seen, NEW if self.classes == "same" else OLD), _of(seen, NEW)
        test, own = _of(test, NEW), self.setting.background
        module = build(self.network, self.setting.side, rngs.init)

        def inputs(images: Images, background: str, rng: np.random.Generator) -> Array:
            return framed(images.pixels, background, self.setting.pad, rng)

        def tested(name: str, predict: Callable[[Array], Labels]) -> Record:
            known, *others = (
                float((predict(inputs(test, colour, rngs.evaluate)) == test.label).mean())
                for colour in (own, *other_colours(own))
            )
            return {f"{name}id": known, f"{name}ood": float(np.mean(others))}

        if self.before is not None:
            x = inputs(first, self.before, rngs.train)
            train(module, x, first.label, rngs.train, self.epochs)
        record = tested("start.", partial(classes, module))
        x = inputs(second, own, rngs.train)
        if self.before is not None:
            for name, shown in (("probe.", x), ("ceiling.", inputs(second, "any", rngs.train))):
                record |= tested(name, probe(module, shown, second.label))
        train(module, x, second.label, rngs.train, self.epochs)
        return record | tested("", partial(classes, module))


def _of(images: Images, wanted: range) -> Images:
    rows = np.isin(images.label, wanted)
    return Images(images.pixels[rows], images.label[rows])


def classes(module: Any, inputs: Array) -> Labels:
    """Classes of the largest logits, shape (N,)."""
    return cast(Labels, answer(module, inputs).argmax(axis=1))


def probe(module: Any, inputs: Array, label: Labels) -> Callable[[Array], Labels]:
    """Scikit-learn's logistic regression on the representation: from inputs to classes.

    It penalises the weights on the units as they are.
    """
    units = answer(module, inputs, REPRESENTATION)
    model = require_package("sklearn.linear_model").LogisticRegression(max_iter=10_000)
    fitted = model.fit(units, label)
    return lambda x: cast(Labels, fitted.predict(answer(module, x, REPRESENTATION)))
