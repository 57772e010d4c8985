"""Adversarial training: projected gradient ascent of the loss in a ball around each image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fc.model.doors import set_checked
from fc.networks import Tensor, torch
from fc.requirements import integer, number

OVERSHOOT = 2.5  # Steps of 2.5 radius / steps reach the sphere and can still turn on it.


@dataclass(frozen=True)
class Attack:
    """From a module, images and classes to images of higher loss at most `radius` away.

    Parameters
    ----------
    radius : float
        Largest Euclidean distance, over all pixels and colours of an image.
    steps : int
        Of gradient ascent on the cross-entropy, from the image itself; after each the
        perturbation is projected on the ball.
    """

    radius: float = 1.0
    steps: int = 4

    def __post_init__(self) -> None:
        set_checked(self, radius=number(0), steps=integer(1, 1000))

    def __call__(self, module: Any, x: Tensor, label: Tensor) -> Tensor:
        """Perturbed images (N, side, side, 3), without a trace in the module's gradients."""
        moved = torch.zeros_like(x)
        for _ in range(self.steps):
            moved.requires_grad_()
            loss = torch.nn.functional.cross_entropy(module.logits(x + moved), label)
            (uphill,) = torch.autograd.grad(loss, moved)
            moved = moved.detach() + OVERSHOOT * self.radius / self.steps * unit(uphill)
            moved = moved * (self.radius / norm(moved)).clamp(max=1)
        return (x + moved).detach()


def norm(x: Tensor) -> Tensor:
    """Euclidean norm of each image, (N, 1, 1, 1)."""
    return x.pow(2).sum(dim=(1, 2, 3), keepdim=True).sqrt().clamp(min=1e-12)


def unit(x: Tensor) -> Tensor:
    """Each image over its norm; an image of zeros stays."""
    return x / norm(x)
