"""Training of networks on images by Adam, and what they answer; torch is imported on use."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fc.networks import Tensor, torch
from fc.networks.reading import one_thread
from fc.networks.training import optimiser_of, step
from fc.requirements import require_integer

REPRESENTATION = "representation"
BATCH, ROWS = 100, 500  # Images at a time where something is trained, and where nothing is.


def train(
    module: Any,
    inputs: NDArray[np.float32] | Callable[[], NDArray[np.float32]],
    targets: NDArray[Any],
    rng: np.random.Generator,
    epochs: int,
    step_size: float = 2e-3,
    at_epoch: Callable[[int], None] | None = None,
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
        fits by the mean square over samples and entries. As many as inputs, else a ValueError.
    rng : numpy.random.Generator
        Orders the samples of every epoch; a last batch below 100 is left out.
    at_epoch : callable, optional
        Called with the number of epochs made, from 0 on, in evaluation mode.
    """
    functional = torch.nn.functional
    require_integer("batch", BATCH, 2, len(targets))
    classes = targets.ndim == 1
    y = torch.from_numpy(np.array(targets, np.int64 if classes else np.float32))
    measure: Any = functional.cross_entropy if classes else functional.mse_loss
    fitted = module.logits if classes else module.representation
    optimiser = optimiser_of(module.parameters(), "adam", step_size)
    with one_thread():
        for epoch in range(epochs + 1):
            if at_epoch is not None:
                module.eval()
                at_epoch(epoch)
            if epoch == epochs:
                break
            if epoch == 0 or callable(inputs):
                x = _tensor(inputs() if callable(inputs) else inputs)
                if len(x) != len(y):
                    raise ValueError(
                        f"targets must have a row for each of {len(x)} inputs, got {len(y)}"
                    )
            module.train()
            order = torch.from_numpy(rng.permutation(len(x)))
            for start in range(0, len(x) - BATCH + 1, BATCH):
                rows = order[start : start + BATCH]
                step(optimiser, measure(fitted(x[rows]), y[rows]))
    return module.eval()


def with_statistics_of(module: Any, inputs: NDArray[np.float32]) -> Any:
    """A copy of `module` whose batch norms have the mean and the variance of `inputs`."""
    found = deepcopy(module)
    for part in found.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None  # The plain mean over what is seen, at once here.
    found.train()
    with torch.no_grad(), one_thread():
        found(_tensor(inputs))
    return found.eval()


def answer(module: Any, inputs: NDArray[np.float32], output: str = "logits") -> NDArray[np.float32]:
    """Logits (N, outputs), representation (N, K), or units (N, K, P), in evaluation mode."""
    module.eval()
    x = _tensor(inputs)
    with torch.no_grad(), one_thread():
        parts = [getattr(module, output)(x[i : i + ROWS]) for i in range(0, len(x), ROWS)]
    return cast(NDArray[np.float32], torch.cat(parts).numpy())


def accuracy(module: Any, inputs: NDArray[np.float32], label: NDArray[np.int64]) -> float:
    """Share of `inputs` whose largest logit is that of their class."""
    return float((answer(module, inputs).argmax(axis=1) == label).mean())


def _tensor(inputs: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(inputs, np.float32))
