"""Attacks raise the loss, and stay in their ball."""

from dataclasses import replace

import numpy as np
import pytest

from fc.networks.adversarial import Attack, norm
from fc.networks.image_training import train
from fc.networks.images import ImageNetwork, build

SIDE, RADIUS = 8, 0.5


def loss_of(module, x, label):
    import torch

    return float(torch.nn.functional.cross_entropy(module.logits(x).detach(), label))


@pytest.fixture
def attacked():
    """A convolutional network, images and classes."""
    import torch

    rng = np.random.default_rng(0)
    module = build(ImageNetwork("conv", 2, pooled=False), SIDE, rng).eval()
    x = torch.from_numpy(rng.random((6, SIDE, SIDE, 3)).astype(np.float32))
    return module, x, torch.from_numpy(rng.integers(0, 10, 6))


def test_an_attack_raises_the_loss_within_the_ball(attacked):
    import torch

    module, x, label = attacked
    moved = Attack(RADIUS)(module, x, label)
    assert norm(moved - x).flatten().numpy() == pytest.approx(np.full(6, RADIUS), abs=1e-5)
    before, after = (loss_of(module, one, label) for one in (x, moved))
    assert after > 1.1 * before
    # Control: as large a step at random.
    noise = torch.from_numpy(np.random.default_rng(1).standard_normal(x.shape).astype(np.float32))
    assert loss_of(module, x + RADIUS * noise / norm(noise), label) < 1.05 * before


def test_more_steps_are_no_worse_than_one(attacked):
    module, x, label = attacked
    losses = [loss_of(module, Attack(RADIUS, n)(module, x, label), label) for n in (1, 8)]
    assert losses[0] < losses[1]


def test_an_attack_leaves_no_trace(attacked):
    module, x, label = attacked
    same = Attack(0.0)(module, x, label)
    assert (same == x).all() and not same.requires_grad
    assert all(one.grad is None for one in module.parameters())


def test_training_is_on_what_the_attack_gives():
    rng = np.random.default_rng(0)
    x = rng.random((100, SIDE, SIDE, 3)).astype(np.float32)
    label = rng.integers(0, 10, 100)
    seen = []

    def spy(module, images, classes):
        moved = Attack(RADIUS)(module, images, classes)
        seen.append(float(norm(moved - images).max()))
        return moved

    network = ImageNetwork("dense", 1, norm=False, width=2)
    plain, robust = (
        train(build(network, SIDE, np.random.default_rng(1)), x, label, np.random.default_rng(2), 2,
              perturbed=how)
        for how in (None, spy)
    )  # fmt: skip
    assert seen == pytest.approx([RADIUS] * 2, abs=1e-5)
    assert not np.allclose(plain.head.weight.detach().numpy(), robust.head.weight.detach().numpy())


@pytest.mark.parametrize("field, value", [("radius", -1.0), ("steps", 0), ("radius", np.nan)])
def test_refused(field, value):
    with pytest.raises(ValueError, match=f"{field} must be"):
        replace(Attack(), **{field: value})
