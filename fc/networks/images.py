"""Networks on images: residual, vision transformer, one hidden layer, linear; torch on use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from fc.model.doors import set_checked
from fc.networks import Tensor, torch
from fc.requirements import integer, one_of, require_integer

KINDS = ("resnet", "resnet_plain", "vit", "mlp", "mlp_tanh", "linear")
PATCH, HEADS, BLOCKS = 4, 4, 2


@dataclass(frozen=True)
class ImageNetwork:
    """A network on images, as plain data; `build` makes it.

    Parameters
    ----------
    kind : str
        ``"resnet"``: a convolution and three residual blocks of ``width``, ``2 width`` and
        ``4 width`` channels, the last two at half and a quarter of the side, with batch norm;
        ``"resnet_plain"``: the same without; ``"vit"``: patches of 4 x 4, two pre-norm blocks of
        ``4 width`` channels with four heads; ``"mlp"``, ``"mlp_tanh"``: one hidden layer of
        ``16 width`` neurons; ``"linear"``.
    width : int
    outputs : int
    """

    kind: str = "resnet"
    width: int = 16
    outputs: int = 10

    def __post_init__(self) -> None:
        set_checked(self, kind=one_of(*KINDS), width=integer(1, 1024), outputs=integer(1, 10**4))


RESNET = ImageNetwork("resnet")


def build(network: ImageNetwork, side: int, rng: np.random.Generator) -> Any:
    """A ``torch.nn.Module`` for images of shape (N, side, side, 3); weights are drawn by numpy.

    It has three methods, each on a float tensor of images: ``units``, the last hidden units at
    every position (N, K, P); ``representation``, their mean over positions (N, K); and ``logits``
    (N, outputs), a linear map of that, which is the call itself. Convolutions and layers before a
    ReLU start from N(0, 2 / inputs), others from N(0, 1 / inputs), biases from 0. A side that is no
    multiple of 4 is refused.
    """
    if require_integer("side", side, 4) % PATCH:
        raise ValueError(f"side must be a multiple of {PATCH}, got {side}")
    with torch.random.fork_rng(devices=[]):  # Torch's own draw is replaced and leaves no trace.
        found = _module(network, side)
    for name, parameter in found.named_parameters():
        if parameter.ndim > 1:
            before_relu = parameter.ndim == 4 or name.startswith(("hidden", "up"))
            inputs = math.prod(parameter.shape[1:])
            drawn = rng.standard_normal(parameter.shape) * math.sqrt((1 + before_relu) / inputs)
            parameter.data = torch.from_numpy(drawn.astype(np.float32))
        else:
            torch.nn.init.constant_(parameter, float("norm" in name and name.endswith("weight")))
    return found


def _module(network: ImageNetwork, side: int) -> Any:
    nn, functional = torch.nn, torch.nn.functional

    width = network.width

    class Classifier(nn.Module):
        """Logits as a linear map of the mean over positions of the last hidden units."""

        def __init__(self, channels: int) -> None:
            super().__init__()
            self.head = nn.Linear(channels, network.outputs)

        def units(self, x: Tensor) -> Tensor:
            return x.flatten(1)[:, :, None]

        def representation(self, x: Tensor) -> Tensor:
            return self.units(x).mean(dim=2)

        def logits(self, x: Tensor) -> Any:
            return self.head(self.representation(x))

        forward = logits

    class Hidden(Classifier):
        def __init__(self) -> None:
            super().__init__(16 * width)
            self.hidden = nn.Linear(3 * side**2, 16 * width)

        def units(self, x: Tensor) -> Tensor:
            p = self.hidden(x.flatten(1))[:, :, None]
            return functional.relu(p) if network.kind == "mlp" else p.tanh()

    class Block(nn.Module):
        def __init__(self, before: int, after: int, stride: int) -> None:
            super().__init__()
            self.first = nn.Conv2d(before, after, 3, stride, 1, bias=not normed)
            self.second = nn.Conv2d(after, after, 3, 1, 1, bias=not normed)
            self.norm_first, self.norm_second = norm(after), norm(after)
            self.skip = nn.Conv2d(before, after, 1, stride, bias=False)

        def forward(self, x: Tensor) -> Tensor:
            inner = functional.relu(self.norm_first(self.first(x)))
            return functional.relu(self.norm_second(self.second(inner)) + self.skip(x))

    class Residual(Classifier):
        def __init__(self) -> None:
            super().__init__(4 * width)
            self.first = nn.Conv2d(3, width, 3, 1, 1, bias=not normed)
            self.norm = norm(width)
            shapes = ((width, width, 1), (width, 2 * width, 2), (2 * width, 4 * width, 2))
            self.blocks = nn.Sequential(*(Block(*shape) for shape in shapes))

        def units(self, x: Tensor) -> Tensor:
            start = functional.relu(self.norm(self.first(x.permute(0, 3, 1, 2))))
            return self.blocks(start).flatten(2)  # type: ignore[no-any-return]

    class Attention(nn.Module):
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.norm_first, self.norm_second = nn.LayerNorm(channels), nn.LayerNorm(channels)
            self.mix, self.out = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
            self.up = nn.Linear(channels, 2 * channels)
            self.down = nn.Linear(2 * channels, channels)

        def forward(self, x: Tensor) -> Tensor:
            n, positions, channels = x.shape
            mixed = self.mix(self.norm_first(x)).view(n, positions, 3, HEADS, -1)
            query, key, value = mixed.permute(2, 0, 3, 1, 4)
            seen = functional.scaled_dot_product_attention(query, key, value)
            x = x + self.out(seen.transpose(1, 2).reshape(n, positions, channels))
            return x + self.down(functional.gelu(self.up(self.norm_second(x))))  # type: ignore[no-any-return]

    class Transformer(Classifier):
        def __init__(self) -> None:
            super().__init__(4 * width)
            self.embed = nn.Linear(3 * PATCH**2, 4 * width)
            self.place = nn.Linear((side // PATCH) ** 2, 4 * width, bias=False)
            self.blocks = nn.Sequential(*(Attention(4 * width) for _ in range(BLOCKS)))
            self.norm = nn.LayerNorm(4 * width)

        def units(self, x: Tensor) -> Tensor:
            n, rows = len(x), side // PATCH
            cut = x.reshape(n, rows, PATCH, rows, PATCH, 3).transpose(2, 3)
            tokens = self.embed(cut.reshape(n, rows**2, -1)) + self.place.weight.T
            return self.norm(self.blocks(tokens)).transpose(1, 2)  # type: ignore[no-any-return]

    normed = network.kind == "resnet"
    norm: Any = nn.BatchNorm2d if normed else nn.Identity
    if network.kind == "linear":
        return Classifier(3 * side**2)
    makers: dict[str, Any] = {"resnet": Residual, "vit": Transformer, "mlp": Hidden}
    return makers[network.kind.split("_")[0]]()
