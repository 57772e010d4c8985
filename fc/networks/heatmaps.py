"""Grad-CAM: where on its image a convolutional network finds its class."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fc.data.backgrounds import Array
from fc.networks import torch
from fc.networks.reading import one_thread

CELLS = 7  # Rows of a map at least: a digit is some four cells wide.


def grad_cam(module: Any, inputs: Array, label: NDArray[np.int64]) -> Array:
    """Maps (N, q, q) of what speaks for the class: ``max(sum_k w_k a_k, 0)``.

    ``a_k`` is a channel of the deepest hidden layer of at least `CELLS` rows and ``w_k`` the mean
    over its positions of the gradient of the margin, the logit of the class minus the mean of the
    others. The maps are in units of the margin, and nothing is normalised within an image.
    """
    seen: list[Any] = []
    body = module.body if isinstance(module.body, torch.nn.Sequential) else ()
    hooks = [layer.register_forward_hook(lambda *told: seen.append(told[2])) for layer in body]
    place = module.head.weight.device
    own = torch.nn.functional.one_hot(torch.from_numpy(label), module.head.out_features).to(place)
    x = torch.from_numpy(np.ascontiguousarray(inputs, np.float32)).to(place)
    with one_thread():
        logits = module.eval().logits(x)
        for hook in hooks:
            hook.remove()
        deep = [a for a in seen[1:] if a.ndim == 4 and a.shape[2] >= CELLS]
        others = (1 - own) / (own.shape[1] - 1)
        (gradient,) = torch.autograd.grad((logits * (own - others)).sum(), deep[-1])
        weight = gradient.mean(dim=(2, 3), keepdim=True)
        return cast(Array, torch.relu((weight * deep[-1]).sum(dim=1)).detach().cpu().numpy())


def digit_cells(pixels: Array, rows: int) -> NDArray[np.bool_]:
    """Cells of maps (N, rows, rows) that hold a bright pixel of the digits (N, side, side, 3)."""
    n, side = pixels.shape[:2]
    cut = pixels.max(axis=3).reshape(n, rows, side // rows, rows, side // rows)
    return cast(NDArray[np.bool_], cut.max(axis=(2, 4)) > 0.5)
