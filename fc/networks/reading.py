"""What a trained network answers; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from fc.model.features import draw_batch
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.networks.architecture import Architecture, Parameters, forward, hidden
from fc.networks.remedies import InputMap
from fc.requirements import Array


class Trained(NamedTuple):
    """A network at one step of its training."""

    step: int  # Updates made.
    parameters: Parameters  # Of this network alone, detached: the leading axis has length 1.
    inputs: InputMap  # What is done to inputs before the network sees them.

    @property
    def w(self) -> Array:
        """First-layer weights in feature coordinates, shape (m, d0)."""
        return self.parameters["w1"][0].numpy()

    @property
    def a(self) -> Array:
        """Weights of the (first) output, shape (m,)."""
        return self.parameters["a"][0, 0].numpy()

    def pull(self, setting: Setting) -> tuple[float, float]:
        """Sums over neurons of ``|a_k| C_k`` and of ``|a_k| B_k``."""
        core, bg = np.split(self.w, [setting.n_core], axis=1)
        on_core, on_bg = self.a @ core, np.abs(self.a) @ bg
        return (
            float(on_core @ setting.core.factors) * setting.core.mean,
            float(on_bg @ setting.bg.factors) * setting.bg.mean,
        )

    def growth_ratio(self, start: Trained, setting: Setting) -> float | None:
        """Growth since `start` of the second sum over that of the first; None if that is 0."""
        (core, bg), (core_0, bg_0) = self.pull(setting), start.pull(setting)
        return None if core == core_0 else (bg - bg_0) / (core - core_0)

    def asked(self, u: Array) -> Tensor:
        """Inputs (N, d0) as the network sees them, of shape (1, N, d0)."""
        return torch.from_numpy(self.inputs(u)[None])


@contextmanager
def one_thread() -> Iterator[None]:
    """Two threads on small batches are slower than one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


EVALUATION_SAMPLES, REFERENCE_SAMPLES = 4000, 2000


def output_map(
    state: Trained, setting: Setting, architecture: Architecture, rng: np.random.Generator
) -> InputMap:
    """Outputs, of shape (N,), at inputs of shape (N, d0).

    The statistics of a batch norm are those of fresh training samples, drawn with `rng`.
    """
    size = REFERENCE_SAMPLES if architecture.norm == "batch" else 0
    reference = draw_batch(setting, rng, size) if size else None

    def output(u: Array) -> Array:
        rows = np.concatenate([reference.u, u]) if reference else u
        h = forward(state.parameters, setting, architecture, state.asked(rows), size)
        return h[0, size:].numpy()

    return output


def last_units(state: Trained, setting: Setting, architecture: Architecture, u: Array) -> Array:
    """Units of the last hidden layer without a batch norm, (N, m), at inputs (N, d0)."""
    units = hidden(state.parameters, setting, architecture, state.asked(u))
    return units[0].numpy()
