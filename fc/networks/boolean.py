"""Networks on Boolean data, S of them in one tensor program; torch on use."""

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
# From the margins y h (S, N) and the batch of each network to the samples' weights (S, N).
Weigh = Callable[[Array, Sequence[BooleanBatch]], Array]


def initial_parameters(setting: BooleanSetting, rngs: Sequence[np.random.Generator]) -> Parameters:
    """Torch's default, uniform in ``+-1/sqrt(inputs)``, drawn by numpy.

    ``w1`` has shape (S, m, n), further layers ``w2`` ... (S, m, m); ``b1`` ... and ``a`` have shape
    (S, 1, m), and ``b`` has shape (S, 1).
    """
    n, m = setting.bits, setting.width
    # Rounded otherwise than `fc.networks.architecture.uniform_weights`, which has the same law.
    shapes: dict[str, tuple[tuple[int, ...], int]] = {}
    for layer in range(1, setting.hidden_layers + 1):
        inputs = n if layer == 1 else m
        shapes |= {f"w{layer}": ((m, inputs), inputs), f"b{layer}": ((1, m), inputs)}
    shapes |= {"a": ((1, m), m), "b": ((1,), m)}
    drawn = {name: np.empty((len(rngs), *shape), np.float32) for name, (shape, _) in shapes.items()}
    for i, rng in enumerate(rngs):
        for name, (shape, inputs) in shapes.items():
            drawn[name][i] = rng.uniform(-1, 1, shape) / math.sqrt(inputs)
    return {name: torch.from_numpy(x).requires_grad_() for name, x in drawn.items()}


def hidden(parameters: Parameters, x: Tensor) -> Tensor:
    """Units of the last hidden layer (S, N, m) at inputs of shape (S, N, n) or (N, n)."""
    for layer in range(1, len(parameters) // 2):
        x = (x @ parameters[f"w{layer}"].transpose(1, 2) + parameters[f"b{layer}"]).relu()
    return x


def forward(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs h of shape (S, N)."""
    return (hidden(parameters, x) * parameters["a"]).sum(dim=2) + parameters["b"]


def outputs(parameters: Parameters, x: Array) -> Array:
    """Outputs of one detached network, of shape (N,), at inputs of shape (N, n)."""
    return forward(parameters, torch.from_numpy(x))[0].numpy()


def units(parameters: Parameters, x: Array) -> Array:
    """Last hidden units of one detached network, and a constant 1: shape (N, m + 1)."""
    found = hidden(parameters, torch.from_numpy(x))[0].numpy().astype(float)
    return cast(Array, np.c_[found, np.ones(len(x))])


def training(
    setting: BooleanSetting,
    recipe: Recipe,
    streams: Sequence[Streams],
    until: int,
    weigh: Weigh | None = None,
    sets: Sequence[BooleanBatch] = (),
) -> Iterator[tuple[int, list[Parameters]]]:
    """Train, and show each network at every tenth step, from 0 to `until`.

    Refused are an optimiser other than Adam, AdamW and SGD, AdamW without a weight decay, and a
    recipe without a step size.

    Parameters
    ----------
    weigh : callable, optional
        Weights of the samples of a step; None stands for 1.
    sets : sequence of BooleanBatch, optional
        Training set of each network, in the place of one that is drawn for it.
    """
    require_one_of("optimiser", recipe.optimiser, ("adam", "adamw", "sgd"))
    require_number("weight_decay", setting.weight_decay, 0, strict=recipe.optimiser == "adamw")
    rate = require_number("step_size", recipe.step_size, 0, strict=True)
    parameters = initial_parameters(setting, [one.init for one in streams])
    optimiser = optimiser_of(parameters.values(), recipe.optimiser, rate, setting.weight_decay)
    if setting.samples and not sets:
        sets = [draw(setting, one.train, setting.samples) for one in streams]

    def batch(i: int) -> BooleanBatch:
        if not sets:
            return draw(setting, streams[i].train, setting.batch)
        chosen = streams[i].train.integers(0, len(sets[i].y), setting.batch)
        x, y, agrees = sets[i]
        return BooleanBatch(x[chosen], y[chosen], agrees[chosen])

    def loss() -> Tensor:
        batches = [batch(i) for i in range(len(streams))]
        x, y = (torch.from_numpy(np.stack([getattr(b, name) for b in batches])) for name in "xy")
        margin = y * forward(parameters, x)
        each = losses(margin, recipe.loss)
        if weigh:
            weights = weigh(margin.detach().numpy(), batches)
            each = each * torch.from_numpy(weights.astype(np.float32))
        return each.mean(dim=1).sum()

    with one_thread():
        for t in range(until + 1):
            if t % EVERY == 0:
                yield t, [one_network(parameters, i) for i in range(len(streams))]
            if t < until:
                step(optimiser, loss())
