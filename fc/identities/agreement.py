"""Sample means against what an identity predicts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.measure import Estimate

Array = NDArray[np.float64]


class Agreement(NamedTuple):
    """Sample means, what an identity predicts for them, and the standard errors between them."""

    measured: Array
    predicted: Array
    se: Array

    @property
    def deviations(self) -> Array:
        """``(measured - predicted) / se``, flat.

        Where nothing varies it is 0 if nothing differs, and else infinite.
        """
        gap = (self.measured - self.predicted).ravel()
        with np.errstate(divide="ignore"):
            deviations: Array = np.where(gap == 0, 0, gap / np.where(gap == 0, 1, self.se.ravel()))
        return deviations

    @property
    def z(self) -> float:
        """Largest deviation in standard errors."""
        return float(np.abs(self.deviations).max())

    @property
    def ratio(self) -> Estimate:
        """Measured over predicted, the slope of the line through 0.

        Its standard error is a bound: the entries, means over the same samples, are taken as
        fully correlated.
        """
        m, p, se = (np.ravel(x) for x in self)
        return Estimate(float(m @ p / (p @ p)), float(np.abs(p) @ se / (p @ p)))
