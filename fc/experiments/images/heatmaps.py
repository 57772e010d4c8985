"""Where a network on images looks, as its backgrounds are shifted step by step."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.backgrounds import Array
from fc.data.images import Images
from fc.experiments.images.shifts import shifted_inputs
from fc.experiments.images.training import ImageTraining
from fc.model.features import Streams
from fc.networks.heatmaps import digit_cells, grad_cam
from fc.requirements import Record

KAPPAS = (1.0, 0.5, 0.0, -0.5, -1.0)


@dataclass(frozen=True)
class Attention(ImageTraining):
    """Grad-CAM on the digit and off it, under a gradual shift with the digit unchanged.

    Attributes
    ----------
    both_signs : bool
        Whether half of the training backgrounds, drawn at random, are inverted.
    """

    entries: ClassVar = {
        "digit({kappa})": "mean Grad-CAM on cells with a digit at kappa = {kappa}, over that at 1",
        "elsewhere({kappa})": "mean Grad-CAM on cells without a digit at kappa = {kappa}, over"
        " that at 1",
    }

    both_signs: bool = False

    def inputs(self, pixels: Array, rng: np.random.Generator) -> Array:
        """Inputs of an epoch, with backgrounds of either sign if the job says so."""
        background = self.setting.drawn(len(pixels), rng)
        if self.both_signs:
            signs = np.array([-1, 1], np.float32)
            background = background * rng.choice(signs, (len(pixels), 1, 1, 1))
        return self.setting.composed(pixels, background)

    def record(self, rngs: Streams) -> Record:
        """Train one network, and map its test images at every kappa."""
        test, _, maps = self.mapped(rngs)
        on = digit_cells(test.pixels, maps["1"].shape[1])
        record: Record = {}
        for name, cells in {"digit": on, "elsewhere": ~on}.items():
            mean = {kappa: float(m[cells].mean()) for kappa, m in maps.items()}
            record |= {f"{name}({kappa})": one / mean["1"] for kappa, one in mean.items()}
        return record

    def mapped(self, rngs: Streams) -> tuple[Images, dict[str, Array], dict[str, Array]]:
        """Test images, and by kappa the inputs (N, side, side, 3) and their maps (N, q, q)."""
        module, test = self.trained(rngs)
        inputs = shifted_inputs(self.setting, test, rngs.evaluate, KAPPAS)
        return test, inputs, {k: grad_cam(module, x, test.label) for k, x in inputs.items()}
