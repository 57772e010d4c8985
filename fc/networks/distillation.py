"""Representation distillation: teachers that see the core alone, and students of their output.

The paper opens with it: students that fit, on training data, the representation of a model that
generalises out of distribution, and that do not generalise as it does. Here the teacher ignores the
background by construction. A student has hidden layers as in `architecture`, a linear layer of K
outputs, the representation, and for the label a linear head on top of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.model.doors import set_checked
from fc.model.features import Batch, Streams, shift_background, training_batches
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.networks.architecture import (
    Architecture,
    Parameters,
    hidden,
    initial_parameters,
    one_network,
    uniform_weights,
)
from fc.networks.reading import Trained, one_thread
from fc.networks.remedies import InputMap
from fc.networks.training import Recipe, losses, make_optimiser, step
from fc.requirements import integer, one_of, require_integer

TEACHERS = ("sum", "core", "relu")
KAPPAS = (1.0, 0.5, 0.0, -0.5, -1.0, -1.5, -2.0)
NO_MEAN = "no mean"  # The background with its mean subtracted, z - mu: a shift that is no kappa.
SHIFTS: tuple[float | str, ...] = (*KAPPAS, NO_MEAN)
HEAD = ("r", "c")


@dataclass(frozen=True)
class Teacher:
    """A representation that depends on the core features alone.

    Parameters
    ----------
    kind : str
        ``"sum"``: ``sum_core y z_j / (n_core mu)``, one number of mean y; ``"core"``: the core
        features; ``"relu"``: ``max(0, T u_core)`` with T of standard normal entries.
    units : int
        Entries of the ReLU representation.
    """

    kind: str = "sum"
    units: int = 64

    def __post_init__(self) -> None:
        set_checked(self, kind=one_of(*TEACHERS), units=integer(1, 10**5))

    def outputs(self, setting: Setting) -> int:
        """Entries K of the representation."""
        return {"sum": 1, "core": setting.n_core, "relu": self.units}[self.kind]

    def representation(self, setting: Setting, rng: np.random.Generator) -> InputMap:
        """The map from inputs (N, d0) to representations (N, K).

        The sum of a core without a mean is refused.
        """
        n = setting.n_core
        if self.kind == "core":
            return lambda u: u[:, :n]
        if self.kind == "relu":
            t = rng.standard_normal((self.units, n))
            return lambda u: np.maximum(u[:, :n] @ t.T, 0)
        if not setting.mu_core:
            raise ValueError("kind must be core or relu where the core has no mean, got 'sum'")
        return lambda u: u[:, :n].sum(axis=1, keepdims=True) / (n * setting.mu_core)


def shifted(batch: Batch, setting: Setting, shift: float | str) -> Batch:
    """The same samples under one of `SHIFTS`."""
    if shift != NO_MEAN:
        return shift_background(batch, setting, float(shift))
    u = batch.u.copy()
    u[:, setting.n_core :] -= setting.mu_bg
    return batch._replace(u=u)


def shift_name(shift: float | str) -> str:
    """A shift as it stands in the entries of a record, ``accuracy(-1)``."""
    return shift if isinstance(shift, str) else f"{shift:g}"


def fit_error(found: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Mean squared distance of two representations (N, K), over the variance of the second."""
    return float(((found - wanted) ** 2).sum(axis=1).mean() / wanted.var(axis=0).sum())


def initial_student(
    setting: Setting, architecture: Architecture, outputs: int, rng: np.random.Generator
) -> Parameters:
    """Parameters as `fc.networks.architecture.initial_parameters`, with K outputs and a head.

    ``a`` has shape (1, K, m); with biases ``b`` has (1, K); the head is ``r`` (1, 1, K) and ``c``
    (1, 1). Several outputs of a layer that is not trained are refused, and so are a normalisation
    and a dropout.
    """
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


def student_maps(
    state: Trained, setting: Setting, architecture: Architecture
) -> tuple[InputMap, InputMap]:
    """From inputs (N, d0) to representations (N, K), and to outputs of the head (N,)."""
    found = partial(represented, state.parameters, setting, architecture)
    return (
        lambda u: found(state.asked(u))[0].numpy(),
        lambda u: headed(state.parameters, found(state.asked(u)))[0].numpy(),
    )


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

    Returns
    -------
    dict
        States by the number of updates, at `checkpoints` and at the end.
    """
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

    states: dict[int, Trained] = {}
    with one_thread():
        for t in range(recipe.steps + 1):
            if t in wanted:
                states[t] = Trained(t, one_network(parameters), inputs)
            if t < recipe.steps:
                step(optimiser, loss())
    return states
