"""Accuracies of the groups over the total steps of a training, and what they say of a method."""

from typing import NamedTuple

import numpy as np

from fc.data.boolean import Array, BooleanBatch
from fc.experiments.boolean.training import crossing_step, group_accuracy
from fc.networks.debiasing import groups_of
from fc.requirements import Record

RIGHT = 0.9  # Accuracy on the worst group at which the core counts as learned.


class Scores(NamedTuple):
    """Accuracies: of all samples, of majority and minority, and of the worst of the four groups."""

    all: float
    majority: float
    minority: float
    worst: float


class Look(NamedTuple):
    """One network after t total steps, on balanced data and on the validation set."""

    t: int
    test: Scores
    validation: Scores


def scores(h: Array, batch: BooleanBatch) -> Scores:
    """Of outputs h (N,) at a batch."""
    groups, correct = groups_of(batch), h * batch.y > 0
    worst = min(correct[groups == group].mean() for group in np.unique(groups))
    return Scores(float(correct.mean()), *group_accuracy(h, batch), float(worst))


def told(method: str, looks: list[Look], plain: list[Look]) -> Record:
    """What the looks at one method say, beside those without a remedy."""
    found: Record = {}
    for t, test, _ in looks:
        found |= {f"{name}({method},{t})": getattr(test, name) for name in Scores._fields[1:]}
    pairs = [one for one in zip(looks, plain, strict=True) if 2 * one[0].t > looks[-1].t]
    added = np.array([one.test.minority - other.test.minority for one, other in pairs])
    found[f"added({method})"] = float(added.mean())
    found[f"ahead({method})"] = float((added > 0).mean())
    found[f"chosen({method})"] = max(looks, key=lambda look: look.validation.all).test.worst
    by_groups = max(looks, key=lambda look: look.validation.worst)
    found[f"chosen_by_groups({method})"] = by_groups.test.worst
    steps = [look.t for look in looks]
    own, other = (
        crossing_step(steps, [1 - look.test.worst for look in seen], 1 - RIGHT)
        for seen in (looks, plain)
    )
    if own is not None:
        found[f"steps({method})"] = own
        if other:
            found[f"share_of_steps({method})"] = own / other
    return found
