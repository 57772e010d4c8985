"""The law for inputs given as samples, against the features' sums and the feature model's law."""

import numpy as np
import pytest

from fc import Setting, draw_batch
from fc.model.groups import Sums, sums
from fc.theory.class_means import Parts, margin_ratio, parts
from fc.theory.setting_laws import law

SETTING = Setting(64, 32)


def test_the_sums_of_samples_are_those_of_the_features():
    batch = draw_batch(SETTING, np.random.default_rng(0), 40_000)
    core, bg = (batch.u * keep for keep in (np.arange(96) < 64, np.arange(96) >= 64))
    found = parts(core[batch.y > 0], core[batch.y < 0], bg)
    told = sums(SETTING.core, SETTING.bg)
    assert found.sums == pytest.approx(told, rel=0.03)
    assert found.classes.s_bg == pytest.approx(0, abs=0.1) and found.background.s_core == 0
    # Control: what the classes share belongs to b.
    assert parts(core[batch.y > 0] + 1, core[batch.y < 0] + 1, bg).sums.s_bg > told.s_bg + 90


@pytest.mark.parametrize("kappa", [0.5, 0.0, -1.0, -2.0])
def test_without_a_common_part_of_the_classes_it_is_the_law_of_the_features(kappa):
    told, of = law(SETTING), sums(SETTING.core, SETTING.bg)
    split = Parts(Sums(of.s_core, 0, of.v_core, 0), Sums(0, of.s_bg, 0, of.v_bg))
    assert margin_ratio(split, kappa) == pytest.approx(
        told.margin(kappa) / told.margin(1.0), abs=2e-3
    )
    # Control: half of the background stays.
    still = Parts(Sums(of.s_core, of.s_bg / 2, of.v_core, 0), Sums(0, of.s_bg / 2, 0, of.v_bg))
    assert margin_ratio(still, kappa) > margin_ratio(split, kappa) + 0.01


def test_without_activity_on_the_other_class_nothing_would_be_left():
    of = Parts(Sums(10, 80, 30, 60), Sums(0, 600, 5, 2e4))
    assert margin_ratio(of, -1.0, both=False) < 0.01 < 0.1 < margin_ratio(of, -1.0)
