"""Training of whole networks: loss, optimiser, and the loop; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fc.features import Batch, Streams, training_batches
from fc.group_weights import total
from fc.remedies import InputMap, Remedy, augmented, input_map
from fc.requirements import require_integer, require_number, require_one_of
from fc.setting import Setting
from fc.torch_networks import Architecture, Parameters, forward, initial_parameters

if TYPE_CHECKING:
    from torch import Tensor

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

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
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


class Trained(NamedTuple):
    """A network at one step of its training.

    Attributes
    ----------
    step : int
        Updates made.
    parameters : Parameters
        Those of this network alone: the leading axis has length 1.
    inputs : callable
        What is done to inputs before the network sees them.
    """

    step: int
    parameters: Parameters
    inputs: InputMap


def losses(margin: Tensor, loss: str) -> Tensor:
    """Loss of each margin ``y h``."""
    from torch.nn import functional

    if loss == "hinge":
        return functional.relu(1 - margin)
    if loss == "logistic":
        return functional.softplus(-margin)
    return (1 - margin) ** 2 / 2


def make_optimiser(recipe: Recipe, setting: Setting, parameters: Parameters) -> Any:
    """The optimiser, with the setting's weight decay; one for all networks, as it acts by entry."""
    from torch import optim

    trained = [one for one in parameters.values() if one.requires_grad]
    default = ADAM_STEP if recipe.optimiser.startswith("adam") else setting.eta
    rate = default if recipe.step_size is None else recipe.step_size
    decay = setting.weight_decay
    if recipe.optimiser == "adam":
        return optim.Adam(trained, lr=rate, weight_decay=decay)
    if recipe.optimiser == "adamw":
        return optim.AdamW(trained, lr=rate, weight_decay=decay or DECOUPLED_DECAY)
    momentum = MOMENTUM if recipe.optimiser == "momentum" else 0.0
    return optim.SGD(trained, lr=rate, momentum=momentum, weight_decay=decay)


def stacked(networks: Sequence[Parameters], architecture: Architecture) -> Parameters:
    """Parameters of several networks in one, as `initial_parameters` gives them."""
    import torch

    return {
        name: torch.cat([one[name].detach() for one in networks]).requires_grad_(
            name != "a" or architecture.trained_output
        )
        for name in networks[0]
    }


@contextmanager
def one_thread() -> Iterator[None]:
    """Two threads on small batches are slower than one."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


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

    Raises
    ------
    ValueError
        If a checkpoint lies outside the training.
    """
    import torch

    wanted = {require_integer("checkpoints", t, 0, recipe.steps) for t in checkpoints}
    if start is None:
        parameters = initial_parameters(setting, architecture, [one.init for one in streams])
    else:
        parameters = stacked(start, architecture)
    optimiser = make_optimiser(recipe, setting, parameters)
    inputs = [input_map(remedy, setting, one.extra) for one in streams]
    found: list[dict[str, Trained]] = [{} for _ in streams]
    window = -(-WINDOW // setting.batch)
    recent = np.full((window, len(streams)), np.inf)
    dro = torch.zeros(len(streams), 4, dtype=torch.float64)

    def keep(i: int, name: str, t: int) -> None:
        state = {k: x.detach()[i : i + 1].clone() for k, x in parameters.items()}
        found[i][name] = Trained(t, state, inputs[i])

    sources = [_batches(setting, remedy, one) for one in streams]
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for t in range(recipe.steps + 1):
            batches = [next(source) for source in sources]
            u = torch.from_numpy(np.stack([f(b.u) for f, b in zip(inputs, batches, strict=True)]))
            label = torch.from_numpy(np.stack([b.label for b in batches]))
            mask = _masks(architecture, setting, streams)
            margin = label * forward(parameters, setting, architecture, u, mask=mask)
            recent[t % window] = (1 - margin.detach().numpy()).clip(min=0).mean(axis=1)
            for i in range(len(streams)):
                if t in wanted:
                    keep(i, str(t), t)
                if "fit" not in found[i] and recent[:, i].mean() <= FITTED:
                    keep(i, "fit", t)
            done = all("fit" in one for one in found) and t >= max(wanted, default=0)
            if done or t == recipe.steps:
                break
            loss = losses(margin, recipe.loss)
            optimiser.zero_grad(set_to_none=True)
            total(loss, batches, remedy.weights, setting, streams, dro).backward()  # type: ignore[no-untyped-call]
            if remedy.without_bg_mean:
                bg = parameters["w1"].grad[:, :, setting.n_core :]  # type: ignore[index]
                bg -= bg.mean(dim=2, keepdim=True)
            optimiser.step()
    return found


def _batches(setting: Setting, remedy: Remedy, streams: Streams) -> Iterator[Batch]:
    out = np.empty((setting.batch, setting.d0))
    for batch in training_batches(setting, streams.train, out):
        yield augmented(batch, remedy, setting, streams.extra)


def _masks(
    architecture: Architecture, setting: Setting, streams: Sequence[Streams]
) -> list[Tensor]:
    """For each hidden layer what the dropout leaves of it, of shape (S, N, m)."""
    import torch

    if not architecture.dropout:
        return []
    shape = (architecture.depth - 1, setting.batch, setting.width)
    kept = np.stack([one.extra.random(shape) >= architecture.dropout for one in streams], axis=1)
    return list(torch.from_numpy(kept / (1 - architecture.dropout)))
