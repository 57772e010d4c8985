"""What a hidden unit answers to most, as a picture: gradient ascent on the input; torch on use."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from fc.data.images import Array, padding
from fc.networks.reading import one_thread
from fc.networks.recipe import optimiser_of
from fc.networks.training import descent
from fc.requirements import require_integer, require_one_of

# Ascent by Adam on the logit of every pixel. The penalties keep it near grey and smooth.
STEP, START, GREY, SMOOTH = 0.1, 0.3, 0.02, 0.1
SOURCES = ("representation", "logits")


def optimised_inputs(
    module: Any,
    side: int,
    rng: np.random.Generator,
    steps: int = 60,
    output: str = "representation",
    units: int | None = None,
    smooth: float = SMOOTH,
) -> tuple[Array, Array]:
    """Images that raise each unit of `output` over the spread of its values on noise.

    Ascends ``(r_k(x) - mean) / sd - GREY mean_pixels (logit x)^2 - smooth TV(logit x)`` from noise
    around grey, where mean and sd are those of r_k over such noise: all units, whatever their
    scale, weigh the same against the penalties; TV is the mean absolute difference of neighbours.

    Parameters
    ----------
    module
        A trained network of `fc.networks.images.build`.
    side : int
        Of its images.
    rng : numpy.random.Generator
        Draws the noise.
    output : str
        ``"representation"``: last hidden units, mean over positions; or ``"logits"``.
    units : int, optional
        The first so many; None stands for all.
    smooth : float
        Weight of the roughness; the rise is some 100 sd, so the default leaves it to the unit.

    Returns
    -------
    images : (K, side, side, 3) array
        In [0, 1].
    gain : (K,) array
        How far the unit was raised, in sd over the noise; 0 for a unit that noise never reaches.
    """
    import torch

    require_one_of("output", output, SOURCES)
    require_integer("steps", steps, 1)
    module.eval()

    def values(logit: Any) -> Any:
        x = torch.sigmoid(logit)
        return module(x) if output == "logits" else module.representation(x)

    with one_thread():
        noise = torch.from_numpy((START * rng.standard_normal((256, side, side, 3))).astype("f4"))
        with torch.no_grad():
            found = values(noise)
        count = found.shape[1] if units is None else min(units, found.shape[1])
        mean, sd = found.mean(dim=0)[:count], found.std(dim=0)[:count].clamp(min=1e-6)
        z = noise.repeat(-(-count // len(noise)), 1, 1, 1)[:count].clone().requires_grad_()
        which = torch.arange(count)

        def rise() -> Any:
            return (values(z)[which, which] - mean) / sd

        def loss() -> Any:
            raised = rise()  # First: the order in which gradients are added follows this one.
            across = (z[:, 1:] - z[:, :-1]).abs().mean() + (z[:, :, 1:] - z[:, :, :-1]).abs().mean()
            return count * (GREY * (z**2).mean() + smooth * across) - raised.sum()

        for _ in descent(optimiser_of([z], "adam", STEP), steps, loss):
            pass
        with torch.no_grad():
            return cast(Array, torch.sigmoid(z).numpy()), cast(Array, rise().numpy())


def frame_colour(images: Array, pad: int) -> Array:
    """Mean colour of the frame of each image, (K, 3)."""
    return cast(Array, images[:, padding(images.shape[1], pad)].mean(axis=1))
