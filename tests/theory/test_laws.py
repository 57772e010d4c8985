"""The closed-form predictions: the numbers of the theory, their equations and their limits."""

import math
from dataclasses import replace

import numpy as np
import pytest
from chance import mean_agrees
from scipy.special import ndtr

from fc import Setting, asymmetry_time
from fc import law as law_in_range
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.model.groups import sums
from fc.model.observed import moments
from fc.model.strengths import strengths
from fc.theory.pair import active_neg


def law(setting):
    """The formulas themselves; where they hold is tested below."""
    return law_in_range(setting, extrapolate=True)


def early(setting):
    """q and rho before the margin."""
    q, of = active_neg(sums(setting.core, setting.bg)), law(setting).sums
    return q, of.s_bg / of.s_core * (1 - q) / (1 + q)


# n_core, n_bg: C, B, q-, R_OOD(-1), R_OOD(-1/2), to the three digits of the theory's table.
TABLE = {
    (64, 64): (1.074, 0.926, 0.074, 0.926, 0.694),
    (64, 32): (1.333, 0.667, 0.000, 0.667, 0.500),
    (64, 16): (1.600, 0.400, 0.000, 0.400, 0.300),
    (64, 128): (1.017, 0.983, 0.349, 0.983, 0.737),
    (256, 256): (1.044, 0.956, 0.044, 0.956, 0.717),
}


@pytest.mark.parametrize("sizes", TABLE)
def test_the_leading_order_gives_the_numbers_of_the_theory(sizes):
    q, rho = early(Setting(*sizes))
    core, bg = 2 / (1 + rho), 2 * rho / (1 + rho)
    computed = (core, bg, q, bg, 0.75 * bg)
    # Half a digit of the table. R_OOD(-1/2) is stated from the rounded B, hence the second one.
    assert computed == pytest.approx(TABLE[sizes], abs=1e-3)
    other, rho = early(Setting(sizes[0], 3 * sizes[1]))
    assert (2 / (1 + rho), other) != pytest.approx(TABLE[sizes][::2][:2], 1e-3)
    # What the gate and the spread of the strengths add is small while S_b <= S_c.
    p = law(Setting(*sizes))
    assert (p.core, p.bg) == pytest.approx((core, bg), abs=0.004 if sizes[1] <= sizes[0] else 0.02)
    assert p.margin(1.0) == pytest.approx(1, abs=2e-3) != p.margin(0.0)


# int_0^inf (1/Phi(x) - 1) dx: the delay by the gate, over the margin's spread.
GATE_DELAY = 0.5859


def test_the_risk_and_the_time_are_those_of_the_theory():
    p = law(Setting(64, 64))
    assert p.risk_ood(1.0) == pytest.approx(0.0207, abs=5e-4)
    # 2 m C / (eta S_c (1 + q)) with S_c = 64 / 4 and eta = 0.05 m / 128, then the hinge gate.
    ungated = 2 * p.core * 128 / 0.05 / 16 / (1 + p.active_neg)
    on_time = p.time_unit * p.pair.time
    assert on_time == pytest.approx(ungated * (1 + p.margin_spread * GATE_DELAY), rel=0.015)
    assert on_time != pytest.approx(ungated, rel=0.015)
    # One neuron in forty is late, and the others make up for them.
    assert 0.02 < p.late < 0.03 < p.t2 / on_time - 1 < 0.06


def test_weight_decay_makes_a_linear_growth_bend():
    """M' = 1/T - c M with the decay c per step reaches 1 after -log(1 - c T)/c."""
    plain = law(Setting(64, 32))
    decay = 0.1 / plain.t2
    setting = Setting(64, 32, weight_decay=decay / Setting(64, 32).eta)
    margin, steps = 0.0, 0
    while margin < 1:
        margin += 1 / plain.t2 - decay * margin
        steps += 1
    assert law(setting).t2 == pytest.approx(steps, abs=1.5)


@pytest.mark.parametrize("shift", [1.0, 0.0, -1.0, -1.3, -3.0, "constant:0.4", "bernoulli:0.5"])
def test_risk_and_error_are_expectations_over_two_normal_numbers(shift):
    """The definition M = ((a+b)_+ - (b-a)_+)/2 by plain sampling."""
    setting = Setting(32, 32)
    p, rng, variance = law(setting), np.random.default_rng(0), (1 - 2**-16) / 12 / (32 / 4)
    if isinstance(shift, str):
        of = strengths(shift)
        kappa, spread = -of.mean / 0.5, math.sqrt(of.variance / 32) / 0.5
    else:
        kappa, spread = shift, abs(shift) * math.sqrt(variance)
    x, z = rng.standard_normal((2, 400_000))
    a, b = p.core * (1 + math.sqrt(variance) * x), p.bg * (kappa + spread * z)
    m = (np.maximum(a + b, 0) - np.maximum(b - a, 0)) / 2
    samples = {"risk": np.maximum(1 - m, 0), "error": (m < 0) + 0.5 * (m == 0), "margin": m}
    told = {"risk": p.risk_ood, "error": p.error_ood, "margin": p.margin}
    for name, values in samples.items():
        # The grid of the law has an error of its own, 2e-4 at most.
        value = told[name](*moments(setting.bg, shift))
        assert mean_agrees(values, np.clip(values.mean(), value - 2e-4, value + 2e-4)), name
    # Controls: another kappa; for a law, the spread that kappa has.
    assert not mean_agrees(samples["margin"], p.margin(kappa - 0.05))
    assert shift == kappa or not mean_agrees(samples["error"], p.error_ood(kappa))


