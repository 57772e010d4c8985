"""Effective robustness: accuracy out of distribution beyond what that in distribution predicts.

The prediction is a line through standard networks, in logits of the two accuracies.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fc.experiments.images.distillation import ImageDistillation
from fc.requirements import Array, special
from fc.runs.records import Records, as_sweep, table

TEST = 1000  # Images that an accuracy is over; 0 and 1 count as half an image.


def logit(accuracy: ArrayLike) -> Array:
    """``log(p / (1 - p))`` of accuracies p."""
    clipped = np.clip(np.asarray(accuracy, dtype=float), 0.5 / TEST, 1 - 0.5 / TEST)
    found: Array = special.logit(clipped)
    return found


class Line(NamedTuple):
    """``logit(ood) = intercept + slope logit(id)``, and the share of the variance it explains."""

    intercept: float
    slope: float
    explained: float

    def predicted(self, accuracy_id: ArrayLike) -> Array:
        """Accuracy out of distribution of a standard network with this one in distribution."""
        found: Array = special.expit(self.intercept + self.slope * logit(accuracy_id))
        return found

    def effective_robustness(self, accuracy_id: ArrayLike, accuracy_ood: ArrayLike) -> Array:
        """Accuracy out of distribution minus the predicted one."""
        return np.asarray(accuracy_ood, dtype=float) - self.predicted(accuracy_id)


def line_of(accuracy_id: ArrayLike, accuracy_ood: ArrayLike) -> Line:
    """Least squares over standard networks; two that differ in distribution are needed."""
    x, y = logit(accuracy_id).ravel(), logit(accuracy_ood).ravel()
    if not np.ptp(x) > 0:
        raise ValueError("accuracy_id must hold two different accuracies")
    slope, intercept = np.polyfit(x, y, 1)
    correlation = np.corrcoef(x, y)[0, 1] if np.ptp(y) > 0 else 1.0
    return Line(float(intercept), float(slope), float(correlation**2))


def accuracies(
    records: Records, jobs: Iterable[ImageDistillation], seeds: int, *names: str, shift: str
) -> Array:
    """Accuracies in distribution and under the shift of networks of these names, (2, networks)."""
    found = [
        [table(as_sweep(job), f"{name}({where})", seeds, records)[1] for where in ("id", shift)]
        for job in jobs
        for name in names
    ]
    return np.moveaxis(np.array(found), 1, 0).reshape(2, -1)
