"""Hidden units of a network on images: to which classes and to which inputs they answer."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fc.data.images import CLASSES, Array, padding
from fc.networks import torch
from fc.networks.reading import one_thread
from fc.networks.training import optimiser_of, step

# Ascent by Adam on the logit of every pixel. The penalties keep it near grey and smooth.
STEP, START, GREY, SMOOTH = 0.1, 0.3, 0.02, 0.1
SOURCES = ("representation", "logits")


def activation_rates(units: NDArray[Any], label: NDArray[Any]) -> NDArray[Any]:
    """Share of images of each class and of positions at which a unit is positive, (10, K).

    `units` (N, K, P) are K hidden units at P positions, `label` (N,) the classes; other lengths and
    a class without an image are refused.
    """
    if len(units) != len(label):
        raise ValueError(
            f"label must have one entry for each of {len(units)} images, got {len(label)}"
        )
    if missing := sorted(set(range(CLASSES)) - set(np.unique(label).tolist())):
        raise ValueError(f"label must hold every class, got none of {missing[0]}")
    active = (units > 0).mean(axis=2)
    return np.stack([active[label == c].mean(axis=0) for c in range(CLASSES)])


def range_over_classes(rates: NDArray[Any]) -> float:
    """Mean over units of the largest minus the smallest of the ten rates."""
    return float(np.ptp(rates, axis=0).mean())


def gap_of_split(rates: NDArray[Any]) -> float:
    """Mean over units of ``|q+ - q-|`` for two halves of the classes, as the theorem has two."""
    first, second = np.split(rates, 2)
    return float(np.abs(first.mean(axis=0) - second.mean(axis=0)).mean())


def optimised_inputs(
    module: Any,
    side: int,
    rng: np.random.Generator,
    steps: int,
    output: str,
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
    output : str
        ``"representation"``: last hidden units, mean over positions; or ``"logits"``.
    smooth : float
        Weight of the roughness; the rise is some 100 sd, so the default leaves it to the unit.

    Returns
    -------
    images : (K, side, side, 3) array
        In [0, 1].
    gain : (K,) array
        How far the unit was raised, in sd over the noise; 0 for a unit that noise never reaches.
    """
    module.eval()

    def values(logit: Any) -> Any:
        return getattr(module, output)(torch.sigmoid(logit))

    with one_thread():
        noise = torch.from_numpy((START * rng.standard_normal((256, side, side, 3))).astype("f4"))
        with torch.no_grad():
            found = values(noise)
        count = found.shape[1]
        mean, sd = found.mean(dim=0), found.std(dim=0).clamp(min=1e-6)
        z = noise.repeat(-(-count // len(noise)), 1, 1, 1)[:count].clone().requires_grad_()

        def rise() -> Any:
            return (values(z).diagonal() - mean) / sd

        optimiser = optimiser_of([z], "adam", STEP)
        for _ in range(steps):
            raised = rise()  # First: the order in which gradients are added follows this one.
            across = (z[:, 1:] - z[:, :-1]).abs().mean() + (z[:, :, 1:] - z[:, :, :-1]).abs().mean()
            step(optimiser, count * (GREY * (z**2).mean() + smooth * across) - raised.sum())
        with torch.no_grad():
            return cast(Array, torch.sigmoid(z).numpy()), cast(Array, rise().numpy())


def frame_colour(images: Array, pad: int) -> Array:
    """Mean colour of the frame of each image, (K, 3)."""
    return cast(Array, images[:, padding(images.shape[1], pad)].mean(axis=1))
