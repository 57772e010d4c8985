"""Networks that are trained as a whole; torch is imported on use.

Every tensor has a leading axis over S networks, one a seed: they share one tensor program, and what
is computed for one does not depend on the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from fc.model.activations import activation
from fc.model.doors import set_checked
from fc.model.network import initial_network
from fc.model.setting import Setting
from fc.model.strengths import parse_spec
from fc.networks import Tensor, torch
from fc.requirements import Array, integer, one_of

Parameters = dict[str, "Tensor"]
OWN = ("relu", "gelu", "sigmoid", "tanh")  # Activations that are faster as torch has them.
EPSILON = 1e-5


@dataclass(frozen=True)
class Architecture:
    """How a network departs from the theorems' ``h = sum_k a_k phi(<w_k, x>)``; the default is it.

    Parameters
    ----------
    depth : int
        Weight layers, at least 2; every hidden layer has ``setting.width`` neurons.
    biases : bool
        A trainable bias for every neuron and for the output.
    trained_output : bool
        Whether the output layer is trained, too.
    init : str
        ``"theorem"``: first layer as `fc.initial_network`, output ``+-1/m``, and between them He's
        ``N(0, 2/m)``. ``"default"``: torch's, uniform in ``+-1/sqrt(inputs)``, biases too.
    norm : str, optional
        Of the pre-activations, with a trained scale and shift: ``"batch"``, or ``"layer"``, over
        the neurons of a layer. None stands for no normalisation.
    """

    depth: int = 2
    biases: bool = False
    trained_output: bool = False
    init: str = "theorem"
    norm: str | None = None

    def __post_init__(self) -> None:
        kinds = {"init": one_of("theorem", "default"), "norm": one_of(None, "batch", "layer")}
        set_checked(self, depth=integer(2, 100), **kinds)

    @property
    def plain(self) -> bool:
        """Whether the neurons are those of the theorems, so that C_k and B_k describe them."""
        return self.depth == 2 and self.norm is None

    @property
    def unread(self) -> tuple[str, ...]:
        """Fields of the setting that play no part."""
        return ("departures.init_scale",) if self.init == "default" else ()


@cache
def torch_activation(spec: str) -> Any:
    """The activation `spec` for tensors: torch's own, or one made of that of `fc.activation`."""
    functional = torch.nn.functional
    phi, (name, slope) = activation(spec), parse_spec("activation", spec)
    if spec in OWN:
        return getattr(functional, spec)
    if name == "leaky_relu":
        return partial(functional.leaky_relu, negative_slope=slope[0])

    class Phi(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, p: Tensor) -> Tensor:
            context.save_for_backward(p)
            return torch.from_numpy(phi.of(p.detach().numpy()))

        @staticmethod
        def backward(context: Any, *pulled: Tensor) -> Tensor:
            (p,) = context.saved_tensors
            return pulled[0] * torch.from_numpy(phi.slope_of(p.numpy()))

    return Phi.apply


def initial_parameters(
    setting: Setting, architecture: Architecture, rngs: Sequence[np.random.Generator]
) -> Parameters:
    """Parameters of ``S = len(rngs)`` networks, drawn by numpy: the same on every machine.

    ``w1`` has shape (S, m, d0) in feature coordinates, ``w2`` ... (S, m, m), ``a`` (S, 1, m);
    biases ``b1`` ... (S, m) and ``b`` (S, 1); scale and shift of a normalisation ``g1``, ``s1`` ...
    (S, m).
    """
    drawn = [_initial(setting, architecture, rng) for rng in rngs]
    stacked = {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}
    return trained({name: torch.from_numpy(x) for name, x in stacked.items()}, architecture)


def trained(parameters: Parameters, architecture: Architecture) -> Parameters:
    """The same tensors, each marked as one that has a gradient where it is trained."""
    fixed = () if architecture.trained_output else ("a",)
    return {name: x.requires_grad_(name not in fixed) for name, x in parameters.items()}


def uniform_weights(rng: np.random.Generator, inputs: int, *shape: int) -> Array:
    """Torch's default for a linear layer: uniform in ``+-1/sqrt(inputs)``."""
    bound = 1 / math.sqrt(inputs)
    return rng.uniform(-bound, bound, shape)


def one_network(parameters: Parameters, i: int) -> Parameters:
    """Parameters of network i alone, a copy that later steps do not change."""
    return {name: x.detach()[i : i + 1].clone() for name, x in parameters.items()}


def _initial(
    setting: Setting, architecture: Architecture, rng: np.random.Generator
) -> dict[str, Array]:
    m, last = setting.width, architecture.depth - 1
    theorem, uniform = architecture.init == "theorem", partial(uniform_weights, rng)
    start = initial_network(setting, rng)
    found = {"w1": np.asarray(start.v, float) if theorem else uniform(setting.d, m, setting.d0)}
    for layer in range(2, last + 1):
        he = rng.standard_normal((m, m)) * math.sqrt(2 / m)
        found[f"w{layer}"] = he if theorem else uniform(m, m, m)
    found["a"] = start.a[None].copy() if theorem else uniform(m, 1, m)
    if architecture.biases:
        for layer in range(1, last + 1):
            inputs = setting.d if layer == 1 else m
            found[f"b{layer}"] = np.zeros(m) if theorem else uniform(inputs, m)
        found["b"] = np.zeros(1) if theorem else uniform(m, 1)
    if architecture.norm:
        for layer in range(1, last + 1):
            found |= {f"g{layer}": np.ones(m), f"s{layer}": np.zeros(m)}
    return found


def forward(
    parameters: Parameters,
    setting: Setting,
    architecture: Architecture,
    u: Tensor,
    reference: int = 0,
) -> Tensor:
    """Outputs h of shape (S, N) at inputs `u` of shape (S, N, d0).

    Parameters
    ----------
    reference : int
        The first so many inputs give the statistics of a batch normalisation; 0 stands for all, as
        in training.
    """
    x = hidden(parameters, setting, architecture, u, reference)
    h = (x @ parameters["a"].transpose(1, 2))[..., 0]
    return h + parameters["b"] if architecture.biases else h


def hidden(
    parameters: Parameters,
    setting: Setting,
    architecture: Architecture,
    u: Tensor,
    reference: int = 0,
) -> Tensor:
    """Units of the last hidden layer, of shape (S, N, m); the parameters are those of `forward`."""
    phi = torch_activation(setting.activation)
    x = u
    for layer in range(1, architecture.depth):
        p = x @ parameters[f"w{layer}"].transpose(1, 2)
        if architecture.biases:
            p = p + parameters[f"b{layer}"][:, None]
        p = _normalised(p, parameters, architecture.norm, layer, reference or u.shape[1])
        x = phi(p)
    return x


def _normalised(
    p: Tensor, parameters: Parameters, norm: str | None, layer: int, reference: int
) -> Tensor:
    if norm is None:
        return p
    over, axis = (p, 2) if norm == "layer" else (p[:, :reference], 1)
    p = p - over.mean(axis, keepdim=True)
    spread = (over.var(axis, unbiased=False, keepdim=True) + EPSILON).sqrt()
    return p / spread * parameters[f"g{layer}"][:, None] + parameters[f"s{layer}"][:, None]
