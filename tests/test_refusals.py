"""What is refused, and the sentence that says so: a call and its words, for every room."""

import math

import numpy as np
import pytest
from fuzz import explicit, muddled, within

import fc
from fc import Departures, Setting
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.model.observed import moments
from fc.simulation.reduction import embedding
from fc.theory.growth_criterion import criterion

SECONDS = 5
SIZES = {"n_core": 4, "n_bg": 4, "d": 1000, "width": 8, "batch": 16}
SETTING = Setting(**SIZES)
OTHER = Setting(n_core=3, n_bg=2, d=100, width=6, batch=8)
HUGE = Setting(n_core=10**29, n_bg=10**29, d=10**30, width=10**20)


def generator():
    return np.random.default_rng(0)


START = fc.initial_neurons(SETTING, generator())


def steps(*checkpoints, setting=SETTING):
    """A training that is asked for these checkpoints."""
    return lambda: fc.train(setting, fc.streams(0, 0), checkpoints)


def measured(kappa):
    network = fc.initial_network(SETTING, generator())
    return lambda: fc.measure(network, SETTING, generator(), (kappa,))


def expected(kappa):
    return lambda: fc.expectation(START, SETTING, (kappa,))


def made(**fields):
    return lambda: Setting(**fields)


def exact(**fields):
    return made(**fields, arithmetic="exact")


def asked(ask, **fields):
    """What a theory is asked of a setting."""
    return lambda: ask(Setting(**fields))


def dynamics(setting):
    return fc.evolve(setting, START)


NUMBER, LAW = r"^kappa must be a finite number .*1e\+06", "^kappa as text must be uniform, "
POPULATION = "for the population dynamics"
OUTSIDE = "^{} must .* for the laws, got .*; outside, simulate$"

# An amount of each departure.
BROKEN = {"overlap": 0.1, "bg_label": 0.1, "positive_share": 0.7, "init_scale": 10, "dataset": 50}

