"""The pair of neurons behind the laws, against sampling and against the population dynamics."""

import numpy as np
import pytest
from chance import mean_agrees

from fc import Setting, evolve, expectation
from fc.model.groups import sums
from fc.model.network import output_weights
from fc.model.scalars import Neurons, Part
from fc.theory.pair import active_neg, at_margin, view

OF = sums(Setting(32, 48).core, Setting(32, 48).bg)


@pytest.mark.parametrize("leak", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("core, bg", [(0.3, 0.25), (1.05, 0.9), (1.1, 1.2), (1.8, 0.1)])
def test_a_view_is_the_mean_over_the_parts_of_an_input(core, bg, leak):
    """By the definitions, without conditioning: h = (phi(a + b) - phi(b - a)) / 2."""
    rng = np.random.default_rng(0)
    a, b = (
        mean * (1 + np.sqrt(v) / s * rng.standard_normal(400_000))
        for mean, s, v in ((core, OF.s_core, OF.v_core), (bg, OF.s_bg, OF.v_bg))
    )
    own, other = ((x, np.where(x > 0, 1.0, leak)) for x in (a + b, b - a))
    r = (own[0] * own[1] - other[0] * other[1]) / 2
    counts = r < 1
    seen = view(OF, leak, core, bg)
    samples = (
        OF.s_core / core * a * counts * (own[1] + other[1]),
        OF.s_bg / bg * b * counts * (own[1] - other[1]),
        r,
        b > a,
    )
    for sampled, value in zip(samples, seen, strict=True):
        assert mean_agrees(sampled, value)
    # Controls: another C; and of an activity on both classes nothing is left.
    assert not mean_agrees(samples[2], view(OF, leak, core + 0.01, bg).margin)
    if leak < 1 and core < 1.5:
        assert not mean_agrees(samples[0], view(OF, leak, core, bg, both=False).core_push)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu:0.25", "identity"])
@pytest.mark.parametrize("n_bg", [64, 128, 192, 512])
def test_the_pair_is_the_population_dynamics_of_two_aligned_neurons(n_bg, activation):
    setting = Setting(128, n_bg, width=2, activation=activation, step_size=0.001)
    core, bg, a = setting.core, setting.bg, output_weights(2)
    found = at_margin(sums(core, bg), setting.phi.leak)
    weights = 1e-5 * np.sign(a), 1e-5 * found.bg / found.core * core.n / bg.n * np.ones(2)
    parts = (Part(g.n * w, g.n * w**2) for g, w in zip((core, bg), weights, strict=True))
    steps, state = evolve(setting, Neurons(*parts, a))["T2"]
    seen = expectation(state, setting, ())
    measured = seen.core.mean(), seen.bg.mean(), seen.active_neg.mean()
    assert measured == pytest.approx(found[:3], abs=0.01)
    assert steps * setting.eta / 4 == pytest.approx(found.time, rel=0.02)
    # Control: q before the margin, where the gate moves it.
    if n_bg == 512 and activation == "relu":
        assert active_neg(sums(core, bg)) - seen.active_neg.mean() > 0.1
