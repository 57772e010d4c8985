"""Distillation: students on images, probes, the two-variable path, and that each check can fail."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from chance import mean_agrees

from fc import Setting, draw_batch, run_all, streams
from fc.chapters.distillation import students as distillation
from fc.chapters.scale import SIZES
from fc.data.images import ImageSetting, split
from fc.experiments.images.distillation import ImageDistillation
from fc.experiments.networks import distillation as linear_runs
from fc.experiments.networks.distillation import core_sum, student_steps
from fc.model.features import shift_background
from fc.networks.image_training import answer
from fc.networks.images import ImageNetwork
from fc.networks.probes import accuracy, fit_error, fit_probe
from fc.theory.student_path import expected_fit_error, student_path
from fc.verdicts.judge import judge

SMALL = Setting(8, 8, d=4096, width=16, batch=100)
SIZE = SIZES["smoke"]


def rng(seed=0):
    return np.random.default_rng(seed)


# --- Images. ------------------------------------------------------------------------------------

TINY = ImageDistillation(
    ImageSetting("photo", train=300, test=100), ImageNetwork("dense", 1, width=4), updates=12
)


def test_where_training_has_no_background_no_shift_changes_anything():
    def changed(background):
        record = replace(TINY, setting=replace(TINY.setting, background=background)).run(0, 0)
        return any(
            record[f"{name}(id)"] != record[f"{name}(inverted)"] for name in ("student", "fit")
        )

    assert not changed("none")
    assert changed("photo")  # The control.


def test_a_teacher_does_not_depend_on_the_background_of_an_input(monkeypatch):
    def rest(kind):
        job = replace(TINY, teacher=kind)
        known, test = split(job.setting, rng())
        teacher = job._teacher(known, streams(0, 0))
        return fit_error(teacher(test.pixels), teacher(test.pixels))

    assert rest("digit") == 0
    # A mean over training backgrounds leaves a sixteenth of what one of them leaves.
    assert rest("mean") < 0.05
    monkeypatch.setattr("fc.experiments.images.distillation.SEEN", 1)  # Control.
    assert rest("mean") > 0.05


def test_a_student_fits_its_teacher_and_not_one_that_is_shuffled():
    job = replace(TINY, updates=120, network=ImageNetwork("dense", 1, width=8))
    known, test = split(job.setting, rng())
    teacher = job._teacher(known, streams(0, 0))
    target, wanted = teacher(known.pixels), teacher(test.pixels)
    scale = np.sqrt(target.var(axis=0).mean())
    shown = job.setting.composed(test.pixels, job.setting.drawn(len(test.label), rng(1)))

    def error(targets):
        student = job._trained(known, 0, targets / scale)
        return fit_error(answer(student, shown, "representation"), wanted / scale)

    assert error(target) < 0.7 < 0.9 < error(rng().permutation(target))


# --- Probes. ------------------------------------------------------------------------------------


def test_a_probe_finds_classes_and_not_more():
    label, wanted = rng().integers(3, size=(2, 2000))
    x, fresh = (rng(1).standard_normal((2000, 4)) + 4 * np.eye(4)[of] for of in (label, wanted))
    assert accuracy(fit_probe(x, label)(fresh), wanted) > 0.95
    # Control: units that say nothing about the class.
    noise = rng(3).standard_normal((2, 2000, 4))
    assert accuracy(fit_probe(noise[0], label)(noise[1]), wanted) < 0.45


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


@pytest.mark.parametrize("kappa", [1.0, 0.0, -1.0, -2.0])
def test_the_expected_fit_error_is_that_of_samples(kappa):
    setting = replace(EQUAL, n_bg=32)
    batch = shift_background(draw_batch(setting, rng(), 40_000), setting, kappa)
    core, bg = batch.u[:, :32].sum(axis=1) / 16, batch.u[:, 32:].sum(axis=1) / 16
    c, b = 0.6, 0.5
    s = np.maximum(c * core + b * bg, 0) - np.maximum(b * bg - c * core, 0)
    measured = fit_error(s[:, None], core[:, None])
    assert measured == pytest.approx(expected_fit_error(setting, c, b, kappa), abs=0.01)
    if kappa == 0:  # Control: another student.
        assert abs(measured - expected_fit_error(setting, c - 0.1, b, kappa)) > 0.05


# --- The student of the path, and the claims. ----------------------------------------------------


def test_the_teacher_of_the_path_is_the_label_on_average_whatever_the_background():
    batch = draw_batch(SMALL, rng(), 20_000)
    wanted = core_sum(SMALL, batch.u)
    assert mean_agrees(batch.y * wanted, 1.0)
    assert np.array_equal(core_sum(SMALL, shift_background(batch, SMALL, -1.0).u), wanted)


def test_a_step_of_the_student_is_that_of_autograd():
    before, after = islice(student_steps(SMALL, streams(0, 0)), 2)
    u = draw_batch(SMALL, streams(0, 0).train).u
    v = torch.tensor(before.v, requires_grad=True)
    s = torch.relu(torch.from_numpy(u) @ v.T) @ torch.from_numpy(before.a)
    (((torch.from_numpy(core_sum(SMALL, u)) - s) ** 2).mean() / 2).backward()
    assert np.allclose(after.v, before.v - SMALL.eta * v.grad.numpy())
    assert not np.allclose(after.v, before.v)


def decisions():
    made = distillation.claims(replace(SIZE, seeds=5))
    records = run_all([job for claim in made for job in claim.jobs()], 0, processes=1)
    return {verdict.claim.id: verdict for verdict in judge(made, records)}


def test_smoke_claims_pass_and_a_student_without_background_push_is_refuted(monkeypatch):
    assert all(verdict.passed for verdict in decisions().values())
    usual = linear_runs.training_batches

    def without(setting, *given):
        """Batches without a background: nothing pushes on it."""
        for batch in usual(setting, *given):
            batch.u[:, setting.n_core :] = 0
            yield batch

    monkeypatch.setattr("fc.experiments.networks.distillation.training_batches", without)
    wrong = decisions()
    assert wrong["distillation.path"].decision == "refuted"
    relu = wrong["distillation.linear_student"].control_outcome.interval
    assert relu is not None and relu.estimate < 0.1
