"""Networks of one hidden layer on Boolean data, S of them in one tensor program; torch on use."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fc.data.boolean import BooleanBatch, BooleanSetting, draw
from fc.data.boolean_functions import Array
from fc.model.features import Streams
from fc.networks.reading import one_thread
from fc.networks.recipe import Recipe, losses
from fc.requirements import require_number, require_one_of

if TYPE_CHECKING:
    from torch import Tensor


Parameters = dict[str, "Tensor"]
# From the number of a network and a batch for it to the weights of the samples in its loss.
Weigh = Callable[[int, BooleanBatch], Array]


def initial_parameters(setting: BooleanSetting, rngs: Sequence[np.random.Generator]) -> Parameters:
    """Torch's default, uniform in ``+-1/sqrt(inputs)``, drawn by numpy: ``w1`` (S, m, n), ``b1``.

    ``b1`` and ``a`` have shape (S, 1, m), and ``b`` has shape (S, 1).
    """
    import torch

    n, m = setting.bits, setting.width
    shapes = {"w1": ((m, n), n), "b1": ((1, m), n), "a": ((1, m), m), "b": ((1,), m)}
    drawn = [
        {k: rng.uniform(-1, 1, shape) / math.sqrt(inputs) for k, (shape, inputs) in shapes.items()}
        for rng in rngs
    ]
    return {
        name: torch.from_numpy(np.stack([one[name] for one in drawn]).astype(np.float32))
        for name in shapes
    }


def one_network(parameters: Parameters, i: int) -> Parameters:
    """Parameters of network i alone."""
    return {name: x[i : i + 1] for name, x in parameters.items()}


def hidden(parameters: Parameters, x: Tensor) -> Tensor:
    """Hidden units of shape (S, N, m) at inputs of shape (S, N, n) or (N, n)."""
    return (x @ parameters["w1"].transpose(1, 2) + parameters["b1"]).relu()


def forward(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs h of shape (S, N)."""
    return (hidden(parameters, x) * parameters["a"]).sum(dim=2) + parameters["b"]


def outputs(parameters: Parameters, x: Array) -> Array:
    """Outputs as an array of shape (S, N), at inputs of shape (N, n)."""
    import torch

    with torch.no_grad():
        found: Array = forward(parameters, torch.from_numpy(x)).numpy()
        return found


def training(
    setting: BooleanSetting,
    recipe: Recipe,
    streams: Sequence[Streams],
    every: int,
    weigh: Weigh | None = None,
    shift: Array | None = None,
) -> Iterator[tuple[int, Parameters]]:
    """Train on fresh samples, and show the parameters at step 0, `every`, and its multiples.

    Parameters
    ----------
    weigh : callable, optional
        Weights of mean 1 of the samples of a batch; None stands for 1.
    shift : (S, n) array, optional
        Subtracted from the inputs of each network.
    """
    import torch

    parameters = initial_parameters(setting, [one.init for one in streams])
    optimiser = _optimiser(recipe, parameters)
    with one_thread():
        for t in range(recipe.steps + 1):
            if t % every == 0:
                yield t, {k: x.detach().clone() for k, x in parameters.items()}
            if t == recipe.steps:
                return
            batches = [draw(setting, one.train, setting.batch) for one in streams]
            inputs = np.stack([b.x for b in batches])
            x = torch.from_numpy(inputs if shift is None else inputs - shift[:, None])
            y = torch.from_numpy(np.stack([b.y for b in batches]))
            loss = losses(y * forward(parameters, x), recipe.loss)
            if weigh:
                weights = np.stack([weigh(i, b) for i, b in enumerate(batches)])
                loss = loss * torch.from_numpy(weights.astype(np.float32))
            optimiser.zero_grad(set_to_none=True)
            loss.mean(dim=1).sum().backward()  # type: ignore[no-untyped-call]
            optimiser.step()


def _optimiser(recipe: Recipe, parameters: Parameters) -> Any:
    from torch import optim

    kinds = {"adam": optim.Adam, "sgd": optim.SGD}
    require_one_of("optimiser", recipe.optimiser, tuple(kinds))
    rate = require_number("step_size", recipe.step_size, 0, strict=True)
    return kinds[recipe.optimiser]([x.requires_grad_() for x in parameters.values()], lr=rate)
