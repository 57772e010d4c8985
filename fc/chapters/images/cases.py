"""Every experiment on framed images as a job."""

from dataclasses import replace
from typing import Any

from fc.chapters.scale import Scale
from fc.data.images import ImageSetting
from fc.experiments.images.framed_pair import FramedPair
from fc.experiments.images.training import ImageTraining, UnseenWeights
from fc.networks.images import ImageNetwork

ASCENT = 60
EPOCHS = 12
HALVES_LIMIT = 1000
MORE_SEEDS = 14  # Of claims that six leave undecided or nearly so.


def network(sizes: Scale, kind: str, background: str, **changes: Any) -> ImageTraining:
    """A network of `kind` on a background; a small one for few cases."""
    if sizes.few:
        few = ImageSetting(background, test=250), ImageNetwork(kind, width=8)
        return ImageTraining(*few, epochs=8, step_size=5e-3, **changes)
    changes.setdefault("epochs", EPOCHS if kind in ("resnet", "resnet_plain") else 20)
    return ImageTraining(ImageSetting(background, test=500), ImageNetwork(kind), **changes)


def accuracy_cases(sizes: Scale) -> dict[tuple[str, str], ImageTraining]:
    """Networks whose inputs are not optimised, by name and training background."""
    shuffled = {("shuffled", "red"): network(sizes, "resnet", "red", shuffled=True)}
    if sizes.few:
        return {("resnet", b): network(sizes, "resnet", b) for b in ("red", "any")} | shuffled
    found = shuffled | {
        ("resnet", "noise"): network(sizes, "resnet", "noise"),
        ("centred", "red"): network(sizes, "resnet", "red", centred=True),
    }
    for b in ("red", "any"):
        found["frozen", b] = network(sizes, "resnet", b, frozen=True, epochs=30)
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
    # Enough for the running statistics of a batch norm: only the hidden layers are looked at.
    frozen: dict[str, Any] = {"frozen": True, "epochs": 6}
    return {
        (name, background): network(sizes, kind, background, ascent=ASCENT, **changes)
        for name, kind, changes in (("random", "resnet", frozen), ("mlp_tanh", "mlp_tanh", {}))
        for background in ("red", "blue")
    }


def unseen_cases(sizes: Scale) -> dict[tuple[str, str], UnseenWeights]:
    """Networks with a dense first layer, with the weights set to 0 that red frames never reach."""
    names = (("linear", "red"), ("mlp", "red"), ("mlp_tanh", "red"), ("linear", "any"))
    return {(kind, b): UnseenWeights(network(sizes, kind, b)) for kind, b in names}


def pair(activation: str = "relu", limit: int = 4000, **changes: Any) -> FramedPair:
    """The theorems' network on the digits 1 and 7 in a red frame."""
    return FramedPair(ImageSetting("red"), activation, limit=limit, **changes)


def halves() -> FramedPair:
    """The same network on the digits 0 to 4 against 5 to 9, which it does not fit."""
    return pair(positive=(0, 1, 2, 3, 4), negative=(5, 6, 7, 8, 9), limit=HALVES_LIMIT)
