"""Remedies against a failure out of distribution, each as a change of inputs or of the loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from fc.model.doors import set_checked
from fc.model.features import Batch, Streams, draw_batch, shift_background
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.requirements import Array, integer, number, one_of

InputMap = Callable[[Array], Array]
INPUTS = ("raw", "centred", "centred_ood", "scaled", "whitened", "unit")
RETRAININGS = ("id", "balanced", "ood")
WEIGHTS = ("equal", "groups", "groups_shuffled", "dro")
DRO_RATE = 0.01
RETRAINING_SAMPLES = 2000
_ALLOWED = {
    "inputs": one_of(*INPUTS),
    "samples": integer(2, 10**7),
    "flipped": number(0, 1),
    "noise": number(0, 1e3),
    "weights": one_of(*WEIGHTS),
    "retrained": one_of(None, *RETRAININGS),
}


@dataclass(frozen=True)
class Remedy:
    """What is done about the failure; the default is nothing.

    Parameters
    ----------
    inputs : str
        ``"raw"``; ``"centred"``: minus the mean of training samples; ``"centred_ood"``: minus the
        mean of samples at kappa = -1, a control; ``"scaled"``: each feature divided by its root
        mean square; ``"whitened"``: centred, with the identity as covariance; ``"unit"``: each
        input divided by its length.
    samples : int
        From which those means are estimated.
    flipped : float
        Share of the training samples whose background is multiplied by -1: an augmentation.
    noise : float
        Standard deviation of the normal noise added to every feature of a training sample.
    weights : str
        Of the training samples: ``"equal"``; ``"groups"``: every group of `groups_of` counts
        the same; ``"groups_shuffled"``: the same with the groups permuted among the samples,
        a control; ``"dro"``: group DRO, where a group counts the more the larger its loss was.
    without_bg_mean : bool
        The gradient of the first layer loses its part along the background's mean.
    retrained : str, optional
        The output layer is fitted anew, after the training, to samples ``"id"``, ``"balanced"``
        over the groups, or ``"ood"`` (kappa = -1). None leaves it.
    """

    inputs: str = "raw"
    samples: int = 1000
    flipped: float = 0.0
    noise: float = 0.0
    weights: str = "equal"
    without_bg_mean: bool = False
    retrained: str | None = None

    def __post_init__(self) -> None:
        set_checked(self, **_ALLOWED)

    def bg_factors(self, rng: np.random.Generator, size: int) -> Array | None:
        """What the backgrounds of `size` training samples are multiplied by, or None for 1."""
        return np.where(rng.random(size) < self.flipped, -1.0, 1.0) if self.flipped else None


def input_map(remedy: Remedy, setting: Setting, rng: np.random.Generator) -> InputMap:
    """What is done to inputs of shape (N, d0), with statistics of samples drawn from `rng`."""
    if remedy.inputs == "raw":
        return lambda u: u
    if remedy.inputs == "unit":
        return lambda u: u / np.linalg.norm(u, axis=1, keepdims=True)
    batch = draw_batch(setting, rng, remedy.samples)
    if remedy.inputs == "centred_ood":
        batch = shift_background(batch, setting, -1.0)
    if remedy.inputs == "scaled":
        size = np.sqrt((batch.u**2).mean(axis=0))
        return lambda u: u / size
    mean = batch.u.mean(axis=0)
    if remedy.inputs != "whitened":
        return lambda u: u - mean
    if remedy.samples <= setting.d0:
        raise ValueError(
            f"samples must be above n_core + n_bg = {setting.d0} to whiten, got {remedy.samples}"
        )
    variance, axes = np.linalg.eigh(np.cov(batch.u.T))
    whiten = (axes / np.sqrt(variance)) @ axes.T
    return lambda u: (u - mean) @ whiten


def augmented(batch: Batch, remedy: Remedy, setting: Setting, rng: np.random.Generator) -> Batch:
    """A training batch with flipped backgrounds and noise."""
    factors = remedy.bg_factors(rng, len(batch.u))
    if factors is None and not remedy.noise:
        return batch
    u = batch.u.copy()
    if factors is not None:
        u[:, setting.n_core :] *= factors[:, None]
    if remedy.noise:
        u += remedy.noise * rng.standard_normal(u.shape)
    return batch._replace(u=u)


def retraining_batch(
    remedy: Remedy, setting: Setting, rng: np.random.Generator, size: int = RETRAINING_SAMPLES
) -> tuple[Batch, Array]:
    """Samples to which the output layer is fitted anew, with their weights."""
    batch = draw_batch(setting, rng, size)
    if remedy.retrained == "ood":
        batch = shift_background(batch, setting, -1.0)
    weights = np.ones(size)
    if remedy.retrained == "balanced":
        weights = balanced_weights(groups_of(batch, setting))
    return batch, weights


def groups_of(batch: Batch, setting: Setting) -> NDArray[np.int_]:
    """Group of each sample, 0 to 3: its class, and whether its background is negative on average.

    Where the background carries no sign there are two groups, the classes.
    """
    negative = batch.u[:, setting.n_core :].sum(axis=1) < 0
    return cast(NDArray[np.int_], 2 * (batch.y > 0) + negative)


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
    """Sum over S networks of the weighted mean of `loss`, of shape (S, N).

    The logarithms `dro` (S, 4) of the groups' weights under group DRO are updated in place.
    """
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
