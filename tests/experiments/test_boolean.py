"""Boolean data: functions, samples, training; the Fourier gap by two routes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from chance import count_agrees, mean_agrees

import fc
from fc.chapters.spurious_correlation import order
from fc.data.boolean import BooleanFunction, BooleanSetting, cube, draw, fourier
from fc.experiments.boolean import first_feature
from fc.experiments.boolean.first_feature import FirstFeature
from fc.experiments.boolean.training import Slowdown, core_part, crossing_step
from fc.networks import boolean as boolean_networks
from fc.networks.boolean import outputs, training
from fc.networks.training import Recipe
from fc.theory.fourier_gap import Gap, core_push, gap, projections
from fc.verdicts.judge import judge

PARITY = {k: BooleanFunction("parity", k) for k in (1, 2, 3, 4)}
STAIRS = BooleanFunction("staircase", 3)
SETTING = BooleanSetting(PARITY[2], STAIRS, 0.8, core_bits=4, spurious_bits=4)
SMALL = replace(SETTING, width=8, batch=16)
SHORT = Recipe("logistic", "adam", 2e-3, 60)


def _rng(seed=0):
    return np.random.default_rng(seed)


# --- Functions and their Fourier coefficients. --------------------------------------------------


def test_fourier_coefficients_are_means_of_products():
    values, points = _rng().standard_normal(16), cube(4)
    direct = [
        np.mean(values * np.prod(points[:, [j for j in range(4) if mask >> j & 1]], axis=1))
        for mask in range(16)
    ]
    assert fourier(values) == pytest.approx(direct, abs=1e-14)
    assert fourier(np.stack([values, 2 * values]))[1] == pytest.approx(2 * np.array(direct))


def test_a_parity_has_one_coefficient_and_a_staircase_one_a_step():
    assert np.flatnonzero(fourier(PARITY[3](cube(5)))) == 0b00111
    stairs = fourier(STAIRS(cube(3)))
    assert stairs[[0b001, 0b011, 0b111]] == pytest.approx(0.5)
    assert stairs[0b101] == pytest.approx(-0.5)  # What the sign adds to the sum.
    assert (stairs**2).sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", ["parity", "staircase", "majority"])
def test_functions_are_balanced_signs(kind):
    values = BooleanFunction(kind, 5)(cube(7))
    assert set(values) == {-1, 1}
    assert values.mean() == 0


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: BooleanFunction("and", 2), "kind must be one of parity, staircase, majority"),
        (lambda: BooleanFunction("parity", 0), "degree must be an integer of at least 1, got 0"),
        (lambda: BooleanFunction("parity", 17), "degree must be an integer of at most 16"),
        (lambda: replace(SETTING, core_bits=1), "core must have a degree of at most its 1 bits"),
        (lambda: replace(SETTING, spurious_bits=2), "spurious must .* its 2 bits, got 3$"),
        (lambda: replace(SETTING, agreement=0.4), r"agreement must be .* at least 0.5 .* 1, got"),
        (lambda: replace(SETTING, agreement=1.1), r"agreement must be .* at most 1, got 1.1$"),
        (lambda: replace(SETTING, core="parity"), "core must be of type BooleanFunction"),
        (lambda: Slowdown(SETTING, agreements=(0.9, 0.7)), r"must be two or more that grow, got"),
        (lambda: Slowdown(SETTING, agreements=(0.9,)), r"agreements must be two .* got \(0.9,\)$"),
        (lambda: Slowdown(SETTING, agreements=(0.9, 1.0)), "agreements must be below 1, got 1.0$"),
        (lambda: FirstFeature(replace(SETTING, core_bits=12)), "bits must be an integer of at m"),
        (lambda: FirstFeature(replace(SETTING, width=7)), "width must be even for pairs, got 7$"),
        (
            lambda: draw(SETTING, _rng(), 5, 1.7),
            "agreement must be .* at least 0 and at most 1, got",
        ),
        (lambda: cube(21), "bits must be an integer of at most 20"),
        (
            lambda: next(training(SETTING, Recipe(), [fc.streams(0, 0)], 1)),
            "step_size must be .* above 0, got",
        ),
        (lambda: crossing_step([0, 1], [1.0]), "argument"),
    ],
)
def test_bad_input_is_one_sentence(make, message):
    with pytest.raises(ValueError, match=message) as error:
        make()
    assert "\n" not in str(error.value)


# --- Samples. -----------------------------------------------------------------------------------


def _follows_the_density(batch, setting):
    """Every point of the spurious function's bits and the label has its probability."""
    f_s = setting.values(batch.x)[1]
    bits = batch.x[:, setting.core_bits :][:, : setting.spurious.degree] > 0
    place = bits @ (1 << np.arange(setting.spurious.degree))
    n, found = len(batch.y), []
    for y in (-1, 1):
        for point in range(2**setting.spurious.degree):
            here = (place == point) & (batch.y == y)
            value = setting.spurious(np.where(point >> np.arange(3) & 1, 1.0, -1.0))
            share = setting.agreement if value == y else 1 - setting.agreement
            found.append(count_agrees(int(here.sum()), n, share / 8))
    others = [mean_agrees(x, 0.0) for x in np.delete(batch.x, [4, 5, 6], axis=1).T]
    return all(found) and all(others) and bool(np.all((f_s == batch.y) == batch.agrees))


