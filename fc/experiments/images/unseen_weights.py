"""How much of a loss on other colours is due to weights that training never reaches, as a job.

A training image in a red frame has no green and no blue there, so the gradient with respect to the
first layer's weights on these is 0: they keep their random initial values, and act as noise as soon
as the frame has another colour. Setting them to 0 changes nothing in distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.images import ImageSetting, framed, other_colours, padding
from fc.experiments.images.training import ImageTraining
from fc.model.features import Streams
from fc.networks.image_training import accuracy
from fc.requirements import Record, require_one_of, require_type
from fc.runs.experiment import Experiment

CHANNELS = (1, 2)  # Green and blue: those that a red frame does not have.
FLAT = ("mlp", "mlp_tanh", "linear")


@dataclass(frozen=True)
class UnseenWeights(Experiment):
    """Train a network whose first layer is dense, then set its weights on green and blue to 0.

    Only those on pixels of the frame are set.

    Attributes
    ----------
    training : ImageTraining
        Of a network of the kind ``"mlp"``, ``"mlp_tanh"`` or ``"linear"``.
    """

    entries: ClassVar = {
        "loss": "accuracy in distribution minus that on other colours, as in `ImageTraining`",
        "loss_zeroed": "the same afterwards",
        "gain": "the first minus the second",
    }

    training: ImageTraining

    def __post_init__(self) -> None:
        require_type("training", self.training, ImageTraining)
        require_one_of("training.network.kind", self.training.network.kind, FLAT)

    @property
    def setting(self) -> ImageSetting:
        """Images that the network is trained on."""
        return self.training.setting

    def record(self, rngs: Streams) -> Record:
        """Train one network and measure it twice on the same images."""
        import torch

        setting = self.setting
        module, _, test, mean = self.training.trained(rngs, {})
        names = (setting.background, *other_colours(setting.background))
        inputs = [framed(test.pixels, b, setting.pad, rngs.evaluate) - mean for b in names]

        def loss() -> float:
            found, *others = (accuracy(module, x, test.label) for x in inputs)
            return found - float(np.mean(others))

        before = loss()
        layer = module.head if self.training.network.kind == "linear" else module.hidden
        unseen = np.zeros((setting.side, setting.side, 3), bool)
        unseen[padding(setting.side, setting.pad)[..., None] & np.isin(np.arange(3), CHANNELS)] = 1
        layer.weight.detach()[:, torch.from_numpy(unseen.ravel())] = 0.0
        after = loss()
        return {"loss": before, "loss_zeroed": after, "gain": before - after}
