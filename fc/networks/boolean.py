"""Networks on Boolean data, S of them in one tensor program; torch on use."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from fc.data.boolean import Array, BooleanSetting, draw
from fc.model.features import Streams
from fc.networks import Tensor, torch
from fc.networks.architecture import Parameters, one_network
from fc.networks.reading import one_thread
from fc.networks.training import Recipe, losses, optimiser_of, step
from fc.requirements import require_number, require_one_of

EVERY = 10  # Steps between two looks at a network.


def initial_parameters(setting: BooleanSetting, rngs: Sequence[np.random.Generator]) -> Parameters:
    """Torch's default, uniform in ``+-1/sqrt(inputs)``, drawn by numpy.

    ``w1`` has shape (S, m, n), ``b1`` and ``a`` have shape (S, 1, m), and ``b`` has (S, 1).
    """
    n, m = setting.bits, setting.width
    # Rounded otherwise than `fc.networks.architecture.uniform_weights`, which has the same law.
    shapes: dict[str, tuple[tuple[int, ...], int]]
    shapes = {"w1": ((m, n), n), "b1": ((1, m), n), "a": ((1, m), m), "b": ((1,), m)}
    drawn = {name: np.empty((len(rngs), *shape), np.float32) for name, (shape, _) in shapes.items()}
    for i, rng in enumerate(rngs):
        for name, (shape, inputs) in shapes.items():
            drawn[name][i] = rng.uniform(-1, 1, shape) / math.sqrt(inputs)
    return {name: torch.from_numpy(x).requires_grad_() for name, x in drawn.items()}


def forward(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs h of shape (S, N) at inputs of shape (S, N, n) or (N, n)."""
    units = (x @ parameters["w1"].transpose(1, 2) + parameters["b1"]).relu()
    return (units * parameters["a"]).sum(dim=2) + parameters["b"]


def outputs(parameters: Parameters, x: Array) -> Array:
    """Outputs of one detached network, of shape (N,), at inputs of shape (N, n)."""
    return forward(parameters, torch.from_numpy(x))[0].numpy()


def training(
    setting: BooleanSetting, recipe: Recipe, streams: Sequence[Streams], until: int
) -> Iterator[tuple[int, list[Parameters]]]:
    """Train, and show each network at every tenth step, from 0 to `until`.

    Refused are an optimiser other than Adam and SGD, and a recipe without a step size.
    """
    require_one_of("optimiser", recipe.optimiser, ("adam", "sgd"))
    rate = require_number("step_size", recipe.step_size, 0, strict=True)
    parameters = initial_parameters(setting, [one.init for one in streams])
    optimiser = optimiser_of(parameters.values(), recipe.optimiser, rate)

    def loss() -> Tensor:
        batches = [draw(setting, one.train, setting.batch) for one in streams]
        x, y = (torch.from_numpy(np.stack([getattr(b, name) for b in batches])) for name in "xy")
        return losses(y * forward(parameters, x), recipe.loss).mean(dim=1).sum()

    with one_thread():
        for t in range(until + 1):
            if t % EVERY == 0:
                yield t, [one_network(parameters, i) for i in range(len(streams))]
            if t < until:
                step(optimiser, loss())
