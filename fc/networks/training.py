"""Training of whole networks, by which loss and optimiser; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fc.model.doors import set_checked
from fc.model.features import Streams, training_batches
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.networks.architecture import (
    Architecture,
    Parameters,
    forward,
    initial_parameters,
    one_network,
    trained,
)
from fc.networks.reading import Trained, one_thread
from fc.networks.remedies import Remedy, augmented, forbidden_direction, input_map, total
from fc.requirements import integer, number, one_of

LOSSES = ("hinge", "logistic", "squared")
OPTIMISERS = ("sgd", "momentum", "adam", "adamw")
MOMENTUM, DECOUPLED_DECAY, ADAM_STEP = 0.9, 0.01, 1e-3
FITTED = 0.05  # Hinge risk in distribution at which networks are compared.
WINDOW = 1000  # Samples over which it is averaged, at least.


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
        kinds = {"loss": one_of(*LOSSES), "optimiser": one_of(*OPTIMISERS)}
        set_checked(self, **kinds, step_size=number(0, strict=True), steps=integer(1, 10**7))

    @property
    def has_step_size(self) -> bool:
        """Whether the step size of the setting plays no part."""
        return self.step_size is not None or self.optimiser.startswith("adam")

    @property
    def unread(self) -> tuple[str, ...]:
        """Fields of the setting that play no part."""
        return ("step_size",) if self.has_step_size else ()


def losses(margin: Tensor, loss: str) -> Tensor:
    """Loss of each margin ``y h``."""
    functional = torch.nn.functional
    if loss == "hinge":
        return functional.relu(1 - margin)
    if loss == "logistic":
        return functional.softplus(-margin)
    return (1 - margin) ** 2 / 2


def optimiser_of(used: Iterable[Tensor], kind: str, rate: float, decay: float = 0.0) -> Any:
    """An optimiser out of `OPTIMISERS`; one for all networks, as it acts by entry."""
    optim = torch.optim
    if kind == "adam":
        return optim.Adam(used, lr=rate, weight_decay=decay)
    if kind == "adamw":
        return optim.AdamW(used, lr=rate, weight_decay=decay or DECOUPLED_DECAY)
    momentum = MOMENTUM if kind == "momentum" else 0.0
    return optim.SGD(used, lr=rate, momentum=momentum, weight_decay=decay)


def step(optimiser: Any, loss: Tensor) -> None:
    """One update on the gradient of the scalar `loss`."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def _train_off(w1: Tensor, along: Tensor) -> None:
    """From now on the gradient of `w1` (S, m, d0) loses its part along unit vectors (S, 1, d0)."""

    def without(w1: Tensor) -> None:
        gradient = w1.grad
        gradient -= (gradient * along).sum(dim=2, keepdim=True) * along  # type: ignore[operator]

    w1.register_post_accumulate_grad_hook(without)  # type: ignore[no-untyped-call]


def train_networks(
    setting: Setting,
    architecture: Architecture,
    recipe: Recipe,
    remedy: Remedy,
    streams: Sequence[Streams],
    checkpoints: Sequence[int] = (),
    start: Sequence[Parameters] | None = None,
) -> list[dict[str, Trained]]:
    """Train one network for each of `streams`, all in one tensor program.

    Parameters
    ----------
    start : sequence of Parameters, optional
        Where each of the networks starts; None stands for its own random initial weights.

    Returns
    -------
    list of dict
        For each network its states: by the number of updates for each of `checkpoints`, and as
        ``"fit"`` when the hinge risk of its last batches, 1,000 samples or more, first is at most
        0.05; absent if it never is.
    """
    wanted = set(checkpoints)
    if start is None:
        parameters = initial_parameters(setting, architecture, [one.init for one in streams])
    else:
        joined = {name: torch.cat([one[name] for one in start]) for name in start[0]}
        parameters = trained(joined, architecture)
    used = [one for one in parameters.values() if one.requires_grad]
    rate = (recipe.step_size or ADAM_STEP) if recipe.has_step_size else setting.eta
    optimiser = optimiser_of(used, recipe.optimiser, rate, setting.weight_decay)
    inputs = [input_map(remedy, setting, one.extra) for one in streams]
    if remedy.gradient != "all":
        off = [forbidden_direction(remedy, setting, one.extra) for one in streams]
        _train_off(parameters["w1"], torch.from_numpy(np.stack(off)[:, None]))
    found: list[dict[str, Trained]] = [{} for _ in streams]
    window = -(-WINDOW // setting.batch)
    recent = np.full((window, len(streams)), np.inf)
    dro = torch.zeros(len(streams), 4, dtype=torch.float64)
    sources = [
        training_batches(setting, one.train, np.empty((setting.batch, setting.d0)))
        for one in streams
    ]
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for t in range(recipe.steps + 1):
            batches = [
                augmented(next(source), remedy, setting, one.extra)
                for source, one in zip(sources, streams, strict=True)
            ]
            u = torch.from_numpy(np.stack([f(b.u) for f, b in zip(inputs, batches, strict=True)]))
            label = torch.from_numpy(np.stack([b.label for b in batches]))
            margin = label * forward(parameters, setting, architecture, u)
            recent[t % window] = (1 - margin.detach().numpy()).clip(min=0).mean(axis=1)
            for i, states in enumerate(found):
                if t in wanted:
                    states[str(t)] = Trained(t, one_network(parameters, i), inputs[i])
                if "fit" not in states and recent[:, i].mean() <= FITTED:
                    states["fit"] = Trained(t, one_network(parameters, i), inputs[i])
            if all("fit" in one for one in found) and t >= max(wanted, default=0):
                break
            if t < recipe.steps:
                each = losses(margin, recipe.loss)
                step(optimiser, total(each, batches, remedy.weights, setting, dro))
    return found
