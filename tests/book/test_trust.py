"""What the cells of the page on trust share."""

import numpy as np
import pytest

from fc.chapters import trust


def test_detected_is_the_level_on_the_bound_and_the_rate_beyond():
    assert trust.detected(0.0, 6, 0.005) == pytest.approx(0.005)
    x = np.random.default_rng(0).standard_normal((6, 100_000)) + 3 / np.sqrt(6)
    t = np.sqrt(6) * x.mean(axis=0) / x.std(axis=0, ddof=1)
    # 4.0321 is the quantile of Student's t with 5 degrees of freedom.
    assert trust.detected(3.0, 6, 0.005) == pytest.approx(np.mean(t > 4.0321), abs=0.005)
    assert trust.detected(3.0, 5, 0.005) < trust.detected(3.0, 6, 0.005) - 0.03
