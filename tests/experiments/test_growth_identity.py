"""Experiments on one part of the setting, against what is known of them."""

import numpy as np
import pytest
from chance import normal

from fc import LabelCorrelation, Setting
from fc.experiments.theorems.single_steps import Projection


def test_label_correlation_of_core_and_background():
    record = LabelCorrelation(Setting(5, 5, d=100), samples=20_000).run(0, 0)
    # cov(y, y z) = 1/2 and var(y z) = E z^2 = 1/3 for uniform z.
    assert record["core"] == pytest.approx(np.sqrt(3) / 2, abs=normal(5) / np.sqrt(20_000))
    assert record["bg"] < normal(5) / np.sqrt(20_000)
    correlated = LabelCorrelation(Setting(5, 5, d=100), samples=20_000).run(0, 0)["core"]
    assert not correlated < normal(5) / np.sqrt(20_000)


@pytest.mark.parametrize("checkpoint, wrong", [("T1", "other_group"), ("T2", "no_hinge_gate")])
def test_growth_is_what_the_identity_says(checkpoint, wrong):
    setting = Setting(16, 16, d=32**3, width=16, batch=500)
    records = [Projection(setting, checkpoint).run(0, run) for run in range(6)]
    for group in ("core", "bg"):
        ratio = np.array([record[group] for record in records])
        control = np.array([record[f"{group}.{wrong}"] for record in records])
        # The theory's margin is 5%; six runs must stay within it and sampling error.
        error = normal(4) * ratio.std(ddof=1) / np.sqrt(6)
        assert abs(ratio.mean() - 1) < 0.05 + error
        assert abs(control.mean() - 1) > 0.05 + error
