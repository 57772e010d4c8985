"""Networks of one hidden layer on Boolean data, S of them in one tensor program; torch on use."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.model.features import Streams
from fc.networks import Tensor, torch
from fc.networks.architecture import Parameters, one_network
from fc.networks.reading import one_thread
from fc.networks.training import Recipe, losses, optimiser_of, step
from fc.requirements import require_number, require_one_of

EVERY = 10  # Steps between two looks at a network.
# From the number of a network and a batch for it to the weights of the samples in its loss.
Weigh = Callable[[int, BooleanBatch], Array]


def initial_parameters(setting: BooleanSetting, rngs: Sequence[np.random.Generator]) -> Parameters:
    """Torch's default, uniform in ``+-1/sqrt(inputs)``, drawn by numpy: ``w1`` (S, m, n), ``b1``.

    ``b1`` and ``a`` have shape (S, 1, m), and ``b`` has shape (S, 1).
    """
    n, m = setting.bits, setting.width
    # Rounded otherwise than `fc.networks.architecture.uniform_weights`, which has the same law.
    shapes = {"w1": ((m, n), n), "b1": ((1, m), n), "a": ((1, m), m), "b": ((1,), m)}
    drawn = {name: np.empty((len(rngs), *shape), np.float32) for name, (shape, _) in shapes.items()}
    for i, rng in enumerate(rngs):
        for name, (shape, inputs) in shapes.items():
            drawn[name][i] = rng.uniform(-1, 1, shape) / math.sqrt(inputs)
    return {name: torch.from_numpy(x).requires_grad_() for name, x in drawn.items()}


def hidden(parameters: Parameters, x: Tensor) -> Tensor:
    """Hidden units of shape (S, N, m) at inputs of shape (S, N, n) or (N, n)."""
    return (x @ parameters["w1"].transpose(1, 2) + parameters["b1"]).relu()


def forward(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs h of shape (S, N)."""
    return (hidden(parameters, x) * parameters["a"]).sum(dim=2) + parameters["b"]


def outputs(parameters: Parameters, x: Array) -> Array:
    """Outputs of one detached network, of shape (N,), at inputs of shape (N, n)."""
    return forward(parameters, torch.from_numpy(x))[0].numpy()


def units(parameters: Parameters, x: Array) -> Array:
    """Hidden units of one detached network, and a constant 1: shape (N, m + 1)."""
    found = hidden(parameters, torch.from_numpy(x))[0].numpy().astype(float)
    return cast(Array, np.c_[found, np.ones(len(x))])


def training(
    setting: BooleanSetting,
    recipe: Recipe,
    streams: Sequence[Streams],
    until: int,
    weigh: Weigh | None = None,
    shift: Array | None = None,
) -> Iterator[tuple[int, list[Parameters]]]:
    """Train on fresh samples, and show each network at every tenth step, from 0 to `until`.

    An optimiser other than Adam and SGD, and a recipe without a step size, are refused.

    Parameters
    ----------
    weigh : callable, optional
        Weights of mean 1 of the samples of a batch; None stands for 1.
    shift : (S, n) array, optional
        Subtracted from the inputs of each network.
    """
    require_one_of("optimiser", recipe.optimiser, ("adam", "sgd"))
    rate = require_number("step_size", recipe.step_size, 0, strict=True)
    parameters = initial_parameters(setting, [one.init for one in streams])
    optimiser = optimiser_of(parameters.values(), recipe.optimiser, rate)

    def loss() -> Tensor:
        batches = [draw(setting, one.train, setting.batch) for one in streams]
        inputs = np.stack([b.x for b in batches])
        x = torch.from_numpy(inputs if shift is None else inputs - shift[:, None])
        y = torch.from_numpy(np.stack([b.y for b in batches]))
        each = losses(y * forward(parameters, x), recipe.loss)
        if weigh:
            weights = np.stack([weigh(i, b) for i, b in enumerate(batches)])
            each = each * torch.from_numpy(weights.astype(np.float32))
        return each.mean(dim=1).sum()

    with one_thread():
        for t in range(until + 1):
            if t % EVERY == 0:
                yield t, [one_network(parameters, i) for i in range(len(streams))]
            if t < until:
                step(optimiser, loss())
