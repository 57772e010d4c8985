"""Networks trained on framed images: accuracies by background, asymmetry, signatures, weights."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from fc.data.images import (
    BACKGROUNDS,
    Array,
    Images,
    ImageSetting,
    framed,
    other_colours,
    padding,
    split,
)
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks import torch
from fc.networks.image_training import accuracy, answer, train, with_statistics_of
from fc.networks.image_units import (
    SOURCES,
    activation_rates,
    frame_colour,
    gap_of_split,
    optimised_inputs,
    range_over_classes,
)
from fc.networks.images import ImageNetwork, build
from fc.requirements import Record, integer, number, require_one_of
from fc.runs.experiment import Experiment

CHANNELS = (1, 2)  # Green and blue: those that a red frame does not have.
FLAT = ("mlp", "mlp_tanh", "linear")


@dataclass(frozen=True)
class ImageTraining(Experiment):
    """Train one network on framed images, and measure it on the same test images in other frames.

    Attributes
    ----------
    setting : ImageSetting
        Random backgrounds are drawn anew for every epoch.
    step_size : float
        Of Adam.
    centred : bool
        Whether the mean training image is subtracted from every input.
    frozen : bool
        Whether the hidden layers keep their initial weights; the statistics of a batch norm are
        those of the training images all the same.
    shuffled : bool
        Whether the training labels are shuffled among the images.
    adapted : bool
        Whether ``accuracy_adapted`` is measured.
    ascent : int
        Steps of the optimisation of inputs; 0 for none.
    """

    entries: ClassVar = {
        "accuracy_id": "accuracy on the training background",
        "accuracy_ood": "mean accuracy over all colours but that of training",
        "accuracy_adapted": "with `adapted`: mean accuracy over all colours but that of training,"
        " once the batch norms have the statistics of the training images in the tested frame",
        "accuracy({background})": "accuracy on the background {background}",
        "loss": "accuracy in distribution minus that on other colours",
        "range({epoch})": "after {epoch} epochs: how differently the last hidden units react to the"
        " classes of the test images in distribution, see `fc.networks.image_units`",
        "gap({epoch})": "after {epoch} epochs: how differently the last hidden units react to two"
        " halves of the classes",
        "{output}.red_minus_blue": "with `ascent`, on frames of inputs optimised for the {output}:"
        " the mean over units of red minus blue",
        "{output}.redder": "with `ascent`: share of units whose optimised frames are redder than"
        " blue; a tie counts one half",
        "{output}.own": "with `ascent`: `red_minus_blue`, its sign changed where the training"
        " colour is blue",
    }

    setting: ImageSetting
    network: ImageNetwork
    epochs: int = 12
    step_size: float = 2e-3
    centred: bool = False
    frozen: bool = False
    shuffled: bool = False
    adapted: bool = False
    ascent: int = 0

    def __post_init__(self) -> None:
        sizes = {"epochs": integer(1, 10**5), "ascent": integer(0, 10**5)}
        set_checked(self, **sizes, step_size=number(0, strict=True))

    def record(self, rngs: Streams) -> Record:
        """Train and measure one network."""
        record: Record = {}
        module, images, test, mean = self.trained(rngs, record)
        for name in BACKGROUNDS:
            inputs = framed(test.pixels, name, self.setting.pad, rngs.evaluate) - mean
            record[f"accuracy({name})"] = accuracy(module, inputs, test.label)
        colours = other_colours(self.setting.background)
        record["accuracy_id"] = record[f"accuracy({self.setting.background})"]
        record["accuracy_ood"] = float(np.mean([record[f"accuracy({c})"] for c in colours]))
        record["loss"] = record["accuracy_id"] - record["accuracy_ood"]
        if self.adapted:
            found = []
            for colour in colours:
                seen, tested = (
                    framed(part.pixels, colour, self.setting.pad, rngs.extra) - mean
                    for part in (images, test)
                )
                found.append(accuracy(with_statistics_of(module, seen), tested, test.label))
            record["accuracy_adapted"] = float(np.mean(found))
        for output in SOURCES if self.ascent else ():
            record |= self._signature(module, rngs, output)
        return record

    def trained(self, rngs: Streams, record: Record) -> tuple[Any, Images, Images, Array]:
        """The network, training and test images, and what is subtracted from inputs."""
        background, pad = self.setting.background, self.setting.pad
        images, test = split(self.setting, rngs.extra)
        module = build(self.network, self.setting.side, rngs.init)
        for name, parameter in module.named_parameters():
            parameter.requires_grad_(not self.frozen or name.startswith("head"))
        label = rngs.extra.permutation(images.label) if self.shuffled else images.label
        seen = framed(test.pixels, background, pad, rngs.evaluate)
        mean: Array = np.zeros_like(seen[0])
        if self.centred:
            mean = framed(images.pixels, background, pad, rngs.extra).mean(axis=0)

        def rates(epoch: int) -> None:
            found = activation_rates(answer(module, seen - mean, "units"), test.label)
            record[f"range({epoch})"] = range_over_classes(found)
            record[f"gap({epoch})"] = gap_of_split(found)

        def inputs() -> Any:
            return framed(images.pixels, background, pad, rngs.train) - mean

        train(module, inputs, label, rngs.train, self.epochs, self.step_size, rates)
        return module, images, test, mean

    def _signature(self, module: Any, rngs: Streams, output: str) -> Record:
        images, _ = optimised_inputs(module, self.setting.side, rngs.extra, self.ascent, output)
        colour = frame_colour(images, self.setting.pad)
        difference = colour[:, 0] - colour[:, 2]
        mean = float(difference.mean())
        return {
            f"{output}.red_minus_blue": mean,
            f"{output}.redder": float((difference > 0).mean() + (difference == 0).mean() / 2),
            f"{output}.own": mean * (-1 if self.setting.background == "blue" else 1),
        }


@dataclass(frozen=True)
class UnseenWeights(Experiment):
    """Train a network whose first layer is dense, then set its weights on green and blue to 0.

    Only those on pixels of the frame are set. A training image in a red frame has no green and no
    blue there, so the gradient with respect to these weights is 0: they keep their random initial
    values, and act as noise as soon as the frame has another colour. Setting them to 0 changes
    nothing in distribution.

    Attributes
    ----------
    training : ImageTraining
        Of a network of the kind ``"mlp"``, ``"mlp_tanh"`` or ``"linear"``.
    """

    entries: ClassVar = {
        "loss": "accuracy in distribution minus that on other colours, as in `ImageTraining`",
        "loss_zeroed": "accuracy in distribution minus that on other colours, weights set to 0",
        "gain": "`loss` minus `loss_zeroed`",
    }

    training: ImageTraining

    def __post_init__(self) -> None:
        super().__post_init__()
        require_one_of("training.network.kind", self.training.network.kind, FLAT)

    @property
    def setting(self) -> ImageSetting:
        """Images that the network is trained on."""
        return self.training.setting

    def record(self, rngs: Streams) -> Record:
        """Train one network and measure it twice on the same images."""
        own, side, pad = self.setting.background, self.setting.side, self.setting.pad
        module, _, test, mean = self.training.trained(rngs, {})
        colours = (own, *other_colours(own))
        inputs = [framed(test.pixels, c, pad, rngs.evaluate) - mean for c in colours]

        def loss() -> float:
            found, *others = (accuracy(module, x, test.label) for x in inputs)
            return found - float(np.mean(others))

        before = loss()
        layer = module.head if self.training.network.kind == "linear" else module.hidden
        unseen = padding(side, pad)[..., None] & np.isin(np.arange(3), CHANNELS)
        layer.weight.detach()[:, torch.from_numpy(unseen.ravel())] = 0.0
        after = loss()
        return {"loss": before, "loss_zeroed": after, "gain": before - after}
