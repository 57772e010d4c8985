"""Remedies: what they do to inputs and samples, and that each check fails without them."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Remedy, Setting, TorchTraining, draw_batch, shift_background
from fc.boards.catalogue import claims
from fc.chapters.remedies.cases import cases
from fc.chapters.scale import SIZES
from fc.experiments.networks.training import MeanDirection
from fc.experiments.theorems.label_information import LabelProbe
from fc.experiments.theorems.shifted_backgrounds import Dose, leading_order
from fc.model.departures import Departures
from fc.networks.architecture import Architecture
from fc.networks.probes import refit
from fc.networks.remedies import augmented, input_map, retraining_batch
from fc.networks.training import Recipe
from fc.runs.records import key

SETTING = Setting(8, 8, d=1000, width=16, batch=400)
SPURIOUS = replace(SETTING, departures=Departures(bg_agreement=0.9))
SPHERES = Setting(8, 8, d=1000, width=32, batch=400, departures=Departures(core_radius=2.0))


def _rng(seed=0):
    return np.random.default_rng(seed)


def _mapped(inputs, kappa=1.0, size=40_000):
    batch = shift_background(draw_batch(SETTING, _rng(1), size), SETTING, kappa)
    return input_map(Remedy(inputs, samples=20_000), SETTING, _rng(2))(batch.u)


def test_input_maps():
    assert _mapped("centred")[:, 8:].mean(axis=0) == pytest.approx(0, abs=0.02)
    assert _mapped("centred_ood", kappa=-1)[:, 8:].mean(axis=0) == pytest.approx(0, abs=0.02)
    for control in (_mapped("raw"), _mapped("centred_ood"), _mapped("scaled")):
        assert abs(control[:, 8:].mean(axis=0)).min() > 0.3
    assert (_mapped("scaled") ** 2).mean(axis=0) == pytest.approx(1, abs=0.03)
    assert np.cov(_mapped("whitened").T) == pytest.approx(np.eye(16), abs=0.05)
    assert np.cov(_mapped("centred").T) != pytest.approx(np.eye(16), abs=0.05)
    assert np.linalg.norm(_mapped("unit"), axis=1) == pytest.approx(1)


def test_a_mean_of_few_samples_is_noisier():
    def error(samples):
        u = np.zeros((1, 16))
        means = [
            -input_map(Remedy("centred", samples=samples), SETTING, _rng(s))(u) for s in range(50)
        ]
        return np.std([mean[0, 8:].mean() for mean in means])

    assert 5 < error(100) / error(10_000) < 20


def test_augmentation():
    batch = draw_batch(SETTING, _rng(), 40_000)
    flipped = augmented(batch, Remedy(flipped=0.25), SETTING, _rng(1))
    assert (flipped.u[:, 8:] < 0).mean() == pytest.approx(0.25, abs=0.02)
    assert (flipped.u[:, :8] == batch.u[:, :8]).all()
    noisy = augmented(batch, Remedy(noise=0.5), SETTING, _rng(1))
    assert (noisy.u - batch.u).std() == pytest.approx(0.5, abs=0.01)
    assert augmented(batch, Remedy(), SETTING, _rng(1)) is batch


def test_refit_finds_the_minimum():
    rng = _rng()
    units, y = rng.random((300, 5)), rng.choice([-1.0, 1.0], 300)
    weights = rng.random(300) + 0.5

    def risk(a):
        ridge = 1e-5 * (units**2).mean() * (a @ a)
        return (weights @ np.maximum(1 - y * (units @ a), 0) ** 2 / 300 + ridge) / 2

    a = refit(units, y, weights)
    nearby = [risk(a + 0.01 * rng.standard_normal(5)) for _ in range(50)]
    assert min(nearby) > risk(a)
    wrong = refit(units, -y, weights)
    assert risk(wrong) > risk(a)


def test_refit_separates_what_can_be_separated():
    rng = _rng(3)
    y = np.repeat([1.0, -1.0], 200)
    units = rng.random((400, 4)) + np.maximum(y, 0)[:, None] * 2
    units = np.c_[units, np.ones(400)]
    assert (y * (units @ refit(units, y, np.ones(400)))).min() > 0.9


@pytest.mark.parametrize("how, kappa", [("id", 1), ("balanced", 1), ("ood", -1)])
def test_retraining_samples(how, kappa):
    batch, weights = retraining_batch(Remedy(retrained=how), SPURIOUS, _rng(), 4000)
    agrees = batch.u[:, 8:].sum(axis=1) * batch.y > 0
    share = weights @ agrees / weights.sum()
    expected = {"id": 0.9, "balanced": 0.5, "ood": 0.1}[how]
    assert share == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"inputs": "cented"}, "inputs must be one of"),
        ({"flipped": 1.5}, "flipped must"),
        ({"weights": "group"}, "weights must be one of"),
        ({"retrained": "all"}, "retrained must be one of"),
        ({"samples": 1}, "samples must"),
    ],
)
def test_remedy_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        Remedy(**change)


def test_whitening_refuses_too_few_samples():
    with pytest.raises(ValueError, match="samples must be above n_core"):
        input_map(Remedy("whitened", samples=16), SETTING, _rng())


def test_projected_gradient_leaves_the_mean_direction():
    quick = Recipe(step_size=0.4, steps=60)
    kept = TorchTraining(SETTING, recipe=quick, checkpoints=(60,)).run(0, 0)
    cut = TorchTraining(
        SETTING, recipe=quick, remedy=Remedy(without_bg_mean=True), checkpoints=(60,)
    ).run(0, 0)
    # Uniform strengths have one mean, so B sees that direction and nothing else.
    assert abs(cut["60.growth_ratio"]) < 1e-9
    assert kept["60.growth_ratio"] > 0.3


def test_dose_follows_the_population_dynamics():
    setting = Setting(32, 32, d=64**3, width=64, batch=300, bg_shift=-0.25, step_size=0.2)
    record = Dose(setting).run(0, 0)
    assert abs(record["difference"]) < 0.03
    assert record["predicted"] == pytest.approx(leading_order(0.25), abs=0.03)
    assert abs(Dose(setting, believed=0.5).run(0, 0)["difference"]) > 0.2
    assert leading_order(0.0) == 0 and leading_order(0.5) == 1


def test_label_probe():
    for group, low, high in (("bg", 0.45, 0.55), ("core", 0.99, 1.0)):
        assert low <= LabelProbe(SETTING, group).run(0, 0)["accuracy"] <= high
    assert LabelProbe(SPURIOUS).run(0, 0)["accuracy"] > 0.85
    with pytest.raises(ValueError, match="group must be one of"):
        LabelProbe(SETTING, "all")


def test_mean_direction_is_all_that_a_flip_changes():
    architecture = Architecture(biases=True, trained_output=True, init="default")
    job = MeanDirection(SPHERES, architecture, Recipe("logistic", step_size=0.5, steps=1500))
    record = job.run(0, 0)
    # Without weights along the mean a flip has the law of the data: only sampling is left.
    assert record["error_ood.none"] == pytest.approx(record["error_id.none"], abs=0.02)
    raw = replace(job, remedy=Remedy()).run(0, 0)
    assert raw["error_ood"] > record["error_ood"] + 0.2
    assert raw["alignment"] > 2 * record["alignment"]


def test_claims_name_every_case_and_nothing_twice():
    for scale in SIZES:
        made = claims("remedies", scale=scale)
        assert len({claim.id for claim in made}) == len(made)
        known = {key(job) for claim in made for job, _ in claim.jobs()}
        if SIZES[scale].few:
            continue
        for case in cases(SIZES[scale]).values():
            assert {key(case.contamination), key(case.spurious)} <= known, case.title
