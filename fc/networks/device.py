"""Where networks on images are trained: on the processor, or on a GPU where one is asked for."""

import os
from typing import Any

from fc.files import DEVICE
from fc.networks import torch
from fc.requirements import require_one_of

DEVICES = ("cpu", "cuda")


def use_device(name: str) -> None:
    """From now on train on this one, in the processes that are started, too.

    A ValueError unless it is one of `DEVICES`, and there is a GPU if it is ``"cuda"``.
    """
    require_one_of("device", name, DEVICES)
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("device must be cpu where torch finds no GPU, got 'cuda'")
    os.environ[DEVICE] = name


def chosen_device() -> Any:
    """The ``torch.device`` that was chosen, or the processor."""
    return torch.device(os.environ.get(DEVICE, "cpu"))
