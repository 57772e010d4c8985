"""What a trained network answers; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from fc.model.features import draw_batch
from fc.model.setting import Setting
from fc.networks.architecture import Architecture, Parameters, forward, hidden
from fc.networks.remedies import InputMap
from fc.requirements import Array

if TYPE_CHECKING:
    pass


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


EVALUATION_SAMPLES, REFERENCE_SAMPLES, RETRAINING_SAMPLES = 4000, 2000, 2000


def output_map(
    state: Trained, setting: Setting, architecture: Architecture, rng: np.random.Generator
) -> InputMap:
    """Outputs, of shape (N,), at inputs of shape (N, d0).

    The statistics of a batch norm are those of fresh training samples, drawn with `rng`.
    """
    import torch

    size = REFERENCE_SAMPLES if (architecture.norm or "").startswith("batch") else 0
    reference = draw_batch(setting, rng, size) if size else None

    def output(u: Array) -> Array:
        rows = np.concatenate([reference.u, u]) if reference else u
        inputs = torch.from_numpy(state.inputs(rows)[None])
        with torch.no_grad():
            h = forward(state.parameters, setting, architecture, inputs, size)
        return cast(Array, h[0, size:].numpy())

    return output


def last_units(state: Trained, setting: Setting, architecture: Architecture, u: Array) -> Array:
    """Units of the last hidden layer without a batch norm, (N, m), at inputs (N, d0)."""
    import torch

    with torch.no_grad():
        inputs = torch.from_numpy(state.inputs(u)[None])
        return cast(Array, hidden(state.parameters, setting, architecture, inputs)[0].numpy())
