"""Remedies against a failure out of distribution: of inputs, of the gradient, of the loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fc.model.doors import set_checked
from fc.model.features import Batch, draw_batch
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.requirements import Array, integer, number, one_of

InputMap = Callable[[Array], Array]
DRO_RATE = 0.01


@dataclass(frozen=True)
class Remedy:
    """What is done about the failure; the default is nothing.

    Parameters
    ----------
    inputs : str
        ``"raw"``; ``"centred"``: minus the mean of training samples; ``"without_mean"``: without
        their part along `input_mean`.
    samples : int
        Training samples from which a mean is estimated.
    flipped : float
        Share of the training samples whose background is multiplied by -1: an augmentation.
    weights : str
        Of the training samples: ``"equal"``; ``"groups"``: every group of `groups_of` counts
        the same; ``"dro"``: group DRO, where a group counts the more the larger its loss was.
    gradient : str
        Of the first layer: ``"all"``, or ``"off_input_mean"``: without its part along `input_mean`.
    retrained : bool
        Whether the output layer is fitted anew, after the training, to samples whose groups count
        the same.
    """

    inputs: str = "raw"
    samples: int = 1000
    flipped: float = 0.0
    weights: str = "equal"
    gradient: str = "all"
    retrained: bool = False

    def __post_init__(self) -> None:
        kinds = {
            "inputs": one_of("raw", "centred", "without_mean"),
            "weights": one_of("equal", "groups", "dro"),
            "gradient": one_of("all", "off_input_mean"),
        }
        set_checked(self, **kinds, samples=integer(2, 10**7), flipped=number(0, 1))


def input_mean(setting: Setting, rng: np.random.Generator, samples: int) -> Array:
    """Mean of training samples, of each class half and half, shape (d0,).

    The core's class means cancel in it, also where one class is rare.
    """
    batch = draw_batch(setting, rng, samples)
    classes = [batch.u[batch.label == label].mean(axis=0) for label in np.unique(batch.label)]
    return np.mean(classes, axis=0)


def input_map(remedy: Remedy, setting: Setting, rng: np.random.Generator) -> InputMap:
    """What is done to inputs of shape (N, d0), with statistics of samples drawn from `rng`."""
    if remedy.inputs == "raw":
        return lambda u: u
    if remedy.inputs == "centred":
        mean = draw_batch(setting, rng, remedy.samples).u.mean(axis=0)
        return lambda u: u - mean
    along = forbidden_direction(remedy, setting, rng)
    return lambda u: u - np.outer(u @ along, along)


def forbidden_direction(remedy: Remedy, setting: Setting, rng: np.random.Generator) -> Array:
    """Unit vector (d0,) along `input_mean`."""
    mean = input_mean(setting, rng, remedy.samples)
    return mean / np.linalg.norm(mean)


def augmented(batch: Batch, remedy: Remedy, setting: Setting, rng: np.random.Generator) -> Batch:
    """A training batch with flipped backgrounds."""
    if not remedy.flipped:
        return batch
    u = batch.u.copy()
    u[rng.random(len(u)) < remedy.flipped, setting.n_core :] *= -1
    return batch._replace(u=u)


def groups_of(batch: Batch, setting: Setting) -> NDArray[np.int_]:
    """Group of each sample, 0 to 3: its class, and the sign that its background carries.

    The sign is told from the sum of the features that carry it, without their offsets. Where none
    does there are two groups, the classes.
    """
    broken, factors = setting.departures, setting.bg.factors[: setting.departures.bg_signed]
    signed = batch.u[:, setting.n_core :][:, : len(factors)]
    negative = signed.sum(axis=1) < broken.bg_offset * factors.sum()
    return 2 * (batch.y > 0) + negative


def balanced_weights(groups: NDArray[np.int_]) -> Array:
    """Weights of mean 1 with which every group that is present counts the same."""
    counts = np.bincount(groups)
    return len(groups) / (np.count_nonzero(counts) * counts[groups])


def total(
    loss: Tensor, batches: Sequence[Batch], how: str, setting: Setting, dro: Tensor
) -> Tensor:
    """Sum over S networks of the weighted mean of `loss`, of shape (S, N).

    The logarithms `dro` (S, 4) of the groups' weights under group DRO are updated in place.
    """
    if how == "equal":
        return loss.mean(dim=1).sum()
    groups = [groups_of(batch, setting) for batch in batches]
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
