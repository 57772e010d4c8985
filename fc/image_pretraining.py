"""Pre-training on images with other backgrounds and other classes, then training on one colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np

from fc.features import streams
from fc.image_networks import ImageNetwork, build
from fc.image_training import answer, train
from fc.images import (
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
from fc.requirements import require_integer, require_one_of, require_type
from fc.runs import Record

OLD, NEW = range(CLASSES // 2), range(CLASSES // 2, CLASSES)
REPRESENTATION = "representation"
RESNET = ImageNetwork()


@dataclass(frozen=True)
class ImagePretraining:
    """Train a network on ``setting.background`` after training on another, and test it on colours.

    The record holds ``id``, the accuracy on test images in the training background, and ``ood``,
    its mean over the other colours of the RGB cube; without new classes also ``start.id`` and
    ``start.ood``, the same before the second training.

    Attributes
    ----------
    setting : ImageSetting
        Of the second training.
    network : ImageNetwork
    before : str, optional
        Background of the pre-training; None stands for no pre-training.
    new_classes : bool
        Whether the pre-training sees the classes 0 to 4 and the second training, and the test, 5 to
        9; otherwise both see all ten.
    frozen : bool
        Whether the second training is that of the last layer alone, a logistic regression on the
        representation of the pre-trained network.
    epochs : int
        Of each training.

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
    """

    setting: ImageSetting
    network: ImageNetwork = RESNET
    before: str | None = "any"
    new_classes: bool = True
    frozen: bool = False
    epochs: int = 12

    def __post_init__(self) -> None:
        require_type("setting", self.setting, ImageSetting)
        require_type("network", self.network, ImageNetwork)
        require_one_of("before", self.before, (None, *BACKGROUNDS))
        require_type("new_classes", self.new_classes, bool)
        require_type("frozen", self.frozen, bool)
        require_integer("epochs", self.epochs, 1, 10**5)

    def run(self, seed: int, run: int) -> Record:
        """Pre-train, train and test one network."""
        rngs = streams(seed, run)
        seen, test = split(self.setting, rngs.extra)
        first = second = seen
        if self.new_classes:
            first, second, test = _of(seen, OLD), _of(seen, NEW), _of(test, NEW)
        module = build(self.network, self.setting.side, rngs.init)

        def inputs(images: Images, background: str, rng: np.random.Generator) -> Array:
            return framed(images.pixels, background, self.setting.pad, rng)

        def taught(images: Images, background: str) -> tuple[Array, Labels]:
            return inputs(images, background, rngs.train), images.label

        def tested(predict: Callable[[Array], Labels]) -> Record:
            own = self.setting.background
            share = {
                name: float((predict(inputs(test, name, rngs.evaluate)) == test.label).mean())
                for name in (own, *other_colours(own))
            }
            return {"id": share.pop(own), "ood": float(np.mean(list(share.values())))}

        if self.before is not None:
            train(module, *taught(first, self.before), rngs.train, epochs=self.epochs)
        start = {} if self.new_classes else tested(partial(classes, module))
        if self.frozen:
            predict = probe(module, *taught(second, self.setting.background))
        else:
            own = taught(second, self.setting.background)
            predict = partial(classes, train(module, *own, rngs.train, epochs=self.epochs))
        return {f"start.{name}": x for name, x in start.items()} | tested(predict)


def _of(images: Images, wanted: range) -> Images:
    rows = np.isin(images.label, wanted)
    return Images(images.pixels[rows], images.label[rows])


def classes(module: Any, inputs: Array) -> Labels:
    """Classes of the largest logits, shape (N,)."""
    return cast(Labels, answer(module, inputs).argmax(axis=1))


def probe(module: Any, inputs: Array, label: Labels) -> Callable[[Array], Labels]:
    """Logistic regression on the representation: from inputs to classes."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(max_iter=10_000).fit(answer(module, inputs, REPRESENTATION), label)
    return lambda x: cast(Labels, fitted.predict(answer(module, x, REPRESENTATION)))
