"""Which inputs a hidden unit of a network on images answers to: activation maximisation."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from fc.data.backgrounds import Array
from fc.networks import Tensor, torch
from fc.networks.adversarial import unit
from fc.networks.reading import one_thread

STEP, BLUR, JITTER, START = 1.0, 0.5, 2, 0.01


def optimised_inputs(
    module: Any, side: int, rng: np.random.Generator, steps: int = 100
) -> tuple[Array, Array]:
    """Images that raise each hidden unit of the last layer, from grey.

    ``x <- blur(x + g / |g|)`` with g the gradient of a unit's mean over positions at x, moved by
    up to two pixels that are drawn anew in every step and moved back: what has no form averages
    out.

    Returns
    -------
    images : (K, side, side, 3) array
        Inputs of the network; 0 is grey.
    gain : (K,) array
        How far the unit was raised above its value on grey; 0 for one that is silent throughout.
    """
    module.eval()
    grey = torch.zeros(1, side, side, 3, device=module.head.weight.device)
    count = module.units(grey).shape[1]

    def values(x: Tensor) -> Any:
        return module.units(x).mean(dim=2).diagonal()

    with one_thread():
        noise = START * rng.standard_normal((count, side, side, 3))
        x = torch.from_numpy(noise.astype(np.float32)).to(grey.device)
        with torch.no_grad():
            before = module.units(grey).mean(dim=2)[0]
        for _ in range(steps):
            shift = [int(j) for j in rng.integers(-JITTER, JITTER + 1, 2)]
            x = x.roll(shift, (1, 2)).requires_grad_()
            (uphill,) = torch.autograd.grad(values(x).sum(), x)
            x = blurred(x.detach() + STEP * unit(uphill)).roll([-j for j in shift], (1, 2))
        with torch.no_grad():
            return cast(Array, x.cpu().numpy()), cast(Array, (values(x) - before).cpu().numpy())


def blurred(x: Tensor) -> Tensor:
    """Images (N, side, side, 3) through a Gaussian of standard deviation `BLUR` pixels."""
    reach = torch.arange(-2, 3, dtype=x.dtype, device=x.device)
    weight = torch.exp(-(reach**2) / (2 * BLUR**2))
    weight = (weight / weight.sum()).view(1, 1, 1, -1)
    planes = x.permute(0, 3, 1, 2).flatten(0, 1)[:, None]
    wide = torch.nn.functional.pad(planes, (2, 2, 2, 2), mode="replicate")
    found = torch.nn.functional.conv2d(wide, weight)
    found = torch.nn.functional.conv2d(found, weight.transpose(2, 3))
    return found.view(len(x), 3, *x.shape[1:3]).permute(0, 2, 3, 1)