def test_samples_follow_the_mixture():
    batch = draw(SETTING, _rng(1), 40_000)
    assert np.all(batch.y == SETTING.core(batch.x))
    assert batch.x.shape == (40_000, SETTING.bits)
    assert _follows_the_density(batch, SETTING)


def test_control_another_agreement_is_seen():
    assert not _follows_the_density(draw(SETTING, _rng(1), 40_000, 0.78), SETTING)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_one_group_alone(share):
    assert np.all(draw(SETTING, _rng(), 500, share).agrees == share)


def test_an_unbalanced_spurious_function_is_uniform_given_its_value():
    stairs = BooleanFunction("staircase", 4)  # Sums of 0 are positive.
    setting = BooleanSetting(BooleanFunction("parity", 1), stairs, 0.9, 1, 4)
    batch, points = draw(setting, _rng(), 60_000), cube(4)
    assert np.all((stairs(batch.x[:, 1:]) == batch.y) == batch.agrees)
    place = (batch.x[:, 1:] < 0) @ (1 << np.arange(4))
    counts = np.bincount(place, minlength=16) / len(place)
    for value in (-1, 1):
        same = counts[stairs(points) == value]
        assert same.sum() == pytest.approx(0.5, abs=0.01)  # As often as the balanced core.
        assert same == pytest.approx(0.5 / len(same), abs=0.005)
    assert (stairs(points) > 0).mean() == 11 / 16


def test_a_function_that_is_constant_cannot_agree_or_not(monkeypatch):
    monkeypatch.setattr(BooleanFunction, "__call__", lambda self, x: np.ones(x.shape[:-1]))
    setting = BooleanSetting(PARITY[1], BooleanFunction("majority", 7), 0.9)
    with pytest.raises(ValueError, match="spurious must take both values, got BooleanFunction"):
        draw(setting, _rng(), 5)


# --- Training. ----------------------------------------------------------------------------------


def _one_then_many(job):
    together = job.run_many(3, [0, 1])
    return all(job.run(3, i) == pytest.approx(r, abs=0.02) for i, r in enumerate(together))


EASY = replace(SMALL, spurious=PARITY[1], core=PARITY[1], width=32, batch=64, agreement=0.5)


def test_a_run_does_not_depend_on_the_others():
    job = Slowdown(EASY, replace(SHORT, steps=200))
    assert "growth" in job.run(3, 0)
    assert _one_then_many(job)
    assert fc.key(job) != fc.key(replace(job, setting=replace(SMALL, agreement=0.7)))


def test_a_network_is_what_the_formula_says():
    _, (p,) = next(training(SMALL, SHORT, [fc.streams(0, 0)], 10))
    x = draw(SMALL, _rng(), 5).x
    w, b, a, b2 = (p[k][0].numpy() for k in ("w1", "b1", "a", "b"))
    assert outputs(p, x) == pytest.approx(np.maximum(x @ w.T + b, 0) @ a[0] + b2, abs=1e-6)


