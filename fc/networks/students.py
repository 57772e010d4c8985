"""Students: networks that are trained to give a representation, or the label through one.

Both kinds are one network: hidden layers as in `architecture`, a linear layer of K outputs,
the representation, and for the label a linear head on top of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from fc.model.setting import Setting
from fc.networks.architecture import (
    Architecture,
    Parameters,
    hidden,
    initial_parameters,
    uniform_weights,
)
from fc.networks.reading import Trained
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
        return torch.from_numpy(uniform_weights(rng, inputs, *shape)).requires_grad_()

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


def representation_map(state: Trained, setting: Setting, architecture: Architecture) -> InputMap:
    """Representations (N, K) at inputs (N, d0)."""

    def found(u: Array) -> Array:
        x = represented(state.parameters, setting, architecture, state.asked(u))
        return cast(Array, x[0].numpy())

    return found


def head_map(state: Trained, setting: Setting, architecture: Architecture) -> InputMap:
    """Outputs of the head (N,) at inputs (N, d0)."""

    def found(u: Array) -> Array:
        x = represented(state.parameters, setting, architecture, state.asked(u))
        return cast(Array, headed(state.parameters, x)[0].numpy())

    return found
