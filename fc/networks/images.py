"""Networks on images: dense and convolutional ones, residual, and vision transformer."""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from fc.model.doors import set_checked
from fc.networks import Tensor, torch
from fc.networks.device import chosen_device
from fc.requirements import integer, one_of, require_integer

PATCH, HEADS, BLOCKS = 4, 4, 2


@dataclass(frozen=True)
class ImageNetwork:
    """A network on images, as plain data; `build` makes it.

    Parameters
    ----------
    kind : str
        ``"dense"``: `depth` hidden layers of ``8 width`` ReLU; ``"conv"``: `depth` convolutions
        with ReLU, of 5 x 5 and then 3 x 3 pixels, the first two at half and a quarter of the side,
        of `width` and then ``2 width`` channels; ``"resnet"``: a convolution and three residual
        blocks at half, half, a quarter and an eighth of the side, of `width`, `width`, ``2 width``
        and ``4 width`` channels; ``"vit"``: patches of 4 x 4, two pre-norm blocks of ``4 width``
        channels with four heads. With 0 hidden layers ``"dense"`` is linear.
    depth : int
        Hidden layers of the first two kinds, at most 8.
    pooled : bool
        Whether the head sees the mean over positions of the last hidden units, or each of them.
        Dense layers have one position.
    norm : bool
        Batch norm after every hidden layer, before its ReLU; the transformer has layer norms.
    width, outputs : int
    """

    kind: str = "resnet"
    depth: int = 2
    pooled: bool = True
    norm: bool = True
    width: int = 16
    outputs: int = 10

    def __post_init__(self) -> None:
        sizes = {"width": integer(1, 1024), "outputs": integer(1, 10**4), "depth": integer(0, 8)}
        set_checked(self, kind=one_of("dense", "conv", "resnet", "vit"), **sizes)
        if self.kind == "conv" and not self.depth:
            raise ValueError("depth must be at least 1 with convolutions, got 0")


RESNET = ImageNetwork("resnet")


def build(network: ImageNetwork, side: int, rng: np.random.Generator) -> Any:
    """A ``torch.nn.Module`` for images of shape (N, side, side, 3); weights are drawn by numpy.

    It has three methods, each on a float tensor of images: ``units``, the last hidden units at
    every position (N, K, P); ``representation``, their mean over positions (N, K), or all of them
    (N, K P); and ``logits`` (N, outputs), a linear map of that, which is the call itself. Layers
    before a ReLU start from N(0, 2 / inputs), others from N(0, 1 / inputs), biases from 0. A side
    that is no multiple of 4 is refused.
    """
    if require_integer("side", side, 4) % PATCH:
        raise ValueError(f"side must be a multiple of {PATCH}, got {side}")
    with torch.random.fork_rng(devices=[]):  # Torch's own draw is replaced and leaves no trace.
        found = _module(network, side)
    for name, parameter in found.named_parameters():
        if parameter.ndim > 1:
            before_relu = parameter.ndim == 4 or "hidden" in name or "up" in name
            inputs = math.prod(parameter.shape[1:])
            drawn = rng.standard_normal(parameter.shape) * math.sqrt((1 + before_relu) / inputs)
            parameter.data = torch.from_numpy(drawn.astype(np.float32))
        else:
            torch.nn.init.constant_(parameter, float("norm" in name and name.endswith("weight")))
    return found.to(chosen_device())


def first_layer(module: Any) -> Any:
    """The layer that sees the images: its weight has the shape (m, 3 side^2) or (m, 3, k, k)."""
    kinds = torch.nn.Linear, torch.nn.Conv2d
    return next(part for part in module.modules() if isinstance(part, kinds))


