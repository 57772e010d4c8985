"""Distillation: teachers, students, probes, the two-variable path, and that each check can fail."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from chance import mean_agrees
from fc.experiments.images.distillation import SHARES, ImageDistillation

from fc import Architecture, Departures, Recipe, Setting, draw_batch, run_all, streams
from fc.chapters.distillation import students as distillation
from fc.chapters.distillation.linear import EARLY, linear_fit
from fc.chapters.distillation.students import of_core, of_radius
from fc.chapters.scale import SIZES
from fc.data.images import ImageSetting, other_colours
from fc.experiments.networks.distillation import Distillation, LinearFit
from fc.model.network import initial_network, output
from fc.networks.distillation import (
    NO_MEAN,
    SHIFTS,
    Teacher,
    fit_error,
    initial_student,
    represented,
    shift_name,
    shifted,
    train_student,
)
from fc.networks.images import ImageNetwork
from fc.networks.probes import PENALTY, accuracy, fit_probe
from fc.networks.training import make_optimiser
from fc.theory.student_path import expected_fit_error, student_path
from fc.verdicts.judge import judge

SMALL = Setting(8, 8, d=4096, width=16, batch=100)
SPHERES = replace(SMALL, departures=Departures(core_radius=2.0))
PRACTICE = Architecture(biases=True, trained_output=True, init="default")
SIZE = SIZES["smoke"]


def rng(seed=0):
    return np.random.default_rng(seed)


# --- Teachers and shifts. -----------------------------------------------------------------------


def ignores_background(representation, setting=SMALL):
    batch = draw_batch(setting, rng(), 500)
    wanted = representation(batch.u)
    return all(
        np.array_equal(representation(shifted(batch, setting, shift).u), wanted) for shift in SHIFTS
    )


@pytest.mark.parametrize("kind", ["sum", "core", "relu"])
def test_a_teacher_ignores_the_background(kind):
    teacher = Teacher(kind, units=5)
    representation = teacher.representation(SMALL, rng())
    assert ignores_background(representation)
    u = draw_batch(SMALL, rng(), 7).u
    assert representation(u).shape == (7, teacher.outputs(SMALL))


def test_control_a_representation_of_all_features_does_not():
    assert not ignores_background(lambda u: u)


def test_the_sum_is_the_label_on_average():
    batch = draw_batch(SMALL, rng(), 20_000)
    assert mean_agrees(batch.y * Teacher().representation(SMALL, rng())(batch.u)[:, 0], 1.0)


def test_the_shift_without_a_mean_is_the_background_minus_its_mean():
    batch = draw_batch(SMALL, rng(), 20_000)
    moved = shifted(batch, SMALL, NO_MEAN)
    assert np.array_equal(moved.u[:, :8], batch.u[:, :8])
    assert mean_agrees(moved.u[:, 8:].mean(axis=1), 0.0)
    assert not mean_agrees(batch.u[:, 8:].mean(axis=1), 0.0)
    assert shift_name(NO_MEAN) == "no mean" and shift_name(-1.0) == "-1"


def test_a_constant_has_fit_error_one():
    wanted = rng().standard_normal((50_000, 3))
    assert fit_error(np.zeros_like(wanted), wanted) == pytest.approx(1, abs=0.01)
    assert fit_error(wanted, wanted) == 0


@pytest.mark.parametrize(
    "change, message", [({"kind": "clip"}, "kind must be one of"), ({"units": 0}, "units must be")]
)
def test_teacher_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        Teacher(**change)


def test_a_sum_without_a_mean_is_refused():
    with pytest.raises(ValueError, match="kind must be core or relu"):
        Teacher("sum").representation(SPHERES, rng())


# --- Probes. ------------------------------------------------------------------------------------


def classes(n=2000, seed=0):
    label = rng(seed).integers(3, size=n)
    return rng(seed + 1).standard_normal((n, 4)) + 4 * np.eye(4)[label], label


@pytest.mark.parametrize("loss", ["logistic", "squared"])
def test_a_probe_finds_classes_and_not_more(loss):
    x, label = classes()
    fresh, wanted = classes(seed=7)
    assert accuracy(fit_probe(x, label, loss), fresh, wanted) > 0.95
    # Control: units that say nothing about the class.
    noise = rng(3).standard_normal((2, *x.shape))
    assert accuracy(fit_probe(noise[0], label, loss), noise[1], wanted) < 0.45


def test_the_logistic_probe_is_at_a_minimum():
    x, label = classes(300)
    probe = fit_probe(x, label)
    share = np.exp(probe(x))
    share /= share.sum(axis=1, keepdims=True)
    scaled = (x - x.mean(axis=0)) / np.sqrt(((x - x.mean(axis=0)) ** 2).mean())
    unit = np.sqrt(((x - x.mean(axis=0)) ** 2).mean()) * np.eye(4) + x.mean(axis=0)
    weights = probe(unit) - probe(x.mean(axis=0)[None])
    slope = scaled.T @ (share - np.eye(3)[label]) / len(x) + PENALTY * weights
    assert np.abs(slope).max() < 1e-4
    assert np.abs(slope + PENALTY).max() > 0.9 * PENALTY


@pytest.mark.parametrize(
    "units, label, loss, message",
    [
        (np.ones((4, 2)), [0, 1, 0, 1], "hinge", "loss must be one of"),
        (np.ones(4), [0, 1, 0, 1], "logistic", "units must be"),
        (np.full((4, 2), np.nan), [0, 1, 0, 1], "logistic", "units must be"),
        (np.ones((4, 2)), [1, 1, 1, 1], "logistic", "label must hold"),
    ],
)
def test_probe_refuses(units, label, loss, message):
    with pytest.raises(ValueError, match=message):
        fit_probe(units, label, loss)


# --- Students. ----------------------------------------------------------------------------------


def test_the_theorems_student_is_the_theorems_network():
    parameters = initial_student(SMALL, Architecture(), 1, streams(0, 0).init)
    u = draw_batch(SMALL, rng(), 20).u
    mine = represented(parameters, SMALL, Architecture(), torch.from_numpy(u[None]))
    theirs = output(initial_network(SMALL, streams(0, 0).init), SMALL, u)
    assert np.allclose(mine.detach().numpy()[0, :, 0], theirs)
    names = {k for k, x in parameters.items() if x.requires_grad}
    assert names == {"w1", "r", "c"}


def test_a_step_on_the_teacher_is_that_of_autograd():
    inputs, teacher = (lambda u: u), Teacher("core").representation(SMALL, rng())
    recipe = Recipe("squared", "sgd", 0.1, 1)
    arguments = SMALL, PRACTICE, recipe, inputs, teacher, 8
    states = train_student(*arguments, streams(0, 0), (0,))
    rngs = streams(0, 0)
    parameters = initial_student(SMALL, PRACTICE, 8, rngs.init)
    u = torch.from_numpy(draw_batch(SMALL, rngs.train, 100).u)
    p = u @ parameters["w1"][0].T + parameters["b1"][0]
    s = torch.relu(p) @ parameters["a"][0].T + parameters["b"][0]
    (((u[:, :8] - s) ** 2).mean() / 2).backward()
    expected = parameters["w1"] - 0.1 * parameters["w1"].grad
    assert torch.allclose(states[1].parameters["w1"], expected)
    assert not torch.allclose(states[0].parameters["w1"], expected)
    assert torch.equal(states[1].parameters["r"], states[0].parameters["r"])


def test_the_standard_network_learns_the_label_and_its_head():
    recipe = Recipe("logistic", "adam", 1e-2, 100)
    arguments = SMALL, PRACTICE, recipe, (lambda u: u), None, 4
    states = train_student(*arguments, streams(0, 0), (0,))
    assert not torch.equal(states[100].parameters["r"], states[0].parameters["r"])


@pytest.mark.parametrize(
    "architecture, outputs, message",
    [
        (Architecture(), 2, "outputs must be an integer of at most 1"),
        (replace(PRACTICE, norm="batch"), 2, "architecture must have no norm"),
        (replace(PRACTICE, dropout=0.5), 2, "architecture must have no norm"),
    ],
)
def test_students_refuse(architecture, outputs, message):
    with pytest.raises(ValueError, match=message):
        initial_student(SMALL, architecture, outputs, rng())


# --- The path. ----------------------------------------------------------------------------------

EQUAL = Setting(32, 8, d=40**3, width=64, batch=500, step_size=2.0)


def least_squares(setting, steps, mean):
    """Least squares of the core's sum on the strengths of one class, from 0, without a constant."""
    n, square, cross = setting.d0, setting.law.variance + mean**2, mean**2
    moments = np.full((n, n), cross) + (square - cross) * np.eye(n)
    target = np.zeros(n)
    target[: setting.n_core] = 1 / (setting.n_core * mean)
    step = np.eye(n) - setting.eta / (4 * setting.width) * moments
    found = target - np.linalg.matrix_power(step, steps) @ target
    return found[0] * setting.n_core * mean, found[-1] * setting.n_bg * mean


