"""The criterion against closed forms and against the differential equation that it solves."""

import math

import pytest

from fc import Setting
from fc.chapters.activations.contaminated import CHOSEN_AFTERWARDS
from fc.theory.growth_criterion import criterion


def judged(spec, **fields):
    return criterion(Setting(**({"n_core": 8, "n_bg": 8, "d": 1000} | fields), activation=spec))


CLOSED = {
    "elu": (math.sqrt(2) - math.asinh(1)) / (math.sqrt(2) + math.asinh(1)),
    "identity": 0.0,
    "tanh": 0.0,
    "shifted:5:relu": 0.0,
}


@pytest.mark.parametrize(("spec", "ratio"), CLOSED.items())
def test_the_ratio_is_the_closed_form(spec, ratio):
    assert judged(spec).ratio == pytest.approx(ratio, abs=1e-6)
    assert judged("mixed:0.5:elu").ratio != pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(("spec", "tau"), [("relu", 2), ("elu", 2**0.5), ("identity", 1)])
def test_the_time_is_the_closed_form(spec, tau):
    assert judged(spec).tau == pytest.approx(tau, abs=1e-6)


def test_softplus_and_the_quadratic_satisfy_their_equations():
    c = judged("softplus")
    assert math.cosh(c.core) == pytest.approx((1 + c.bg) * math.exp(c.bg), rel=1e-6)
    t, c = -0.3, judged("quadratic:-0.3")
    assert c.bg == pytest.approx((math.sqrt(1 + 4 * t * t * c.core**2) - 1) / (2 * t), rel=1e-6)


@pytest.mark.parametrize("a", [0.0, 0.3, 0.5])
@pytest.mark.parametrize("n_bg", [4, 8, 16])
def test_the_ratio_of_leaky_relu_until_a_class_comes_to_rest(a, n_bg):
    """``rho (1 - a) / (1 + a)``, and 1 where that is more: v stays at the kink."""
    expected = min(1.0, n_bg / 8 * (1 - a) / (1 + a))
    assert judged(f"leaky_relu:{a}", n_bg=n_bg).ratio == pytest.approx(expected, abs=2e-4)


KINDS = {
    "relu": "positive",
    "gelu": "positive",
    "elu": "positive",
    "quadratic:-0.3": "negative",
    "shifted:0.5:tanh": "negative",
    "shifted:-0.5:tanh": "positive",
    "tanh": "stable",
    "sigmoid": "stable",
    "identity": "neutral",
    "shifted:5:relu": "neutral",
    # Kink at -1.2: beyond the range of mean margin 1.
    "shifted:1.2:relu": "neutral",
    "shifted:0.8:relu": "positive",
    "odd:gelu": "neutral",
    "cubic": "unstable",
    "square": "undecided",
}


@pytest.mark.parametrize(("spec", "kind"), KINDS.items())
def test_kinds(spec, kind):
    assert judged(spec).kind == kind


@pytest.mark.parametrize("spec", CHOSEN_AFTERWARDS)
def test_the_predictions_that_were_written_down_are_those_of_the_criterion(spec):
    kind, ratio = CHOSEN_AFTERWARDS[spec]
    found = judged(spec)
    assert found.kind == kind
    assert found.ratio == (None if ratio is None else pytest.approx(ratio, abs=6e-4))
