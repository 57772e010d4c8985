"""Training of networks on images by Adam, and what they answer; torch is imported on use."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.networks import Tensor, torch
from fc.networks.images import first_layer
from fc.networks.reading import one_thread
from fc.networks.training import optimiser_of, step
from fc.requirements import require_integer

STEP_SIZE = 2e-3  # Of Adam.
BATCH, ROWS = 100, 500  # Images at a time where something is trained, and where nothing is.


def train(
    module: Any,
    inputs: NDArray[np.float32] | Callable[[], NDArray[np.float32]],
    targets: NDArray[Any],
    rng: np.random.Generator,
    epochs: int,
    *,
    fixed_along: Tensor | None = None,
    watch: Callable[[int], None] = lambda epochs: None,
) -> Any:
    """Train `module` in place by Adam, and return it in evaluation mode.

    Parameters
    ----------
    module
        As `fc.networks.images.build` makes it.
    inputs : (N, side, side, 3) array, or callable
        A callable gives the inputs of each epoch anew: fresh backgrounds on the same images.
    targets : (N,) or (N, K) array
        Classes, which the logits fit by cross-entropy, or a representation, which that of `module`
        fits by the mean square over samples and entries.
    rng : numpy.random.Generator
        Orders the samples of every epoch; a last batch below 100 is left out.
    fixed_along : tensor, optional
        Unit vector, of the shape of one neuron's weights, along which the first layer keeps its
        initial weights: the gradient is taken off the mean, see `mean_input`.
    watch : callable
        It is told the number of epochs made, before each of them and after the last.
    """
    functional = torch.nn.functional
    require_integer("batch", BATCH, 2, len(targets))
    classes = targets.ndim == 1
    first = first_layer(module).weight
    place, start = first.device, first.detach().clone()
    y = torch.from_numpy(np.array(targets, np.int64 if classes else np.float32)).to(place)
    measure: Any = functional.cross_entropy if classes else functional.mse_loss
    fitted = module.logits if classes else module.representation
    optimiser = optimiser_of(module.parameters(), "adam", STEP_SIZE)
    with one_thread():
        for epoch in range(epochs):
            watch(epoch)
            x = _tensor(inputs() if callable(inputs) else inputs).to(place)
            module.train()
            order = torch.from_numpy(rng.permutation(len(x))).to(place)
            for begin in range(0, len(x) - BATCH + 1, BATCH):
                rows = order[begin : begin + BATCH]
                step(optimiser, measure(fitted(x[rows]), y[rows]))
                if fixed_along is not None:
                    with torch.no_grad():
                        moved = ((first - start) * fixed_along).flatten(1).sum(dim=1)
                        first -= moved.view(-1, *[1] * fixed_along.ndim) * fixed_along
    watch(epochs)
    return module.eval()


def mean_input(module: Any, inputs: NDArray[np.float32]) -> Tensor:
    """Unit vector along the mean of what a neuron of the first layer sees, of its weights' shape.

    A convolution sees every patch, so the mean is over positions, too.
    """
    layer = first_layer(module)
    mean = _tensor(inputs.mean(axis=0, keepdims=True)).to(layer.weight.device)
    if isinstance(layer, torch.nn.Conv2d):
        planes = mean.permute(0, 3, 1, 2)
        size, pad, stride = layer.kernel_size, layer.padding, layer.stride
        unfold: Any = torch.nn.functional.unfold
        mean = unfold(planes, size, padding=pad, stride=stride).mean(dim=2)
    elif layer.in_features != mean.numel():  # The transformer's embedding of a patch.
        side, patch = mean.shape[1], math.isqrt(layer.in_features // 3)
        cut = mean.reshape(side // patch, patch, side // patch, patch, 3)
        mean = cut.mean(dim=(0, 2))
    mean = mean.reshape(layer.weight.shape[1:])
    return mean / mean.norm()


def answer(module: Any, inputs: NDArray[np.float32], output: str = "logits") -> NDArray[np.float32]:
    """Logits (N, outputs), representation (N, K), or units (N, K, P), in evaluation mode."""
    module.eval()
    x = _tensor(inputs).to(first_layer(module).weight.device)
    with torch.no_grad(), one_thread():
        parts = [getattr(module, output)(x[i : i + ROWS]) for i in range(0, len(x), ROWS)]
    return torch.cat(parts).cpu().numpy()


def _tensor(inputs: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(inputs, np.float32))
