"""Weights of the samples of Boolean data against a spurious correlation, with groups or without."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fc.data.boolean import Array, BooleanBatch
from fc.networks.boolean import Weigh
from fc.networks.remedies import DRO_RATE, balanced_weights

AMPLIFIED = 0.7  # q of the biased network's generalised cross-entropy.


def groups_of(batch: BooleanBatch) -> NDArray[np.int_]:
    """Group of each sample, 0 to 3: whether it is marked as one that agrees, and its label."""
    return 2 * batch.agrees.astype(int) + (batch.y > 0)


def equal_groups(margin: Array, batches: Sequence[BooleanBatch]) -> Array:
    """Weights with which the groups of a batch count the same."""
    return np.stack([balanced_weights(groups_of(batch)) for batch in batches])


def counted(times: float, margin: Array, batches: Sequence[BooleanBatch]) -> Array:
    """Weights with which a sample that is marked as one that does not agree counts so often."""
    return np.stack([np.where(batch.agrees, 1.0, times) for batch in batches])


def group_dro() -> Weigh:
    """Weights of group DRO for one network: a group counts the more the larger its loss was."""
    log_share = np.zeros(4)

    def weigh(margin: Array, batches: Sequence[BooleanBatch]) -> Array:
        groups = groups_of(batches[0])
        sizes = np.bincount(groups, minlength=4)
        sums = np.bincount(groups, np.logaddexp(0, -margin[0]), 4)
        log_share[:] += DRO_RATE * sums / sizes.clip(1)
        share = np.exp(log_share - log_share.max()) * (sizes > 0)
        found: Array = (len(groups) * share / share.sum() / sizes.clip(1))[groups]
        return found[None]

    return weigh


def relative_difficulty(margin: Array, batches: Sequence[BooleanBatch]) -> Array:
    """Learning from failure: weights of a network, and of the biased one that is trained along.

    With losses L and L_b a sample counts ``L_b / (L + L_b)``. The biased network has the loss
    ``(1 - p^q) / q``, with the probability ``p = e^-L_b`` of the label; its gradient is ``p^q``
    times that of L_b.
    """
    loss = np.logaddexp(0, -margin)
    both = loss[0] + loss[1] + np.finfo(loss.dtype).tiny
    return np.stack([loss[1] / both, np.exp(-AMPLIFIED * loss[1])])