def test_the_part_of_the_core_does_not_see_the_spurious_function():
    batch = draw(replace(SETTING, agreement=0.5), _rng(2), 4000)
    f_c, f_s = SETTING.values(batch.x)
    h = 0.3 * f_c + 0.7 * f_s
    assert core_part(h, batch) == pytest.approx(0.3)
    # Control: the mean margin does, where one group is larger by chance.
    assert abs(np.mean(h * batch.y) - 0.3) > 1e-3


def test_what_is_told_of_the_steps():
    found = Slowdown(EASY).run(0, 0)
    assert found["growth"] == pytest.approx(found["slowdown(0.95)"] / found["slowdown(0.7)"])
    fainter = 4 * 0.7 * 0.3 / (4 * 0.95 * 0.05)
    assert fainter ** found["exponent"] == pytest.approx(found["growth"])


def test_under_its_own_lambda_nothing_is_slower():
    found = Slowdown(EASY, agreements=(0.5, 0.7)).run(0, 0)
    assert found["slowdown(0.5)"] == 1


def test_a_core_that_is_not_learned_has_no_slowdown():
    assert Slowdown(EASY, replace(SHORT, steps=10)).run(0, 0) == {}


def test_crossings_are_interpolated():
    assert crossing_step([0, 10, 20], [0.45, 0.15, -0.05]) == pytest.approx(17.5)
    assert crossing_step([0, 10], [-0.01, 0.5]) == 0
    assert crossing_step([0, 10], [0.5, 0.2]) is None


# --- The Fourier gap: autograd, coefficients, and the equilibrium. ------------------------------


def _population_gradient(setting, w, a, rho):
    """Autograd on every point, weighted with the density; the pairs make h = 0."""
    points = cube(setting.bits)
    f_c, f_s = setting.values(points)
    weights = torch.tensor((1 + rho * f_c * f_s) / len(points))
    first = torch.tensor(w, requires_grad=True)
    h = (torch.tensor(points) @ first.T).relu() @ torch.tensor(a) / len(a)
    (weights * torch.nn.functional.softplus(-torch.tensor(f_c) * h)).sum().backward()
    return -first.grad.numpy()


def _pairs(setting, seed=0):
    w = np.repeat(_rng(seed).standard_normal((4, setting.bits)), 2, axis=0)
    return w, np.tile([1.0, -1.0], 4)


def drift(setting, w, a):
    """The negative gradient of the population's logistic loss at ``h = 0``, of shape (m, n)."""
    core, spurious = projections(setting, w)
    return a[:, None] / (2 * len(a)) * (core + setting.correlation * spurious)


@pytest.mark.parametrize("core, spurious", [(PARITY[2], PARITY[2]), (PARITY[4], STAIRS)])
def test_the_drift_is_the_gradient_of_the_population(core, spurious):
    setting = BooleanSetting(core, spurious, 0.8, core_bits=4, spurious_bits=4)
    w, a = _pairs(setting)
    found = drift(setting, w, a)
    assert found == pytest.approx(_population_gradient(setting, w, a, 0.6), abs=1e-14)
    # Control: lambda in the place of rho is a wrong law.
    assert abs(found - _population_gradient(setting, w, a, 0.8)).max() > 1e-3


def test_projections_are_coefficients_of_the_indicator():
    setting = BooleanSetting(PARITY[2], PARITY[3], 0.8, core_bits=4, spurious_bits=4)
    w, _ = _pairs(setting)
    indicator = fourier((w @ cube(8).T > 0).astype(float))
    core, spurious = projections(setting, w)
    for j in range(8):
        assert core[:, j] == pytest.approx(indicator[:, 0b00000011 ^ (1 << j)], abs=1e-15)
        assert spurious[:, j] == pytest.approx(indicator[:, 0b01110000 ^ (1 << j)], abs=1e-15)
    # Without biases coefficients of even degree vanish, and with them a parity of odd degree.
    assert spurious == pytest.approx(0, abs=1e-15)
    assert abs(projections(setting, w, 0.5)[1]).max() > 0.01


