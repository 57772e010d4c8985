"""Students: networks that are trained to give a representation, or the label through one.

Both kinds are one network: hidden layers as in `architecture`, a linear layer of K outputs,
the representation, and for the label a linear head on top of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from fc.model.features import Streams, training_batches
from fc.model.setting import Setting
from fc.networks.architecture import Architecture, Parameters, hidden, initial_parameters
from fc.networks.reading import one_thread
from fc.networks.recipe import Recipe, losses, make_optimiser
from fc.networks.remedies import InputMap
from fc.requirements import Array, require_integer

if TYPE_CHECKING:
    from torch import Tensor


HEAD = ("r", "c")


def initial_student(
    setting: Setting, architecture: Architecture, outputs: int, rng: np.random.Generator
) -> Parameters:
    """Parameters as `fc.networks.architecture.initial_parameters`, with K outputs and a head.

    ``a`` has shape (1, K, m); with biases ``b`` has (1, K); the head is ``r`` (1, 1, K) and ``c``
    (1, 1).

    Raises
    ------
    ValueError
        If an output layer that is not trained has several outputs, or the architecture has a
        normalisation or a dropout.
    """
    import torch

    if architecture.norm is not None or architecture.dropout:
        raise ValueError(f"architecture must have no norm and no dropout, got {architecture!r}")
    require_integer("outputs", outputs, 1, 10**5 if architecture.trained_output else 1)
    found = initial_parameters(setting, architecture, [rng])

    def uniform(inputs: int, *shape: int) -> Tensor:
        bound = 1 / math.sqrt(inputs)
        return torch.from_numpy(rng.uniform(-bound, bound, shape)).requires_grad_()

    if architecture.trained_output:
        found["a"] = uniform(setting.width, 1, outputs, setting.width)
        if architecture.biases:
            found["b"] = uniform(setting.width, 1, outputs)
    found["r"] = uniform(outputs, 1, 1, outputs)
    found["c"] = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True)
    return found


def represented(
    parameters: Parameters, setting: Setting, architecture: Architecture, u: Tensor
) -> Tensor:
    """Representations of shape (1, N, K) at inputs of shape (1, N, d0)."""
    x = hidden(parameters, setting, architecture, u) @ parameters["a"].transpose(1, 2)
    return x + parameters["b"][:, None] if architecture.biases else x


def headed(parameters: Parameters, representation: Tensor) -> Tensor:
    """Outputs h of the head, of shape (1, N)."""
    return (representation @ parameters["r"].transpose(1, 2))[..., 0] + parameters["c"]


def train_student(
    setting: Setting,
    architecture: Architecture,
    recipe: Recipe,
    inputs: InputMap,
    teacher: InputMap | None,
    outputs: int,
    streams: Streams,
    checkpoints: Sequence[int] = (),
) -> dict[int, Parameters]:
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
        Parameters by the number of updates.
    """
    import torch

    wanted = {require_integer("checkpoints", t, 0, recipe.steps) for t in checkpoints}
    wanted.add(recipe.steps)
    parameters = initial_student(setting, architecture, outputs, streams.init)
    used = {k: x for k, x in parameters.items() if teacher is None or k not in HEAD}
    optimiser = make_optimiser(recipe, setting, used)
    batches = training_batches(setting, streams.train, np.empty((setting.batch, setting.d0)))
    found: dict[int, Parameters] = {}
    with one_thread():
        for t in range(recipe.steps + 1):
            if t in wanted:
                found[t] = {k: x.detach().clone() for k, x in parameters.items()}
            if t == recipe.steps:
                break
            batch = next(batches)
            u = torch.from_numpy(inputs(batch.u)[None])
            s = represented(parameters, setting, architecture, u)
            if teacher is None:
                label = torch.from_numpy(batch.label[None])
                loss = losses(label * headed(parameters, s), recipe.loss).mean()
            else:
                loss = ((torch.from_numpy(teacher(batch.u)[None]) - s) ** 2).mean() / 2
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return found


def representation_map(
    parameters: Parameters, setting: Setting, architecture: Architecture, inputs: InputMap
) -> InputMap:
    """Representations (N, K) at inputs (N, d0)."""
    import torch

    def found(u: Array) -> Array:
        with torch.no_grad():
            x = torch.from_numpy(inputs(u)[None])
            return cast(Array, represented(parameters, setting, architecture, x)[0].numpy())

    return found