REFUSED = [
    (lambda: fc.Range(2, 1), "low and high must"),
    (lambda: fc.run_all([], 0, processes=0), "processes must be .* at least 1, got 0"),
    (lambda: measured(-1.0)().margin_ratio(-2.0), r"shift must be one of \[1.0, -1.0\], got -2.0"),
    (lambda: fc.evolve(SETTING.changed(step_size=1e20), START, (50,)),
     "the weights diverged within 1 steps; lower step_size"),
    (steps(10.5), "checkpoints must be 'T1', 'T2' or"),
    (steps(10**20), "checkpoints must be .* up to 1e.07"),
    (lambda: fc.Simulation(SETTING, steps=10**20), "steps must be an integer of at most 1e.07"),
    (lambda: fc.activation("shifted:1e308:gelu"), "activation must be .* up to 1e.06, got"),
    (lambda: fc.exponent([1, 2], [1, 2]), "values must be positive .* one row for each size"),
    (lambda: fc.streams(-1, 0), "seed must be an integer of at least 0, got -1"),
    (lambda: fc.verify(4.3), "name must be of type str, got 4.3"),
    (lambda: fc.history(SETTING, [10.5]), "checkpoints must be .* whole numbers of steps"),
    (lambda: fc.initial_network(HUGE, generator()), r"width .* must be at most 1e.0[79]"),
    (lambda: fc.law(fc.Setting(10**9, 10**9, 10**10, taper=0.5)), "taper must be 0 for more than"),
    (lambda: list(fc.obstacles(OTHER, fc.law(SETTING, extrapolate=True))), "found must be the law"),
    (steps(setting=SETTING.changed(batch=10**10)), r"batch .* must be at most 1e.09"),
    (made(n_core=64, n_bg=64, d=127), r"^d must be at least n_core \+ n_bg = 128, got 127$"),
    (made(step_size=0.5, weight_decay=2.1), r"^weight_decay must be .* at most 2, got 2\.1$"),
    (exact(taper=0.5), r"^taper must be 0, got 0\.5, for exact arithmetic$"),
    (exact(activation="gelu"), "^activation must be identity, relu or .*, got 'gelu', for exact"),
    (exact(bg_shift=0.3), "^bg_shift must be a multiple of 1/512, got 0.3, for exact arithmetic$"),
    (exact(d=2**43), f"^d must be at most {2**42}, got {2**43}, for exact arithmetic$"),
    (exact(batch=30_000, bg_shift=0.5), "^batch must be at most 21845, got 30000, for exact"),
    *((exact(departures=Departures(**{name: value})), f"^{name} must be .*, for exact arithmetic$")
      for name, value in BROKEN.items()),
    (lambda: Departures(bg_signed=2), "^bg_agreement must be given with bg_signed or"),
    (made(**SIZES, departures=Departures(bg_agreement=0.9, bg_signed=6)), "^bg_signed must be"),
    (lambda: moments(SETTING.bg, "many"), "^strengths must be uniform, .*, got 'many'$"),
    *((ask(kappa), NUMBER) for ask in (measured, expected)
      for kappa in (math.nan, 1.1e6)),
    *((ask("beta:0,1"), LAW) for ask in (measured, expected)),
    (lambda: fc.Simulation(SETTING, "beta:0,1"), "^shift as text must be .*, got "),
    (lambda: fc.train_counted(SETTING.changed(strengths="beta:2,5")),
     "^strengths must be uniform for a counter, got 'beta:2,5'$"),
    (lambda: fc.train_counted(SETTING.changed(bg_strengths="constant:0.5")),
     "^bg_strengths must be uniform for a counter, got 'constant:0.5'$"),
    (lambda: fc.train_counted(SETTING.changed(label_noise=0.1)),
     "^label_noise must be 0 for a counter, got 0.1$"),
    (lambda: fc.train_counted(SETTING.changed(dataset=10)), "^dataset .* for a counter$"),
    (lambda: embedding(Setting(), generator()), "^d must be at most 78125 .*, got 1000000$"),
    (lambda: embedding(SETTING.changed(overlap=0.1), generator()),
     r"^overlap must be 0 for orthonormal features, got 0\.1$"),
    (lambda: AsymmetryTime(Setting(4, 5)), "^n_bg must be as strong as n_core for this law"),
    (asked(dynamics, **SIZES, taper=0.5), f"^taper must be 0 {POPULATION}, got 0.5$"),
    (asked(dynamics, **SIZES, label_noise=0.1), f"^label_noise must be 0 {POPULATION}, got 0.1$"),
    (asked(dynamics, **SIZES, activation="gelu"), "^activation must be .* population .*'gelu'$"),
    *((lambda ask=ask, name=name: ask(SETTING.changed(**{name: BROKEN[name]})),
       f"^{name} must be .*, got .*, for the ")
      for ask in (fc.law, dynamics) for name in BROKEN if name != "init_scale"),
    (lambda: fc.law(Setting().changed(init_scale=3)),
     r"^init_scale must be at most 1\.98 for the laws, got 3;"),
    (asked(fc.law, n_core=31, n_bg=16), OUTSIDE.format("n_core")),
    (asked(fc.law, width=63), OUTSIDE.format("width")),
    (asked(fc.law, batch=299), OUTSIDE.format("batch")),
    (asked(fc.law, d=12_799), OUTSIDE.format("d")),
    (asked(fc.law, strengths="bernoulli:0.4"), OUTSIDE.format("strengths")),
    (asked(fc.law, n_bg=8, bg_strengths="bernoulli:0.4"), OUTSIDE.format("background strengths")),
    (asked(fc.law, n_bg=65), OUTSIDE.format("n_bg")),
    (asked(fc.law, weight_decay=0.01), OUTSIDE.format("eta weight_decay T2")),
    (asked(fc.law, step_size=20 * Setting().eta), OUTSIDE.format("step_size")),
    (asked(fc.law, activation="tanh"), "^activation must (be|have) "),
    (asked(fc.law, strengths="constant:0.5"), "^strengths must (be|have) "),
    (lambda: fc.law(Setting()).risk_ood(math.nan), "^kappa must be a finite number"),
    (lambda: fc.law(Setting()).kappa_at(0.02), r"^risk must be .* at least 0\.02"),
    (asked(fc.asymmetry_time, strengths="constant:0.5"), " must "),
    (asked(criterion, **SIZES, bg_shift=-0.5), "^S_b "),
    (asked(criterion, **SIZES, weight_decay=1e-3), "^weight_decay "),
    (lambda: criterion(SETTING.changed(overlap=0.1)), "^overlap "),
    (asked(criterion, **SIZES, activation="shifted:-5:relu"), "^activation "),
]  # fmt: skip


@pytest.mark.parametrize("call, says", REFUSED)
def test_what_is_refused_is_one_sentence(call, says):
    with within(SECONDS), pytest.raises((ValueError, fc.NotReached), match=says) as error:
        call()
    assert muddled(str(error.value)) is None and explicit(error.value)