@pytest.mark.parametrize("steps", [5, 60, 1000])
def test_with_one_sign_at_a_time_the_path_is_least_squares(steps):
    path = student_path(EQUAL, steps)
    expected = least_squares(EQUAL, steps, 0.5)
    assert (path.core[-1], path.bg[-1]) == pytest.approx(expected, abs=2e-3)
    assert path.bg[-1] > 0.05
    # Control: with a constant, least squares would not need the background.
    assert least_squares(EQUAL, steps, 1e-9)[1] == pytest.approx(0, abs=1e-6)


def test_with_one_gate_the_path_is_least_squares_where_both_would_open():
    equal = replace(EQUAL, n_bg=32)
    expected = least_squares(equal, 200, 0.5)
    one, both = (student_path(equal, 200, gates) for gates in (False, True))
    assert (one.core[-1], one.bg[-1]) == pytest.approx(expected, abs=0.02)
    assert both.bg[-1] - expected[1] > 0.1


@pytest.mark.parametrize("nodes, near", [(200, True), (32, False)])
def test_the_path_has_enough_nodes_at_the_fork(monkeypatch, nodes, near):
    setting = linear_fit(SIZES["quick"], 27 / 32).setting

    def late():
        path = student_path(setting, 1200)
        return expected_fit_error(setting, path.core[-1], path.bg[-1], -1)

    usual = late()
    monkeypatch.setattr("fc.theory.student_path.NODES", nodes)
    assert (abs(late() - usual) < 0.02) == near


