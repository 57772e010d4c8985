"""Training of whole networks; torch is imported on use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fc.model.features import Batch, Streams, training_batches
from fc.model.setting import Setting
from fc.networks.architecture import Architecture, Parameters, forward, initial_parameters
from fc.networks.group_weights import total
from fc.networks.reading import Trained, one_thread
from fc.networks.recipe import Recipe, losses, make_optimiser
from fc.networks.remedies import Remedy, augmented, input_map
from fc.requirements import require_integer

if TYPE_CHECKING:
    from torch import Tensor


FITTED = 0.05  # Hinge risk in distribution at which networks are compared.
WINDOW = 1000  # Samples over which it is averaged, at least.


def stacked(networks: Sequence[Parameters], architecture: Architecture) -> Parameters:
    """Parameters of several networks in one, as `initial_parameters` gives them."""
    import torch

    return {
        name: torch.cat([one[name].detach() for one in networks]).requires_grad_(
            name != "a" or architecture.trained_output
        )
        for name in networks[0]
    }


def train_networks(
    setting: Setting,
    architecture: Architecture,
    recipe: Recipe,
    remedy: Remedy,
    streams: Sequence[Streams],
    checkpoints: Sequence[int] = (),
    start: Sequence[Parameters] | None = None,
) -> list[dict[str, Trained]]:
    """Train one network for each of `streams`, all in one tensor program.

    Parameters
    ----------
    start : sequence of Parameters, optional
        Where each of the networks starts; None stands for its own random initial weights.

    Returns
    -------
    list of dict
        For each network its states: by the number of updates for each of `checkpoints`, and as
        ``"fit"`` when the hinge risk of its last batches, 1,000 samples or more, first is at most
        0.05; absent if it never is.

    Raises
    ------
    ValueError
        If a checkpoint lies outside the training.
    """
    import torch

    wanted = {require_integer("checkpoints", t, 0, recipe.steps) for t in checkpoints}
    if start is None:
        parameters = initial_parameters(setting, architecture, [one.init for one in streams])
    else:
        parameters = stacked(start, architecture)
    optimiser = make_optimiser(recipe, setting, parameters)
    inputs = [input_map(remedy, setting, one.extra) for one in streams]
    found: list[dict[str, Trained]] = [{} for _ in streams]
    window = -(-WINDOW // setting.batch)
    recent = np.full((window, len(streams)), np.inf)
    dro = torch.zeros(len(streams), 4, dtype=torch.float64)

    def keep(i: int, name: str, t: int) -> None:
        state = {k: x.detach()[i : i + 1].clone() for k, x in parameters.items()}
        found[i][name] = Trained(t, state, inputs[i])

    sources = [_batches(setting, remedy, one) for one in streams]
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for t in range(recipe.steps + 1):
            batches = [next(source) for source in sources]
            u = torch.from_numpy(np.stack([f(b.u) for f, b in zip(inputs, batches, strict=True)]))
            label = torch.from_numpy(np.stack([b.label for b in batches]))
            mask = _masks(architecture, setting, streams)
            margin = label * forward(parameters, setting, architecture, u, mask=mask)
            recent[t % window] = (1 - margin.detach().numpy()).clip(min=0).mean(axis=1)
            for i in range(len(streams)):
                if t in wanted:
                    keep(i, str(t), t)
                if "fit" not in found[i] and recent[:, i].mean() <= FITTED:
                    keep(i, "fit", t)
            done = all("fit" in one for one in found) and t >= max(wanted, default=0)
            if done or t == recipe.steps:
                break
            loss = losses(margin, recipe.loss)
            optimiser.zero_grad(set_to_none=True)
            total(loss, batches, remedy.weights, setting, streams, dro).backward()  # type: ignore[no-untyped-call]
            if remedy.without_bg_mean:
                bg = parameters["w1"].grad[:, :, setting.n_core :]  # type: ignore[index]
                bg -= bg.mean(dim=2, keepdim=True)
            optimiser.step()
    return found


def _batches(setting: Setting, remedy: Remedy, streams: Streams) -> Iterator[Batch]:
    out = np.empty((setting.batch, setting.d0))
    for batch in training_batches(setting, streams.train, out):
        yield augmented(batch, remedy, setting, streams.extra)


def _masks(
    architecture: Architecture, setting: Setting, streams: Sequence[Streams]
) -> list[Tensor]:
    """For each hidden layer what the dropout leaves of it, of shape (S, N, m)."""
    import torch

    if not architecture.dropout:
        return []
    shape = (architecture.depth - 1, setting.batch, setting.width)
    kept = np.stack([one.extra.random(shape) >= architecture.dropout for one in streams], axis=1)
    return list(torch.from_numpy(kept / (1 - architecture.dropout)))
