"""Loss and optimiser of networks that torch trains; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fc.model.setting import Setting
from fc.networks.architecture import Parameters
from fc.requirements import require_integer, require_number, require_one_of

if TYPE_CHECKING:
    from torch import Tensor


LOSSES = ("hinge", "logistic", "squared")
OPTIMISERS = ("sgd", "momentum", "adam", "adamw")
MOMENTUM, DECOUPLED_DECAY, ADAM_STEP = 0.9, 0.01, 1e-3


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; the default is the theorems' SGD on the hinge loss.

    Parameters
    ----------
    loss : str
        Of the margin r = y h: ``"hinge"`` (1-r)_+, ``"logistic"`` log(1 + e^-r), ``"squared"``
        (1-r)^2 / 2.
    optimiser : str
        ``"sgd"``, ``"momentum"`` (0.9), ``"adam"``, or ``"adamw"`` with decoupled decay 0.01. The
        last two act on each coordinate: the features are the coordinate axes here.
    step_size : float, optional
        None stands for ``setting.eta`` with SGD and momentum, and for 0.001 with Adam and AdamW,
        whose steps do not grow with the gradient.
    steps : int
        Updates.
    """

    loss: str = "hinge"
    optimiser: str = "sgd"
    step_size: float | None = None
    steps: int = 1000

    def __post_init__(self) -> None:
        require_one_of("loss", self.loss, LOSSES)
        require_one_of("optimiser", self.optimiser, OPTIMISERS)
        if self.step_size is not None:
            require_number("step_size", self.step_size, 0, strict=True)
        require_integer("steps", self.steps, 1, 10**7)


def losses(margin: Tensor, loss: str) -> Tensor:
    """Loss of each margin ``y h``."""
    from torch.nn import functional

    if loss == "hinge":
        return functional.relu(1 - margin)
    if loss == "logistic":
        return functional.softplus(-margin)
    return (1 - margin) ** 2 / 2


def make_optimiser(recipe: Recipe, setting: Setting, parameters: Parameters) -> Any:
    """The recipe's optimiser of what is trained, with the setting's weight decay."""
    trained = [one for one in parameters.values() if one.requires_grad]
    default = ADAM_STEP if recipe.optimiser.startswith("adam") else setting.eta
    rate = default if recipe.step_size is None else recipe.step_size
    return optimiser_of(trained, recipe.optimiser, rate, setting.weight_decay)


def optimiser_of(trained: Iterable[Tensor], kind: str, rate: float, decay: float = 0.0) -> Any:
    """An optimiser out of `OPTIMISERS`; one for all networks, as it acts by entry."""
    from torch import optim

    if kind == "adam":
        return optim.Adam(trained, lr=rate, weight_decay=decay)
    if kind == "adamw":
        return optim.AdamW(trained, lr=rate, weight_decay=decay or DECOUPLED_DECAY)
    momentum = MOMENTUM if kind == "momentum" else 0.0
    return optim.SGD(trained, lr=rate, momentum=momentum, weight_decay=decay)