def test_the_fast_phase_ends_at_the_ratio_of_the_groups():
    path = student_path(EQUAL, 100)
    assert path.bg[-1] / path.core[-1] == pytest.approx(EQUAL.bg.s / EQUAL.core.s, abs=0.02)


def test_without_a_mean_the_background_is_never_pushed():
    path = student_path(replace(EQUAL, bg_shift=-0.5), 200)
    assert np.abs(path.bg).max() < 1e-12 and path.core[-1] > 0.9


@pytest.mark.parametrize("kappa", [1.0, 0.0, -1.0, -2.0])
def test_the_expected_fit_error_is_that_of_samples(kappa):
    setting = replace(EQUAL, n_bg=32)
    batch = shifted(draw_batch(setting, rng(), 40_000), setting, kappa)
    core, bg = batch.u[:, :32].sum(axis=1) / 16, batch.u[:, 32:].sum(axis=1) / 16
    c, b = 0.6, 0.5
    s = np.maximum(c * core + b * bg, 0) - np.maximum(b * bg - c * core, 0)
    measured = fit_error(s[:, None], core[:, None])
    assert measured == pytest.approx(expected_fit_error(setting, c, b, kappa), abs=0.01)


def test_control_another_student_has_another_fit_error():
    right, wrong = (expected_fit_error(EQUAL, c, 0.2, 0.0) for c in (0.6, 0.5))
    assert abs(right - wrong) > 0.05


@pytest.mark.parametrize(
    "setting, message",
    [
        (replace(EQUAL, activation="gelu"), "activation must be relu"),
        (replace(EQUAL, weight_decay=0.01), "weight_decay must be 0"),
        (SPHERES, "core_radius must be left out"),
    ],
)
def test_the_path_refuses(setting, message):
    with pytest.raises(ValueError, match=message):
        student_path(setting, 3)
    with pytest.raises(ValueError, match=message):
        expected_fit_error(setting, 1.0, 0.0, 0.0)


# --- Jobs and claims. ---------------------------------------------------------------------------


def test_a_student_of_the_sum_follows_its_path_and_a_centred_one_fits():
    raw = linear_fit(SIZE).run(0, 0)
    assert abs(raw[f"{EARLY}.off(-1)"]) < 0.03 < 0.5 < raw[f"{EARLY}.fit(-1)"]
    assert raw[f"{EARLY}.off_one_gate(-1)"] < -0.05
    centred = linear_fit(SIZE, inputs="centred").run(0, 0)
    assert centred[f"{EARLY}.fit(-1)"] < 0.1
    assert not any("off" in entry for entry in centred)


def decisions(monkeypatch=None):
    made = distillation.claims(replace(SIZE, seeds=5))
    records = run_all([job for claim in made for job in claim.jobs()], 0, processes=1)
    return {verdict.claim.id: verdict for verdict in judge(made, records)}


