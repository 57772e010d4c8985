"""Pre-training on other backgrounds: what it leaves, and what it does not protect."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Pretraining, Recipe, Remedy, Setting, judge, run_all
from fc.beyond import pretraining
from fc.beyond.sizes import SIZES
from fc.features import Batch, streams
from fc.pretraining import linearity
from fc.torch_networks import Architecture
from fc.training import train_networks

SETTING = Setting(n_core=16, n_bg=16, d=32**3, width=64, batch=200)
LOGISTIC = Recipe("logistic", steps=300)
JOB = Pretraining(
    SETTING, recipe=LOGISTIC, checkpoints=(300,), pretraining=replace(LOGISTIC, steps=2000)
)


@pytest.fixture(scope="module")
def record():
    return JOB.run(0, 0)


def test_later_training_adds_background_as_fast_as_core(record):
    assert record["0.margin_ratio(-1)"] == pytest.approx(1, abs=0.05)
    assert record["300.growth_share"] == pytest.approx(1, abs=0.05)
    assert record["300.margin_kept(-1)"] == pytest.approx(1, abs=0.05)
    assert record["300.margin_ratio(-1)"] < 0.9


def test_control_without_diverse_backgrounds_it_does_not(record):
    usual = replace(JOB, backgrounds=Remedy()).run(0, 0)
    assert usual["0.margin_ratio(-1)"] < 0.2
    assert usual["300.growth_share"] < 0.9
    assert usual["300.margin_kept(-1)"] > 1.1
    assert usual["0.active_neg"] > record["0.active_neg"] + 0.05


def test_a_linear_network_grows_no_background():
    linear = replace(JOB, setting=replace(SETTING, activation="identity")).run(0, 0)
    assert abs(linear["300.growth_share"]) < 0.1
    assert linear["0.linear_share"] == pytest.approx(1)


def test_what_does_not_fit_leaves_no_record():
    assert replace(JOB, pretraining=Recipe("logistic", steps=10)).run(0, 0) == {}


def test_margin_kept_is_a_ratio_of_margins(record):
    margins = [record[f"{t}.margin_id"] * record[f"{t}.margin_ratio(-1)"] for t in (0, 300)]
    assert record["300.margin_kept(-1)"] == pytest.approx(margins[1] / margins[0])


def test_a_network_trains_on_from_where_it_was():
    parts = SETTING, Architecture()
    whole = train_networks(*parts, Recipe(steps=20), Remedy(), [streams(0, 0)], (10, 20))[0]
    rng = streams(0, 0)
    first = train_networks(*parts, Recipe(steps=10), Remedy(), [rng], (10,))[0]["10"]
    # The batch at the checkpoint is drawn before the training stops: the second one goes on later.
    second = train_networks(*parts, Recipe(steps=10), Remedy(), [rng], (0, 10), [first.parameters])[
        0
    ]
    w1 = {name: state.parameters["w1"].numpy() for name, state in second.items()}
    assert np.array_equal(w1["0"], whole["10"].parameters["w1"].numpy())
    moved = np.abs(w1["10"] - w1["0"]).mean()
    apart = np.abs(w1["10"] - whole["20"].parameters["w1"].numpy()).mean()
    assert apart < moved / 5


def test_new_core_features_have_initial_weights():
    new = replace(JOB, new_core=True).run(0, 0)
    assert abs(new["0.core"]) < 0.05
    assert new["300.margin_ratio(-1)"] < 0.3 < JOB.run(0, 0)["300.margin_ratio(-1)"]


def test_linearity_tells_linear_units_from_halved_ones():
    rng = np.random.default_rng(0)
    y = np.repeat([1.0, -1.0], 500)
    u = rng.random((1000, 3)) * np.array([1.0, 1.0, 0.0]) + y[:, None] * np.array([2.0, 0, 0])
    batch, signs = Batch(u, y, y), np.array([1.0, -1.0])
    p = u[:, :1] * signs
    halved = linearity(np.maximum(p, 0), signs, batch)
    assert (halved["active_pos"], halved["active_neg"]) == (1, 0)
    always = linearity(p + 10, signs, batch)
    assert (always["active_pos"], always["active_neg"]) == (1, 1)
    assert always["linear_share"] == pytest.approx(1)
    assert halved["linear_share"] < 0.99


@pytest.mark.parametrize(
    "field, value", [("pretraining", None), ("backgrounds", Recipe()), ("new_core", 1)]
)
def test_parts_of_the_wrong_type_are_one_sentence(field, value):
    with pytest.raises(ValueError, match=rf"^{field} must be "):
        replace(JOB, **{field: value})


def test_planted_linear_units_refute_the_asymmetry():
    sizes = replace(SIZES["smoke"], seeds=2)
    claim = next(c for c in pretraining.claims(sizes) if c.id == "pretraining.asymmetry")
    planted = replace(claim, sweep=claim.control.sweep)
    records = run_all(planted.jobs(), 0, processes=1)
    (verdict,) = judge([planted], records)
    assert verdict.decision != "supported"
