"""The paper's numerical experiment: its data, its start, its updates and its test."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fc import Recipe, Setting, streams
from fc.chapters.numerical_experiment.cases import PAPER
from fc.chapters.numerical_experiment.grid import norm_at_start
from fc.experiments.networks.numerical import (
    NumericalExperiment,
    feature_axes,
    halves,
    in_features,
    initial_weights,
)

# Five standard errors of the mean over 256 neurons.
NORM_NEAR = 0.008
SMALL = Setting(n_core=4, n_bg=4, d=32, width=16, batch=100, weight_decay=1e-3)
JOB = NumericalExperiment(SMALL, checkpoints=(0, 50))


def test_half_of_the_samples_are_of_either_class():
    batch = halves(PAPER, streams(0, 0).train)
    assert batch.y.tolist() == batch.label.tolist() == [1.0] * 500 + [-1.0] * 500
    assert (batch.u[:, :32] * batch.y[:, None] > 0).all()


def test_weights_start_as_torch_draws_them():
    ours = initial_weights(PAPER, streams(0, 0).init)
    shapes = {"w1": (256, 256), "b1": (256,), "a": (1, 256), "b": (1,)}
    assert {name: tuple(x[0].shape) for name, x in ours.items()} == shapes
    for x in ours.values():
        assert x.requires_grad and x.dtype == torch.float32 and x.abs().max() <= 1 / 16
        if x.numel() > 1:
            assert x.std().item() == pytest.approx(1 / 16 / np.sqrt(3), rel=0.1)


@pytest.mark.parametrize("setting", [PAPER, PAPER.changed(n_core=8, n_bg=100, d=700)])
def test_the_norm_at_the_start_is_that_of_random_weights(setting):
    job = NumericalExperiment(setting, checkpoints=(0,))
    record = job.run(0, 0)
    for name, n in (("core", setting.n_core), ("bg", setting.n_bg)):
        expected = norm_at_start(setting, n)
        assert record[f"0.norm_{name}"] == pytest.approx(expected, abs=NORM_NEAR)
    twice = setting.changed(d=2 * setting.d)
    assert abs(norm_at_start(twice, setting.n_bg) - expected) > 2 * NORM_NEAR
    assert abs(record["0.along_bg"]) < 0.02  # And no sign of B_k prevails.


@pytest.mark.parametrize("loss", ["logistic", "hinge", "squared"])
@pytest.mark.parametrize("optimiser", ["momentum", "adam", "adamw"])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu:0.1"])
def test_updates_are_those_of_torch_on_the_inputs_themselves(loss, optimiser, activation):
    """Modules of torch in R^d, trained by its optimiser on x = M u."""
    setting = SMALL.changed(activation=activation)
    job = replace(JOB, setting=setting, recipe=Recipe(loss, optimiser, 1e-3))
    rngs = streams(3, 0)
    axes, batch = feature_axes(setting, True, rngs.extra), halves(setting, rngs.train)
    weights = initial_weights(setting, rngs.init)
    phi = torch.nn.ReLU() if activation == "relu" else torch.nn.LeakyReLU(0.1)
    net = torch.nn.Sequential(torch.nn.Linear(32, 16), phi, torch.nn.Linear(16, 1))
    names = ("w1", "b1", "a", "b")
    for parameter, name in zip(net.parameters(), names, strict=True):
        parameter.data = weights[name][0].detach().clone()
    how = {"lr": 1e-3, "weight_decay": 1e-3}
    own = {
        "momentum": lambda p: torch.optim.SGD(p, momentum=0.9, **how),
        "adam": lambda p: torch.optim.Adam(p, **how),
        "adamw": lambda p: torch.optim.AdamW(p, **how),
    }[optimiser](net.parameters())
    x = torch.from_numpy(batch.u.astype(np.float32)) @ axes
    y = torch.from_numpy(batch.y.astype(np.float32))
    own_loss = {
        "logistic": lambda h: torch.log(1 + torch.exp(-y * h)).mean(),
        "hinge": lambda h: torch.clamp(1 - y * h, min=0).mean(),
        "squared": lambda h: torch.nn.functional.mse_loss(h, y),
    }[loss]
    for _ in range(50):
        own.zero_grad()
        own_loss(net(x)[:, 0]).backward()
        own.step()
    record, other = job.run(3, 0), replace(job, rotated=False).run(3, 0)
    found = own_loss(net(x)[:, 0]).item()
    assert record["50.loss_id"] == pytest.approx(found, rel=1e-4)
    on_bg = (net[0].weight @ axes.T)[:, 4:].norm(dim=1).mean().item()
    assert record["50.norm_bg"] == pytest.approx(on_bg, rel=1e-4)
    assert abs(other["50.norm_bg"] - on_bg) > 2e-4  # Control: other weights along the features.


def test_the_test_is_on_the_training_cores_and_reversed_backgrounds():
    job = replace(JOB, checkpoints=(0,), setting=SMALL.changed(n_bg=1, n_core=12))
    record = job.run(0, 0)
    rngs = streams(0, 0)
    axes = feature_axes(job.setting, True, rngs.extra)
    batch, other = (halves(job.setting, rngs.train) for _ in range(2))
    weights = in_features(initial_weights(job.setting, rngs.init), axes)
    tested = np.hstack([batch.u[:, :12], -other.u[:, 12:]])
    found = {name: job._loss(u, batch.y)(weights).item() for name, u in
             (("id", batch.u), ("ood", tested))}  # fmt: skip
    assert found == pytest.approx({name: record[f"0.loss_{name}"] for name in found}, rel=1e-5)
    assert (tested[:, 12] < 0).all() and (batch.u[:, 12] > 0).all()


def test_a_record_holds_what_is_said_and_repeats():
    record = JOB.run(0, 0)
    assert record == JOB.run(0, 0) != JOB.run(0, 1)
    assert all(JOB.meaning(entry) for entry in record)
    assert {"0.norm_bg", "50.growth_ratio", "50.margin_ratio(-0.5)"} <= record.keys()
    assert "0.growth_ratio" not in record  # Nothing has grown yet.
    spheres = replace(JOB, setting=SMALL.changed(core_radius=2.0)).run(0, 0)
    assert "50.growth_ratio" not in spheres and "50.margin_ratio(-1)" in spheres