def test_smoke_claims_pass_and_a_student_without_background_push_is_refuted(monkeypatch):
    assert all(verdict.passed for verdict in decisions().values())

    def cut(recipe, setting, parameters):
        """The first layer's gradient loses its background part, as if inputs had none."""

        def mask(grad):
            grad = grad.clone()
            grad[:, :, setting.n_core :] = 0
            return grad

        parameters["w1"].register_hook(mask)
        return make_optimiser(recipe, setting, parameters)

    monkeypatch.setattr("fc.networks.distillation.make_optimiser", cut)
    wrong = decisions()
    assert wrong["distillation.path_early"].decision == "refuted"
    relu = wrong["distillation.linear_student"].control_interval
    assert relu is not None and relu.estimate < 0.1


def quick(job, steps=300):
    return replace(job, recipe=replace(job.recipe, steps=steps))


def test_record_of_a_distillation():
    record = quick(of_core(SIZE)).run(0, 0)
    assert record["fit(1)"] < 0.05 < 0.2 < record["fit(-1)"]
    assert record["teacher.accuracy(-1)"] > 0.99 and record["worst(1)"] > 0.99
    for shift in map(shift_name, SHIFTS):
        of = {n: record[f"{n}.accuracy({shift})"] for n in ("teacher", "student", "standard")}
        assert record[f"gain({shift})"] == of["student"] - of["standard"]
        assert record[f"lost({shift})"] == of["teacher"] - of["student"]
        assert record[f"worst({shift})"] == min(of.values())
        assert 0 <= record[f"standard.head({shift})"] <= 1
    assert record["student.margin(1)"] == 1
    linear = quick(of_core(SIZE, activation="identity")).run(0, 0)
    assert linear["fit(-1)"] < 0.01


def test_the_student_does_not_depend_on_the_loss_on_the_label():
    logistic, squared = (
        quick(of_radius(SIZE, loss=loss), 5).run(0, 0) for loss in ("logistic", "squared")
    )
    same = [k for k in logistic if k.startswith(("student", "fit"))]
    assert [logistic[k] for k in same] == [squared[k] for k in same]
    assert logistic["standard.margin(-1)"] != squared["standard.margin(-1)"]


def test_a_distillation_without_a_standard_network():
    job = replace(quick(of_radius(SIZE), 3), standard=False)
    assert not any(entry.startswith(("standard", "gain")) for entry in job.run(0, 0))


@pytest.mark.parametrize(
    "change, message",
    [
        ({"inputs": "cented"}, "inputs must be one of"),
        ({"teacher": "core"}, "teacher must be of type Teacher"),
        ({"architecture": Architecture()}, "trained_output must be True"),
    ],
)
def test_distillation_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        replace(Distillation(SMALL, Teacher("core"), PRACTICE, Recipe()), **change)


@pytest.mark.parametrize(
    "checkpoints, inputs, message", [((), "raw", "checkpoints must"), ((1,), "x", "inputs must")]
)
def test_linear_fit_refuses(checkpoints, inputs, message):
    with pytest.raises(ValueError, match=message):
        LinearFit(SMALL, checkpoints, inputs)


# --- Images. ------------------------------------------------------------------------------------

TINY = ImageDistillation(
    ImageSetting(train=300, test=60),
    ImageNetwork("mlp", width=4),
    epochs=1,
    teacher_epochs=2,
    student_epochs=1,
)


def test_record_on_images():
    record = TINY.run(0, 0)
    colours = other_colours("red")
    for share in SHARES:
        mean = np.mean([record[f"student.{colour}({share:g})"] for colour in colours])
        assert record[f"student.ood({share:g})"] == pytest.approx(mean)
        gap = record[f"teacher.ood({share:g})"] - record[f"student.ood({share:g})"]
        assert record[f"lost({share:g})"] == pytest.approx(gap)
    assert record["worst_id"] == min(record[f"{n}.id"] for n in ("teacher", "student", "standard"))
    other = replace(TINY, student_background="any").run(0, 0)
    # The same teacher and standard network, and another student.
    same = [k for k in record if k.startswith(("teacher", "standard"))]
    assert [record[k] for k in same] == [other[k] for k in same]
    assert record["fit_ood(1)"] != other["fit_ood(1)"]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"student_background": "pink"}, "student_background must be one of"),
        ({"epochs": 0}, "epochs must be"),
        ({"student_epochs": 1.5}, "student_epochs must be"),
        ({"setting": "red"}, "setting must be of type ImageSetting"),
    ],
)
def test_image_distillation_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        replace(TINY, **change)
