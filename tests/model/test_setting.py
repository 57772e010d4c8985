"""`Setting` takes what the theory allows, and names what it does not."""

import math
from dataclasses import fields

import pytest

from fc import Departures, Setting

INTEGERS = ("n_core", "n_bg", "d", "width", "batch", "dataset")
FLOATS = ("step_size", "weight_decay", "taper", "bg_shift", "label_noise")
AMOUNTS = ("overlap", "bg_label", "positive_share", "init_scale")
NOT_INTEGERS = [0, -1, 2.5, 10.0, math.nan, math.inf, True, "10", "many"]
NOT_FLOATS = [math.nan, math.inf, -math.inf, True, "1", "many", [1]]
NO_LAW = ["normal", "uniform:1", "beta", "beta:2", "beta:0,1", "beta:1,inf", "beta:nan,1"]
NO_LAW += ["beta:1,x", "bernoulli:0", "bernoulli:1.1", "constant:2", "constant:0", 3]
NO_ACTIVATION = ["swish", "ReLU", "relu:1", "leaky_relu:2", "leaky_relu:-0.1", "leaky_relu:nan"]
NO_ACTIVATION += ["leaky_relu:a", "", 3, "odd", "odd:", "mixed:gelu", "mixed:nan:gelu"]
NO_ACTIVATION += ["shifted:1:", "shifted:inf:relu", "gelu:2", "odd:odd:odd:odd:gelu", "quadratic"]
NO_ACTIVATION += ["quadratic:inf", "mixed:1:leaky_relu:2"]
BAD = {
    **dict.fromkeys(INTEGERS, NOT_INTEGERS),
    "step_size": [0, -0.1],
    "weight_decay": [-0.1, None],
    "bg_shift": [-1.1, 1.1, None],
    "label_noise": [-0.1, 1.1, None],
    "taper": [-0.1, 1.0, 1.1, None],
    "activation": [*NO_ACTIVATION, None],
    "strengths": [*NO_LAW, None],
    "bg_strengths": NO_LAW,
    "arithmetic": ["single", "", 64, ["exact"]],
    "departures": [3, "overlap"],
    "overlap": [-0.1, 1.0, None],
    "bg_label": [1.1, -1.1, None],
    "positive_share": [0.0, 1.0, 1.1, None],
    "init_scale": [0, -1, 1e7, None],
}


@pytest.mark.parametrize(
    "field, value",
    [(field, value) for field, values in BAD.items() for value in values]
    + [(field, value) for field in FLOATS + AMOUNTS for value in NOT_FLOATS]
    + [(field, None) for field in INTEGERS[:-1]],
)
def test_bad_value_is_one_sentence_with_field_value_and_what_is_allowed(field, value):
    of = Departures if field in {f.name for f in fields(Departures)} else Setting
    with pytest.raises(ValueError) as error:
        of(**{field: value})
    sentence = str(error.value)
    assert sentence.startswith(f"{field} must be ")
    assert sentence.endswith(f", got {value!r}")
    assert len(sentence) > len(f"{field} must be , got {value!r}")
    assert "\n" not in sentence


@pytest.mark.parametrize("value", [10**400, -(10**400)], ids=["10^400", "-10^400"])
@pytest.mark.parametrize("field", FLOATS)
def test_a_number_beyond_floats_is_a_value_error(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be "):
        Setting(**{field: value})


@pytest.mark.parametrize(
    "allowed",
    [
        {"n_core": 1, "n_bg": 1, "d": 2, "width": 1, "batch": 1},
        {"bg_shift": -1},
        {"label_noise": 1},
        {"activation": "leaky_relu:0"},
        {"strengths": "bernoulli:1", "bg_strengths": "constant:1"},
        {"taper": 0.999},
        {"step_size": 0.5, "weight_decay": 2},
    ],
)
def test_edges_of_what_is_allowed_are_taken(allowed):
    setting = Setting(**allowed)
    assert {name: getattr(setting, name) for name in allowed} == allowed


def test_default_step_size_and_time_scale():
    setting = Setting(n_core=64, n_bg=64, width=256)
    assert setting.eta == pytest.approx(0.05 * 256 / 128)
    assert setting.t1 == 8 / 0.05  # ceil(8 m / (eta d0))
    assert Setting(step_size=0.3).t1 == math.ceil(8 * 256 / (0.3 * 128))


def test_as_dict_makes_the_same_setting():
    setting = Setting(8, 4, d=100, bg_shift=-0.25, activation="leaky_relu:0.1")
    again = Setting(**setting.as_dict())
    assert again.as_dict() == setting.as_dict()
    assert again.step_size == setting.eta


def test_setting_cannot_be_changed():
    with pytest.raises(AttributeError):
        Setting().width = 3


def test_the_background_has_the_law_of_the_core_unless_it_has_its_own():
    same, own = Setting(strengths="beta:2,5"), Setting(bg_strengths="beta:2,5", bg_shift=0.1)
    assert same.as_dict()["bg_strengths"] == "beta:2,5"
    assert Setting(**same.as_dict()).as_dict() == same.as_dict()
    assert (own.law.mean, own.mu_core) == (0.5, 0.5)
    assert own.bg_law.mean == same.bg_law.mean == same.law.mean
    assert own.mu_bg == pytest.approx(2 / 7 + 0.1, abs=1e-4)
    assert own.as_dict()["strengths"] == "uniform"
    assert own.as_dict()["bg_strengths"] == "beta:2,5" != Setting().as_dict()["bg_strengths"]


def test_a_taper_scales_each_feature_of_a_group():
    setting = Setting(4, 2, taper=0.5, bg_strengths="beta:2,5", bg_shift=0.125)
    factors = [0.9375, 0.8125, 0.6875, 0.5625]  # 1 - (j - 1/2) / 8 for j = 1, ..., 4.
    assert setting.core.factors.tolist() == factors
    assert setting.bg.factors.tolist() == [0.875, 0.625]
    groups = (
        (setting.core, factors, 0.5),
        (setting.bg, [0.875, 0.625], setting.bg_law.mean + 0.125),
    )
    for group, scale, mean in groups:
        means = [mean * f for f in scale]
        variances = [group.variance * f**2 for f in scale]
        assert group.mean_sum == pytest.approx(sum(means))
        assert group.s == pytest.approx(sum(m**2 for m in means))
        assert group.v == pytest.approx(
            sum(m**2 * v for m, v in zip(means, variances, strict=True))
        )
        # Control: without a taper all three are larger.
        assert group._replace(scale=None).s > 1.3 * group.s
    assert Setting().core.scale is None
    assert Setting().core.factors.tolist() == [1.0] * 64


def test_a_tapered_strength_is_no_multiple_of_the_lattice():
    assert Setting(taper=0.5).mode == Setting(taper=0.5).as_dict()["arithmetic"] == "float64"
    assert Setting(taper=0, arithmetic="exact").mode == "exact"
    assert Setting(bg_strengths="beta:2,5").mode == "exact"
