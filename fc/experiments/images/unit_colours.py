"""The colour of what hidden units answer to."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from fc.data.backgrounds import Array
from fc.experiments.images.training import ImageTraining
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.adversarial import Attack
from fc.networks.image_training import accuracy
from fc.networks.image_units import optimised_inputs
from fc.requirements import Record, integer, number


@dataclass(frozen=True)
class UnitColours(ImageTraining):
    """Train one network, and optimise inputs of its last hidden units.

    Attributes
    ----------
    radius : float
        Of the attack in adversarial training; 0: none.
    border : int
        With one, the background surrounds the image, so many pixels wide, of which a window of
        the image's size is cut out at random: the padding of the paper's authors.
    ascent : int
        Steps of the optimisation of inputs.
    """

    entries: ClassVar = {
        "red": "red minus the mean of green and blue, mean over pictures of the last hidden units",
        "redder": "share of these pictures with more red than green and blue",
        "raised": "share of the units that have a picture",
        "accuracy": "accuracy in distribution",
    }

    radius: float = 0.0
    border: int = 0
    ascent: int = 60

    def __post_init__(self) -> None:
        super().__post_init__()
        set_checked(self, radius=number(0), border=integer(0, 64), ascent=integer(1, 10**5))

    @property
    def perturbed(self) -> Any:
        """The attack, if there is one."""
        return Attack(self.radius) if self.radius else None

    def inputs(self, pixels: Array, rng: np.random.Generator) -> Array:
        """Inputs of an epoch, as wide as the images."""
        if not self.border:
            return super().inputs(pixels, rng)
        count, side = len(pixels), self.setting.side
        wide = replace(self.setting, pad=self.border)
        padded = wide.inputs(pixels, rng)
        corner = rng.integers(0, 2 * self.border + 1, (count, 2))
        cut = [x[i : i + side, j : j + side] for x, (i, j) in zip(padded, corner, strict=True)]
        return np.stack(cut)

    def record(self, rngs: Streams) -> Record:
        """Train one network and read the colours of its pictures."""
        module, test = self.trained(rngs)
        red, raised = self.redness(module, rngs)
        return {
            "red": float(red.mean()),
            "redder": float((red > 0).mean()),
            "raised": raised,
            "accuracy": accuracy(module, self.inputs(test.pixels, rngs.evaluate), test.label),
        }

    def redness(self, module: Any, rngs: Streams) -> tuple[Array, float]:
        """Red minus the mean of green and blue in each unit's picture; the share that has one.

        A unit that is silent all the way has none.
        """
        images, gain = optimised_inputs(module, self.setting.side, rngs.extra, self.ascent)
        red, green, blue = np.moveaxis(images[gain > 0].mean(axis=(1, 2)), 1, 0)
        return red - (green + blue) / 2, float((gain > 0).mean())
