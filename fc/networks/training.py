"""Training of whole networks; torch is imported on use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fc.model.features import Batch, Streams, training_batches
from fc.model.setting import Setting
from fc.networks.architecture import (
    Architecture,
    Parameters,
    forward,
    initial_parameters,
    one_network,
)
from fc.networks.group_weights import total
from fc.networks.reading import Trained, one_thread
from fc.networks.recipe import Recipe, losses, make_optimiser
from fc.networks.remedies import InputMap, Remedy, augmented, input_map
from fc.networks.students import HEAD, headed, initial_student, represented
from fc.requirements import require_integer

if TYPE_CHECKING:
    from torch import Tensor


FITTED = 0.05  # Hinge risk in distribution at which networks are compared.
WINDOW = 1000  # Samples over which it is averaged, at least.


def descent(optimiser: Any, steps: int, loss: Callable[[], Tensor]) -> Iterator[int]:
    """Numbers of updates made, 0 to `steps`; between two of them one step on the loss is made.

    Parameters
    ----------
    loss : callable
        The loss of the next step, a scalar; the caller may prepare it where it gets the number.
    """
    with one_thread():
        for t in range(steps + 1):
            yield t
            if t < steps:
                optimiser.zero_grad(set_to_none=True)
                loss().backward()  # type: ignore[no-untyped-call]
                optimiser.step()


def stacked(networks: Sequence[Parameters], architecture: Architecture) -> Parameters:
    """Parameters of several networks in one, as `initial_parameters` gives them."""
    import torch

    return {
        name: torch.cat([one[name].detach() for one in networks]).requires_grad_(
            name != "a" or architecture.trained_output
        )
        for name in networks[0]
    }


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
    if remedy.without_bg_mean:

        def without_bg_mean(w1: Tensor) -> None:
            bg = w1.grad[:, :, setting.n_core :]  # type: ignore[index]
            bg -= bg.mean(dim=2, keepdim=True)

        parameters["w1"].register_post_accumulate_grad_hook(without_bg_mean)  # type: ignore[no-untyped-call]
    optimiser = make_optimiser(recipe, setting, parameters)
    inputs = [input_map(remedy, setting, one.extra) for one in streams]
    found: list[dict[str, Trained]] = [{} for _ in streams]
    window = -(-WINDOW // setting.batch)
    recent = np.full((window, len(streams)), np.inf)
    dro = torch.zeros(len(streams), 4, dtype=torch.float64)
    sources = [_batches(setting, remedy, one) for one in streams]

    def loss() -> Tensor:
        each = losses(margin, recipe.loss)
        return total(each, batches, remedy.weights, setting, streams, dro)

    with np.errstate(over="ignore", invalid="ignore"):
        for t in descent(optimiser, recipe.steps, loss):
            batches = [next(source) for source in sources]
            u = torch.from_numpy(np.stack([f(b.u) for f, b in zip(inputs, batches, strict=True)]))
            label = torch.from_numpy(np.stack([b.label for b in batches]))
            mask = _masks(architecture, setting, streams)
            margin = label * forward(parameters, setting, architecture, u, mask=mask)
            recent[t % window] = (1 - margin.detach().numpy()).clip(min=0).mean(axis=1)
            for i, states in enumerate(found):
                if t in wanted:
                    states[str(t)] = Trained(t, one_network(parameters, i), inputs[i])
                if "fit" not in states and recent[:, i].mean() <= FITTED:
                    states["fit"] = Trained(t, one_network(parameters, i), inputs[i])
            if all("fit" in one for one in found) and t >= max(wanted, default=0):
                break
    return found


def train_student(
    setting: Setting,
    architecture: Architecture,
    recipe: Recipe,
    inputs: InputMap,
    teacher: InputMap | None,
    outputs: int,
    streams: Streams,
    checkpoints: Sequence[int] = (),
) -> dict[int, Trained]:
    """Train on the teacher's representation by half the mean square, or on the label.

    Parameters
    ----------
    recipe : Recipe
        Its loss is that on the label.
    inputs : callable
        What is done to inputs before the student sees them; the teacher sees them as they are.
    teacher : callable, optional
        From inputs (N, d0) to representations (N, K); None stands for the label.
    checkpoints : sequence of int
        Numbers of updates; None are kept but these and the last.

    Returns
    -------
    dict
        States by the number of updates.
    """
    import torch

    wanted = {require_integer("checkpoints", t, 0, recipe.steps) for t in checkpoints}
    wanted.add(recipe.steps)
    parameters = initial_student(setting, architecture, outputs, streams.init)
    used = {k: x for k, x in parameters.items() if teacher is None or k not in HEAD}
    optimiser = make_optimiser(recipe, setting, used)
    batches = training_batches(setting, streams.train, np.empty((setting.batch, setting.d0)))

    def loss() -> Tensor:
        batch = next(batches)
        u = torch.from_numpy(inputs(batch.u)[None])
        s = represented(parameters, setting, architecture, u)
        if teacher is not None:
            return ((torch.from_numpy(teacher(batch.u)[None]) - s) ** 2).mean() / 2
        label = torch.from_numpy(batch.label[None])
        return losses(label * headed(parameters, s), recipe.loss).mean()

    steps = descent(optimiser, recipe.steps, loss)
    return {t: Trained(t, one_network(parameters), inputs) for t in steps if t in wanted}


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
