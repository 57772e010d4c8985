"""Pre-training on other backgrounds: what it leaves, and what it does not protect."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Recipe, Remedy, Setting
from fc.experiments.networks.pretraining import Pretraining, wrongly_active
from fc.model.features import Batch, streams
from fc.networks.architecture import Architecture
from fc.networks.training import train_networks

pytestmark = pytest.mark.long

SETTING = Setting(n_core=16, n_bg=16, d=32**3, width=64, batch=200)
LOGISTIC = Recipe("logistic", steps=300)
JOB = Pretraining(
    SETTING, recipe=LOGISTIC, checkpoints=(300,), pretraining=replace(LOGISTIC, steps=2000)
)


def test_later_training_adds_background_as_fast_as_core():
    record = JOB.run(0, 0)
    assert record["0.margin_ratio(-1)"] == pytest.approx(1, abs=0.05)
    assert record["300.growth_share"] == pytest.approx(1, abs=0.05)
    assert record["300.margin_ratio(-1)"] < 0.9
    # Control: without diverse backgrounds it does not.
    usual = replace(JOB, backgrounds=Remedy()).run(0, 0)
    assert usual["0.margin_ratio(-1)"] < 0.2
    assert usual["300.growth_share"] < 0.9
    assert usual["0.active_neg"] > record["0.active_neg"] + 0.05


def test_a_network_trains_on_from_where_it_was():
    parts = SETTING, Architecture()
    whole = train_networks(*parts, Recipe(steps=20), Remedy(), [streams(0, 0)], (10, 20))[0]
    rng = streams(0, 0)
    first = train_networks(*parts, Recipe(steps=10), Remedy(), [rng], (10,))[0]["10"]
    # The batch at the checkpoint is drawn before the training stops: the second one goes on later.
    second = train_networks(*parts, Recipe(steps=10), Remedy(), [rng], (0, 10), [first.parameters])[
        0
    ]
    assert np.array_equal(second["0"].w, whole["10"].w)
    moved = np.abs(second["10"].w - second["0"].w).mean()
    assert np.abs(second["10"].w - whole["20"].w).mean() < moved / 5


def test_a_unit_is_wrongly_active_on_its_own_negative_class():
    y = np.repeat([1.0, -1.0], 100)
    batch, signs = Batch(y[:, None], y, y), np.array([1.0, -1.0, 1.0])
    # Active on its own class alone; the same; on every second input of both classes.
    units = np.stack([y, -y, np.tile([1.0, -1.0], 100)], axis=1)
    assert wrongly_active(units, signs, batch) == pytest.approx(0.5 / 3)
    assert wrongly_active(units, -signs, batch) == pytest.approx(2.5 / 3)
