"""Every experiment on framed images as a job."""

from dataclasses import replace
from typing import Any

from fc.chapters.scale import Scale
from fc.data.images import ImageSetting
from fc.experiments.images.framed_pair import FramedPair
from fc.experiments.images.training import ImageTraining, UnseenWeights
from fc.networks.images import ImageNetwork

ASCENT = 60
RESNETS = ("resnet", "resnet_plain")
EPOCHS, LONG_EPOCHS, FROZEN_EPOCHS, FEW_EPOCHS = 12, 20, 30, 8
TESTED, FEW_TESTED, FEW_WIDTH, FEW_STEP_SIZE = 500, 250, 8, 5e-3
LIMIT, FEW_LIMIT = 4000, 1000
HALVES = ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9))
HALVES_LIMIT = 1000
# Of claims that six leave undecided or nearly so.
RANDOM_SEEDS, MORE_SEEDS, MOST_SEEDS = 10, 14, 24
# Enough for the running statistics of a batch norm, where only the hidden layers are looked at.
STATISTICS_EPOCHS = 6


def network(sizes: Scale, kind: str, background: str, **changes: Any) -> ImageTraining:
    """A network of `kind` on a background; a small one for few cases."""
    if sizes.few:
        few = ImageSetting(background, test=FEW_TESTED), ImageNetwork(kind, FEW_WIDTH)
        return ImageTraining(*few, epochs=FEW_EPOCHS, step_size=FEW_STEP_SIZE, **changes)
    epochs = {"epochs": EPOCHS if kind in RESNETS else LONG_EPOCHS}
    setting = ImageSetting(background, test=TESTED)
    return ImageTraining(setting, ImageNetwork(kind), **(epochs | changes))


def accuracy_cases(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """Networks whose inputs are not optimised, by name and training background."""
    if sizes.few:
        return {("resnet", b): network(sizes, "resnet", b) for b in ("red", "any")}
    found = {
        ("resnet", "noise"): network(sizes, "resnet", "noise"),
        ("centred", "red"): network(sizes, "resnet", "red", centred=True),
        ("shuffled", "red"): network(sizes, "resnet", "red", shuffled=True),
    }
    for b in ("red", "any"):
        found["frozen", b] = network(sizes, "resnet", b, frozen=True, epochs=FROZEN_EPOCHS)
        found["mlp_tanh", b] = network(sizes, "mlp_tanh", b)
    found |= signature_cases(sizes)
    found["resnet", "red"] = replace(found["resnet", "red"], adapted=True)
    return found


def signature_cases(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """Networks whose inputs are optimised, too, by name and training background."""
    return {
        (kind, background): network(sizes, kind, background, ascent=ASCENT)
        for kind in ("resnet", "resnet_plain", "vit", "mlp", "linear")
        for background in ("red", "blue", "any")
        if (kind, background) != ("linear", "blue")
    }


def random_cases(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """What the inputs of `signature_cases` are compared with: random hidden layers, and tanh."""
    frozen: dict[str, Any] = {"frozen": True, "epochs": STATISTICS_EPOCHS}
    return {
        (name, background): network(sizes, kind, background, ascent=ASCENT, **changes)
        for name, kind, changes in (("random", "resnet", frozen), ("mlp_tanh", "mlp_tanh", {}))
        for background in ("red", "blue")
    }


def unseen_cases(sizes: Scale) -> dict[tuple[str, str], UnseenWeights]:
    """Networks with a dense first layer, with the weights set to 0 that red frames never reach."""
    names = (("linear", "red"), ("mlp", "red"), ("mlp_tanh", "red"), ("linear", "any"))
    return {(kind, b): UnseenWeights(network(sizes, kind, b)) for kind, b in names}


def pair(activation: str = "relu", limit: int = LIMIT, **changes: Any) -> FramedPair:
    """The theorems' network on the digits 1 and 7 in a red frame."""
    return FramedPair(ImageSetting("red"), activation, limit=limit, **changes)


def halves() -> FramedPair:
    """The same network on the digits 0 to 4 against 5 to 9, which it does not fit."""
    return pair(positive=HALVES[0], negative=HALVES[1], limit=HALVES_LIMIT)
