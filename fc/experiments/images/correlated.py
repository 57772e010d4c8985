"""Digits before backgrounds whose tint agrees with the class, or says nothing about it."""

from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from fc.data.backgrounds import TINTED, Array, tinted
from fc.data.images import CLASSES, Images, ImageSetting, split
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.networks.image_training import accuracy, mean_input, train
from fc.networks.images import ImageNetwork, build
from fc.networks.remedies import balanced_weights
from fc.requirements import Record, each, integer, number, one_of, require_integer, require_one_of
from fc.runs.experiment import Experiment

DENSE = ImageNetwork("dense", 1, pooled=False, norm=False)
BALANCES = ("none", "groups", "last_layer")
REFIT_EPOCHS, LATE = 4, 4


@dataclass(frozen=True)
class CorrelatedDigits(Experiment):
    """Train one network on ten digits, and measure it where either failure would show.

    The tint of an image *agrees* with its class where it is bluish for 0 to 4 and reddish for 5 to
    9: in the majority of the training images, and in the minority it is the other. An image keeps
    its tint, and has a fresh background of that tint in every epoch.

    Attributes
    ----------
    setting : ImageSetting
        Before colours or photographs.
    agreement : float
        Probability lambda of the majority; at 1/2 the background says nothing about the class.
    off_mean : bool
        Whether the first layer is trained off the mean training input alone: the gradient remedy.
    balance : str
        ``"none"``; ``"groups"``: an epoch draws majority and minority equally often;
        ``"last_layer"``: the training is that of ``"none"``, and what is measured has a last layer
        that was trained on alone, on the training digits before tints by a fair coin.
    checkpoints : tuple of int
        Epochs after which the network is measured; the largest, at least 4, ends the training.
    """

    entries: ClassVar = {
        "{at}.majority(id)": "accuracy on test digits whose tint agrees",
        "{at}.majority(moved)": "the same where the mean of the backgrounds has the other sign and"
        " what is left of them stays",
        "{at}.minority(id)": "accuracy on test digits whose tint does not agree",
        "least(moved)": "accuracy lost where the mean of the background turns, the least over"
        " checkpoints from 4 epochs on",
        "least(minority)": "accuracy lost where the tint does not agree, the least over these",
    }

    setting: ImageSetting
    agreement: float
    off_mean: bool = False
    balance: str = "none"
    checkpoints: tuple[int, ...] = (1, 2, 4, 8, 16)
    network: ImageNetwork = DENSE

    def __post_init__(self) -> None:
        known = {"balance": one_of(*BALANCES), "checkpoints": each(integer(0, 10**4))}
        set_checked(self, agreement=number(0.5, 1), **known)
        require_integer("the last of checkpoints", max(self.checkpoints, default=0), LATE)
        require_one_of("setting.background", self.setting.background, TINTED)

    def record(self, rngs: Streams) -> Record:
        """Train and test one network."""
        known, test = split(self.setting, rngs.extra)
        agrees = rngs.extra.random(len(known.label)) < self.agreement
        module = build(self.network, self.setting.side, rngs.init)
        asked, found = self._asked(test, rngs.evaluate), Record()

        def measure(at: int) -> None:
            if at in self.checkpoints:
                fitted = self._refitted(module, known, rngs.extra)
                now = {name: accuracy(fitted, x, test.label) for name, x in asked.items()}
                found.update({f"{at}.{name}": value for name, value in now.items()})

        how: dict[str, Any] = {"watch": measure}
        if self.off_mean:
            how["fixed_along"] = mean_input(module, self._inputs(known, agrees, rngs.extra))
        if self.balance == "groups":
            how["shares"] = balanced_weights(agrees.astype(int)) / len(agrees)
        inputs = partial(self._inputs, known, agrees, rngs.train)
        train(module, inputs, known.label, rngs.train, max(self.checkpoints), **how)
        for name, at in (("moved", "majority(moved)"), ("minority", "minority(id)")):
            late = [t for t in self.checkpoints if t >= LATE]
            lost = [found[f"{t}.majority(id)"] - found[f"{t}.{at}"] for t in late]
            found[f"least({name})"] = min(lost)
        return found

    def _inputs(self, images: Images, agrees: NDArray[np.bool_], rng: np.random.Generator) -> Array:
        """Images before backgrounds whose tint agrees with the class, or does not."""
        background = self.setting.drawn(len(agrees), rng)
        return self.setting.composed(images.pixels, tinted(background, _red(images) == agrees))

    def _refitted(self, module: Any, known: Images, rng: np.random.Generator) -> Any:
        """The network that is measured: with a new last layer if the job says so."""
        if self.balance != "last_layer":
            return module
        found = deepcopy(module)
        found.body.requires_grad_(False)
        inputs = self._inputs(known, rng.random(len(known.label)) < 0.5, rng)
        return train(found, inputs, known.label, rng, REFIT_EPOCHS)

    def _asked(self, test: Images, rng: np.random.Generator) -> dict[str, Array]:
        """Test inputs by group and shift: every digit before one background, in either tint."""
        drawn, red = self.setting.drawn(len(test.label), rng), _red(test)
        agreeing, other = tinted(drawn, red), tinted(drawn, ~red)
        turned = agreeing - (agreeing + other).mean(axis=(0, 1, 2))  # Twice the mean of both.
        asked = {"majority(id)": agreeing, "majority(moved)": turned, "minority(id)": other}
        return {name: self.setting.composed(test.pixels, t) for name, t in asked.items()}


def _red(images: Images) -> NDArray[np.bool_]:
    return images.label >= CLASSES // 2
