"""`Setting` takes what the theory allows, and names what it does not."""

import math
from dataclasses import fields

import pytest

from fc import Departures, Setting

NO_LAW = ["normal", "uniform:1", "beta", "beta:0,1", "beta:nan,1", "bernoulli:1.1", "constant:0", 3]
NO_ACTIVATION = ["swish", "ReLU", "relu:1", "leaky_relu:2", "leaky_relu:nan", "", 3, "odd:"]
NO_ACTIVATION += ["mixed:gelu", "shifted:inf:relu", "odd:odd:odd:odd:gelu", "mixed:1:leaky_relu:2"]
# What else no field takes, tests/test_public_functions.py makes up.
BAD = {
    "n_core": [0, 2.5, math.inf, True, "10", None],
    "step_size": [0, math.nan, True, "1", 1e31],
    "taper": [1.0, None],
    "bg_shift": [-1.1, 1.1],
    "activation": [*NO_ACTIVATION, None],
    "strengths": [*NO_LAW, None],
    "bg_strengths": NO_LAW,
    "arithmetic": ["single", 64],
    "departures": [3, "overlap"],
    "overlap": [-0.1, 1.0],
    "positive_share": [0.0, 1.0],
    "init_scale": [0, 1e7],
}


@pytest.mark.parametrize(
    "field, value", [(field, value) for field, values in BAD.items() for value in values]
)
def test_bad_value_is_one_sentence_with_field_value_and_what_is_allowed(field, value):
    of = Departures if field in {f.name for f in fields(Departures)} else Setting
    with pytest.raises(ValueError) as error:
        of(**{field: value})
    sentence = str(error.value)
    assert sentence.startswith(f"{field} must be ")
    assert sentence.endswith(f", got {value!r}")


def test_default_step_size_and_time_scale():
    setting = Setting(n_core=64, n_bg=64, width=256)
    assert setting.eta == pytest.approx(0.05 * 256 / 128)
    assert setting.t1 == 8 / 0.05  # ceil(8 m / (eta d0))
    assert Setting(step_size=0.3).t1 == math.ceil(8 * 256 / (0.3 * 128))


def test_the_background_has_the_law_of_the_core_unless_it_has_its_own():
    same, own = Setting(strengths="beta:2,5"), Setting(bg_strengths="beta:2,5", bg_shift=0.1)
    assert Setting(**same.as_dict()).as_dict() == same.as_dict()
    assert same.as_dict()["bg_strengths"] == own.as_dict()["bg_strengths"] == "beta:2,5"
    assert Setting().as_dict()["bg_strengths"] == "uniform"  # Control.
    assert (own.law.mean, own.mu_core) == (0.5, 0.5)
    assert own.bg_law.mean == same.bg_law.mean == same.law.mean
    assert own.mu_bg == pytest.approx(2 / 7 + 0.1, abs=1e-4)


def test_a_taper_scales_each_feature_of_a_group():
    setting = Setting(4, 2, taper=0.5, bg_strengths="beta:2,5", bg_shift=0.125)
    # 1 - (j - 1/2) / (2 n) for j = 1, ..., n.
    factors = {4: [0.9375, 0.8125, 0.6875, 0.5625], 2: [0.875, 0.625]}
    for group, mean in ((setting.core, 0.5), (setting.bg, setting.bg_law.mean + 0.125)):
        assert group.factors.tolist() == factors[group.n]
        mu, variance = mean * group.factors, group.variance * group.factors**2
        assert group.mean_sum == pytest.approx(mu.sum())
        assert group.s == pytest.approx((mu**2).sum())
        assert group.v == pytest.approx((mu**2 * variance).sum())
        # Control: without a taper it is larger.
        assert group._replace(scale=None).s > 1.3 * group.s
    assert Setting().core.scale is None
    assert Setting().core.factors.tolist() == [1.0] * 64
