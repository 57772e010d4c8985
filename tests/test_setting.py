"""`Setting` takes what the theory allows, and names what it does not."""

import math

import pytest

from fc import Setting

INTEGERS = ("n_core", "n_bg", "d", "width", "batch")
FLOATS = ("step_size", "weight_decay", "bg_shift", "label_noise")
NOT_INTEGERS = [0, -1, 2.5, 10.0, math.nan, math.inf, True, "10", "many", None]
NOT_FLOATS = [math.nan, math.inf, -math.inf, True, "1", "many", [1]]
OUT_OF_RANGE = [
    ("step_size", 0),
    ("step_size", -0.1),
    ("weight_decay", -0.1),
    ("weight_decay", None),
    ("bg_shift", None),
    ("bg_shift", -1.1),
    ("bg_shift", 1.1),
    ("label_noise", -0.1),
    ("label_noise", 1.1),
    ("label_noise", None),
    ("activation", "softplus"),
    ("activation", "ReLU"),
    ("activation", "relu:1"),
    ("activation", "leaky_relu:2"),
    ("activation", "leaky_relu:-0.1"),
    ("activation", "leaky_relu:nan"),
    ("activation", "leaky_relu:a"),
    ("activation", ""),
    ("activation", None),
    ("activation", 3),
    ("strengths", "normal"),
    ("strengths", "uniform:1"),
    ("strengths", "beta"),
    ("strengths", "beta:2"),
    ("strengths", "beta:0,1"),
    ("strengths", "beta:1,inf"),
    ("strengths", "beta:nan,1"),
    ("strengths", "beta:1,x"),
    ("strengths", "bernoulli:0"),
    ("strengths", "bernoulli:1.1"),
    ("strengths", "constant:2"),
    ("strengths", "constant:0"),
    ("strengths", None),
    ("arithmetic", "single"),
    ("arithmetic", ""),
    ("arithmetic", 64),
    ("arithmetic", ["exact"]),
]


@pytest.mark.parametrize(
    "field, value",
    [(field, value) for field in INTEGERS for value in NOT_INTEGERS]
    + [(field, value) for field in FLOATS for value in NOT_FLOATS]
    + OUT_OF_RANGE,
)
def test_bad_value_is_one_sentence_with_field_value_and_what_is_allowed(field, value):
    with pytest.raises(ValueError) as error:
        Setting(**{field: value})
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


def test_fewer_dimensions_than_features_are_refused():
    with pytest.raises(ValueError, match=r"^d must be at least n_core \+ n_bg = 128, got 127$"):
        Setting(64, 64, d=127)
    assert Setting(64, 64, d=128).d == 128


def test_weight_decay_may_not_overshoot_zero():
    assert Setting(step_size=0.5, weight_decay=2).weight_decay == 2
    with pytest.raises(ValueError, match=r"^weight_decay must be .* at most 2, got 2\.1$"):
        Setting(step_size=0.5, weight_decay=2.1)


@pytest.mark.parametrize(
    "fields",
    [
        {"n_core": 1, "n_bg": 1, "d": 2, "width": 1, "batch": 1},
        {"bg_shift": -0.5},
        {"bg_shift": -1},
        {"label_noise": 1},
        {"activation": "leaky_relu:0"},
        {"activation": "leaky_relu"},
        {"strengths": "beta:0.5,0.5"},
        {"strengths": "bernoulli:1"},
        {"strengths": "constant:1"},
    ],
)
def test_edges_of_what_is_allowed_are_taken(fields):
    setting = Setting(**fields)
    assert {name: getattr(setting, name) for name in fields} == fields


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