def test_an_identity_network_keeps_no_background():
    p = law(Setting(64, 64, activation="identity"))
    assert (p.core, p.bg, p.ratio) == pytest.approx((1, 0, 0))
    # E[(1 - M)_+] for M normal with mean 1 and variance V_c / S_c^2 = sigma^2 / 16; uniform
    # strengths on 256 midpoints have sigma^2 = (1 - 2^-16) / 12.
    variance = (1 - 2**-16) / 12 / 16
    for kappa in (1.0, -3.0):
        assert p.risk_ood(kappa) == pytest.approx(math.sqrt(variance / (2 * math.pi)), rel=2e-3)
        assert p.error_ood(kappa) == pytest.approx(ndtr(-1 / math.sqrt(variance)))


# --- Another law of the background. -----------------------------------------------------------

TAPERED = Setting(40, 30, taper=0.5, bg_strengths="beta:2,5")


@pytest.mark.parametrize("spec", ["uniform", "beta:1,3", "bernoulli:0.5", "constant:0.25"])
@pytest.mark.parametrize("setting", [Setting(64, 64), TAPERED])
def test_a_law_enters_by_the_mean_and_the_spread_of_the_background_s_part(setting, spec):
    """Of ``sum_j w_j u_j``, with weights as the means that they grew on, over its mean now."""
    of, c = strengths(spec), setting.bg.factors
    w = c / (setting.bg.mean * (c**2).sum())  # Such that the mean in distribution is 1.
    kappa, spread = moments(setting.bg, spec)
    assert kappa == pytest.approx(-of.mean * (w * c).sum())
    assert spread == pytest.approx(math.sqrt(of.variance * ((w * c) ** 2).sum()))
    assert spread != pytest.approx(math.sqrt(of.variance * (w * c).sum() ** 2), rel=0.1) or (
        spread == 0
    )


def test_the_kappa_of_a_risk_is_where_the_law_gives_it():
    p = law(Setting(64, 64))
    for risk in (p.risk_ood(1.0), 2 * p.risk_ood(1.0), 0.5, 0.9):
        assert p.risk_ood(p.kappa_at(risk)) == pytest.approx(risk, rel=1e-9)
    assert p.kappa_at(p.risk_ood(1.0)) == pytest.approx(1)
    assert p.kappa_at(0.5) != pytest.approx(p.kappa_at(0.6))  # Control.


# --- Time to asymmetry. -----------------------------------------------------------------------


def constant(setting):
    """T0 in units of m / (eta sqrt(d d0))."""
    unit = setting.width / (setting.eta * math.sqrt(setting.d * setting.d0))
    return asymmetry_time(setting) / unit


def test_the_constant_of_the_time_to_asymmetry_is_five():
    base = Setting(32, 32, d=10**9)
    five = constant(base)
    assert five == pytest.approx(5.0, rel=0.01)
    # Whatever the features, the width and the step, and on a grid as fine as is needed.
    large = {"n_core": 8192, "n_bg": 8192}
    for changes in (large, {"d": 4 * 10**9}, {"width": 1024}, {"step_size": 0.4}):
        assert constant(replace(base, **changes)) == pytest.approx(five, rel=1e-12)
    assert asymmetry_time(base) == pytest.approx(asymmetry_time(base, grid=400), rel=0.002)
    # Control: other strengths have another constant.
    assert constant(replace(base, strengths="beta:2,5")) != pytest.approx(5.0, rel=0.1)


def test_the_measured_time_to_asymmetry_is_the_predicted_one():
    setting = Setting(32, 32, d=10**9, width=256, batch=400, step_size=1e-4)
    predicted = asymmetry_time(setting)
    times = [AsymmetryTime(setting).run(0, run)["T0"] for run in range(8)]
    # The theory claims 2%; beyond it only sampling error.
    low, high = 0.98 * predicted, 1.02 * predicted
    nearest = np.clip(np.mean(times), low, high)
    assert mean_agrees(times, nearest), (np.mean(times), predicted)
    assert not mean_agrees(times, 1.2 * predicted)