def _module(network: ImageNetwork, side: int) -> Any:
    nn, functional = torch.nn, torch.nn.functional
    width = network.width

    class Classifier(nn.Module):
        """Logits as a linear map of the last hidden units, or of their mean over positions."""

        def __init__(self, body: Any, channels: int, positions: int = 1) -> None:
            super().__init__()
            self.body = body
            self.head = nn.Linear(channels * (1 if network.pooled else positions), network.outputs)

        def units(self, x: Tensor) -> Tensor:
            return self.body(x)

        def representation(self, x: Tensor) -> Tensor:
            units = self.units(x)
            return units.mean(dim=2) if network.pooled else units.flatten(1)

        def logits(self, x: Tensor) -> Any:
            return self.head(self.representation(x))

        forward = logits

    class Hidden(nn.Module):
        """A layer, batch norm and ReLU."""

        def __init__(self, layer: Any, norm: Any) -> None:
            super().__init__()
            self.hidden, self.norm = layer, norm if network.norm else nn.Identity()

        def forward(self, x: Tensor) -> Any:
            return functional.relu(self.norm(self.hidden(x)))

    def dense(before: int, after: int) -> Any:
        return Hidden(nn.Linear(before, after, bias=not network.norm), nn.BatchNorm1d(after))

    def convolution(before: int, after: int, size: int, stride: int) -> Any:
        layer = nn.Conv2d(before, after, size, stride, size // 2, bias=not network.norm)
        return Hidden(layer, nn.BatchNorm2d(after))

    class Block(nn.Module):
        def __init__(self, before: int, after: int, stride: int) -> None:
            super().__init__()
            self.first = convolution(before, after, 3, stride)
            self.second = nn.Conv2d(after, after, 3, 1, 1, bias=not network.norm)
            self.norm = nn.BatchNorm2d(after) if network.norm else nn.Identity()
            self.skip = nn.Conv2d(before, after, 1, stride, bias=False)

        def forward(self, x: Tensor) -> Tensor:
            return functional.relu(self.norm(self.second(self.first(x))) + self.skip(x))

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
            return x + self.down(functional.gelu(self.up(self.norm_second(x))))

    class Transformer(nn.Module):
        """Tokens of patches, with places; the last norm is before the head."""

        def __init__(self, channels: int) -> None:
            super().__init__()
            self.embed = nn.Linear(3 * PATCH**2, channels)
            self.place = nn.Linear((side // PATCH) ** 2, channels, bias=False)
            self.blocks = nn.Sequential(*(Attention(channels) for _ in range(BLOCKS)))
            self.norm = nn.LayerNorm(channels)

        def forward(self, x: Tensor) -> Tensor:
            n, rows = len(x), side // PATCH
            cut = x.reshape(n, rows, PATCH, rows, PATCH, 3).transpose(2, 3)
            tokens = self.embed(cut.reshape(n, rows**2, -1)) + self.place.weight.T
            return self.norm(self.blocks(tokens)).transpose(1, 2)

    class Planes(nn.Module):
        """Channels first."""

        def forward(self, x: Tensor) -> Tensor:
            return x.permute(0, 3, 1, 2)

    if network.kind == "vit":
        return Classifier(Transformer(4 * width), 4 * width, (side // PATCH) ** 2)
    if network.kind == "dense":
        sizes = [3 * side**2, *[8 * width] * network.depth]
        layers = [dense(*pair) for pair in itertools.pairwise(sizes)]
        body = nn.Sequential(nn.Flatten(), *layers, nn.Unflatten(1, (-1, 1)))
        return Classifier(body, sizes[-1])
    half, quarter, eighth = (-(-side // n) for n in (2, 4, 8))
    if network.kind == "resnet":
        shapes = ((width, width, 1), (width, 2 * width, 2), (2 * width, 4 * width, 2))
        blocks = [Block(*shape) for shape in shapes]
        body = nn.Sequential(Planes(), convolution(3, width, 3, 2), *blocks, nn.Flatten(2))
        return Classifier(body, 4 * width, eighth**2)
    strides = [2, 2, *[1] * network.depth][: network.depth]
    channels = [3, width, *[2 * width] * network.depth][: network.depth + 1]
    convolutions = [
        convolution(before, after, 5 if i == 0 else 3, strides[i])
        for i, (before, after) in enumerate(itertools.pairwise(channels))
    ]
    body = nn.Sequential(Planes(), *convolutions, nn.Flatten(2))
    return Classifier(body, channels[-1], (half if network.depth == 1 else quarter) ** 2)