def test_the_gap_gives_the_first_step_of_the_output():
    setting = BooleanSetting(PARITY[2], PARITY[4], 0.75, core_bits=4, spurious_bits=4)
    w, a = _pairs(setting)
    moved, points = w + 1e-6 * len(a) * drift(setting, w, a), cube(8)
    h = np.maximum(points @ moved.T, 0) @ a / len(a)
    c, q = (np.mean(h * f) for f in setting.values(points))
    found = gap(setting, w)
    assert (c - q) / (c + q) == pytest.approx(found.lead(0.5), abs=1e-7)


@pytest.mark.parametrize("share", [0.6, 0.9, 0.98])
def test_the_push_on_the_core_at_the_spurious_optimum(share):
    margin, q = np.log(share / (1 - share)), np.array([1, -1])
    weights = np.array([share, 1 - share])
    slope = 1 / (1 + np.exp(margin * q))
    assert 2 * weights @ slope == pytest.approx(core_push(share))
    # Its mean square, which Adam divides by, falls less.
    assert 4 * weights @ slope**2 == pytest.approx(core_push(share))
    assert weights @ (slope * q) == pytest.approx(0, abs=1e-15)


# --- Wrong simulators are refuted. --------------------------------------------------------------


def _verdict(claim, seeds=4):
    claim = replace(claim, seeds=seeds)
    records = {}
    for job in {job for job, _ in claim.jobs()}:
        many = getattr(
            job, "run_many", lambda seed, runs, job=job: [job.run(seed, i) for i in runs]
        )
        records |= {(fc.key(job), i): one for i, one in enumerate(many(0, range(seeds)))}
    return judge([claim], records)[0]


def test_the_gap_passes_and_a_wrong_step_is_refuted(monkeypatch):
    claim = fc.claims("spurious.fourier_gap", scale="smoke")[0]
    assert _verdict(claim).passed

    def equal_pull(w, a, x, y):
        return first_feature_pull(w, a, x, y) * np.where(np.arange(x.shape[1]) < 4, 1.0, 2.0)

    first_feature_pull = first_feature._pull
    monkeypatch.setattr(first_feature, "_pull", equal_pull)
    assert _verdict(claim).decision == "refuted"


def test_settings_are_drawn_once_and_for_all():
    every = order.drawn(order.COUNT)
    assert len({*map(fc.key, every)}) == order.COUNT
    assert order.drawn(3) == every[:3]
    assert {job.scale for job in every} == {*order.LARGE}
    assert {job.threshold for job in every} == {*order.EARLY}
    assert {f for job in every for f in (job.setting.core, job.setting.spurious)} == {*order.SEEN}


def test_without_the_correlation_nothing_slows_down(monkeypatch):
    claim = fc.claims("spurious.stronger", scale="smoke")[0]
    small = replace(EASY, core=PARITY[3], core_bits=4, width=64)
    job = replace(claim.sweep[0][1], setting=small, agreements=(0.7, 0.95))
    hard = replace(job, setting=replace(small, spurious=PARITY[4]))
    claim = replace(claim, sweep=((1, job),), control=replace(claim.control, sweep=((1, hard),)))
    assert _verdict(claim).passed

    def unrelated(setting, rng, size, agreement=None):
        return draw(setting, rng, size, 0.5)

    monkeypatch.setattr(boolean_networks, "draw", unrelated)
    assert _verdict(claim).decision == "refuted"


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: BooleanFunction("parity", 3)(np.ones((1, 2))), "x must have at least 3 bits"),
        (lambda: Gap(0.0, 0.0, 0.0).lead(0.5), "must be a function that the first gradient sees"),
    ],
)
def test_functions_that_nothing_can_be_said_of_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("make", [lambda: gap(SETTING, np.ones((2, 8))), lambda: Slowdown(SETTING)])
def test_the_propositions_ask_for_balanced_functions(make, monkeypatch):
    make()
    monkeypatch.setattr(BooleanFunction, "__call__", lambda self, x: 1 - 2.0 * (x.sum(-1) > 1))
    with pytest.raises(ValueError, match="core must have mean 0 over uniform bits, got one of"):
        make()
