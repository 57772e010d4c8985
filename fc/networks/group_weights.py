"""Groups of samples, and losses in which they count alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fc.model.features import Batch, Streams
from fc.model.setting import Setting
from fc.requirements import Array

if TYPE_CHECKING:
    from torch import Tensor


WEIGHTS = ("equal", "groups", "groups_shuffled", "dro")
DRO_RATE = 0.01


def groups_of(batch: Batch, setting: Setting) -> NDArray[np.int_]:
    """Group of each sample, 0 to 3: its class, and whether its background is negative on average.

    Where the background carries no sign there are two groups, the classes.
    """
    negative = batch.u[:, setting.n_core :].sum(axis=1) < 0
    found: NDArray[np.int_] = 2 * (batch.y > 0) + negative
    return found


def balanced_weights(groups: NDArray[np.int_]) -> Array:
    """Weights of mean 1 with which every group that is present counts the same."""
    counts = np.bincount(groups, minlength=4)
    weights: Array = len(groups) / (np.count_nonzero(counts) * counts[groups])
    return weights


def total(
    loss: Tensor,
    batches: Sequence[Batch],
    how: str,
    setting: Setting,
    streams: Sequence[Streams],
    dro: Tensor,
) -> Tensor:
    """Sum over networks of the weighted mean of `loss`.

    Parameters
    ----------
    loss : (S, N) tensor
    batches, streams : sequences of length S
    dro : (S, 4) tensor
        Logarithms of the groups' weights under group DRO, which are updated in place.
    """
    import torch

    if how == "equal":
        return loss.mean(dim=1).sum()
    groups = [groups_of(batch, setting) for batch in batches]
    if how == "groups_shuffled":
        groups = [one.extra.permutation(g) for one, g in zip(streams, groups, strict=True)]
    weights = torch.from_numpy(np.stack([balanced_weights(g) for g in groups]))
    if how == "dro":
        index = torch.from_numpy(np.stack(groups))
        sizes = torch.zeros_like(dro).scatter_add_(1, index, torch.ones_like(loss))
        sums = torch.zeros_like(dro).scatter_add_(1, index, loss.detach())
        # The logarithm of each group's weight: the larger its loss, the faster it grows.
        dro += DRO_RATE * sums / sizes.clamp(min=1)
        share = torch.softmax(dro.masked_fill(sizes == 0, -torch.inf), dim=1)
        weights = weights * (share * (sizes > 0).sum(1, keepdim=True)).gather(1, index)
    return (weights * loss).mean(dim=1).sum()
