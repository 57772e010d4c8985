"""A network trained on images before varying backgrounds, and tested under their shifts."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fc.data.images import Images, ImageSetting, split
from fc.experiments.images.shifts import ENTRIES, answers, shifted_inputs
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import answer, mean_input, train
from fc.networks.images import RESNET, ImageNetwork, build
from fc.requirements import Record, integer, number
from fc.runs.experiment import Experiment


@dataclass(frozen=True)
class ImageTraining(Experiment):
    """Train one network on the classes, with fresh backgrounds in every epoch.

    Attributes
    ----------
    step_size : float
        Of Adam.
    off_mean : bool
        Whether the first layer is trained off the mean training input alone: the gradient remedy.
    shuffled : bool
        Whether the training labels are shuffled among the images.
    """

    entries: ClassVar = ENTRIES

    setting: ImageSetting
    network: ImageNetwork = RESNET
    epochs: int = 8
    step_size: float = 2e-3
    off_mean: bool = False
    shuffled: bool = False

    def __post_init__(self) -> None:
        set_checked(self, epochs=integer(1, 10**5), step_size=number(0, strict=True))

    def record(self, rngs: Streams) -> Record:
        """Train and test one network."""
        module, test = self.trained(rngs)
        inputs = shifted_inputs(self.setting, test, rngs.evaluate)
        return answers({name: answer(module, x) for name, x in inputs.items()}, test.label)

    def trained(self, rngs: Streams) -> tuple[Any, Images]:
        """The network in evaluation mode, and the test images."""
        setting = self.setting
        known, test = split(setting, rngs.extra)
        module = build(self.network, setting.side, rngs.init)
        label = rngs.extra.permutation(known.label) if self.shuffled else known.label

        def inputs() -> Any:
            return setting.composed(known.pixels, setting.drawn(len(known.label), rngs.train))

        along = mean_input(module, inputs()) if self.off_mean else None
        return train(
            module, inputs, label, rngs.train, self.epochs, self.step_size, fixed_along=along
        ), test
