"""The paper's numerical experiment: fixed samples, random axes, every weight trained."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.networks.training import shifted_scores
from fc.model.doors import set_checked
from fc.model.features import Batch, Streams, draw_batch, shift_background
from fc.model.setting import Setting
from fc.networks import Tensor, torch
from fc.networks.architecture import (
    Architecture,
    Parameters,
    forward,
    initial_parameters,
    uniform_weights,
)
from fc.networks.reading import EVALUATION_SAMPLES, Trained, one_thread, output_map
from fc.networks.training import Recipe, losses, optimiser_of, step
from fc.requirements import Array, Record, each, integer, require_number
from fc.runs.experiment import Experiment
from fc.simulation.entries import SCORES

MLP = Architecture(biases=True, trained_output=True, init="default")
LOGISTIC_ADAMW = Recipe("logistic", "adamw", 1e-3)
Loss = Callable[[Parameters], Tensor]


@dataclass(frozen=True)
class NumericalExperiment(Experiment):
    """Train on ``setting.batch`` fixed samples at once, as the paper's numerical experiment does.

    Half of the samples are of either class. Inputs are ``x = M u`` in R^d; the columns of M are
    random orthonormal vectors, or coordinate axes. Adam acts on each coordinate, so for it that
    differs; for SGD it does not. All weights are single precision.

    Attributes
    ----------
    recipe : Recipe
        With a step size; its steps are not read.
    rotated : bool
        Whether the features are random directions, as in the paper.
    checkpoints : tuple of int
        Numbers of updates at which the network is measured.
    """

    entries: ClassVar = {f"{{at}}.{name}": text for name, text in SCORES.items()} | {
        "{at}.loss_id": "training loss",
        "{at}.loss_fresh": "loss on the training cores with fresh backgrounds, in distribution",
        "{at}.loss_ood": "loss on the training cores with the same backgrounds reversed",
        "{at}.loss_excess": "`loss_ood` minus `loss_fresh`",
        "{at}.norm_core": "mean over neurons of the length of w_k's part along the core features",
        "{at}.norm_bg": "mean over neurons of the length of w_k's part along the background",
        "{at}.along_bg": "mean over neurons of the component of w_k along the sum of the"
        " background features, which has the sign of B_k",
        "{at}.growth_ratio": "growth of the sum of ``|a_k| B_k`` since the start over that of"
        " ``|a_k| C_k``, for a core with a mean",
    }

    unread: ClassVar = MLP.unread  # Of the setting.
    setting: Setting
    recipe: Recipe = LOGISTIC_ADAMW
    rotated: bool = True
    checkpoints: tuple[int, ...] = (1000,)

    def __post_init__(self) -> None:
        set_checked(self, checkpoints=each(integer(0, 10**6)))
        if self.setting.batch % 2:
            raise ValueError(f"batch must be even, got {self.setting.batch}")
        require_number("step_size", self.recipe.step_size, 0, strict=True)

    def record(self, rngs: Streams) -> Record:
        """Train one network and measure it at every checkpoint."""
        setting, axes = self.setting, feature_axes(self.setting, self.rotated, rngs.extra)
        batch, fresh = (halves(setting, rngs.train) for _ in range(2))
        fresh.u[:, : setting.n_core] = batch.u[:, : setting.n_core]
        tested = {"fresh": fresh.u, "ood": shift_background(fresh, setting, -1.0).u}
        train = self._loss(batch.u, batch.y)
        tests = {name: self._loss(u, batch.y) for name, u in tested.items()}
        weights = initial_weights(setting, rngs.init)
        how = self.recipe.optimiser, self.recipe.step_size or 0.0, setting.weight_decay
        optimiser = optimiser_of(weights.values(), *how)
        start, record = self._state(weights, axes, 0), Record()
        with one_thread():
            for t in range(max(self.checkpoints, default=0) + 1):
                seen = in_features(weights, axes)
                loss = train(seen)
                if t in self.checkpoints:
                    state = self._state(weights, axes, t)
                    found = {f"loss_{name}": test(seen).item() for name, test in tests.items()}
                    found["loss_id"] = loss.item()
                    found["loss_excess"] = found["loss_ood"] - found["loss_fresh"]
                    network = output_map(state, setting, MLP, rngs.evaluate)
                    asked = draw_batch(setting, rngs.evaluate, EVALUATION_SAMPLES)
                    found |= self._weights(state, start) | shifted_scores(network, asked, setting)
                    record |= {f"{t}.{name}": float(value) for name, value in found.items()}
                step(optimiser, loss)
        return record

    def _loss(self, u: Array, y: Array) -> Loss:
        """Mean loss on samples `u` of class `y`, of weights in feature coordinates."""
        inputs, label = (torch.from_numpy(x.astype(np.float32)) for x in (u[None], y))
        kind = self.recipe.loss
        # The paper's script takes (1 - r)^2, the losses of this package half of it.
        factor = 2.0 if kind == "squared" else 1.0

        def mean(seen: Parameters) -> Tensor:
            margin = label * forward(seen, self.setting, MLP, inputs)
            return factor * losses(margin, kind).mean()

        return mean

    def _state(self, weights: Parameters, axes: Tensor, t: int) -> Trained:
        seen = in_features(weights, axes)
        return Trained(t, {name: x.detach().double() for name, x in seen.items()}, lambda u: u)

    def _weights(self, state: Trained, start: Trained) -> Record:
        """What is read off the weights."""
        core, bg = np.split(state.w, [self.setting.n_core], axis=1)
        found = {
            "norm_core": np.linalg.norm(core, axis=1).mean(),
            "norm_bg": np.linalg.norm(bg, axis=1).mean(),
            "along_bg": bg.sum(axis=1).mean() / math.sqrt(self.setting.n_bg),
        }
        grown = state.growth_ratio(start, self.setting)
        return found if grown is None else found | {"growth_ratio": grown}


def feature_axes(setting: Setting, rotated: bool, rng: np.random.Generator) -> Tensor:
    """Rows are the features in R^d: the first axes, or uniformly random orthonormal vectors."""
    axes = np.eye(setting.d0, setting.d)
    if rotated:
        q, r = np.linalg.qr(rng.standard_normal((setting.d, setting.d0)))
        axes = (q * np.sign(np.diag(r))).T
    return torch.from_numpy(np.ascontiguousarray(axes, np.float32))


def halves(setting: Setting, rng: np.random.Generator) -> Batch:
    """As many samples as a batch holds, half of either class, those of class +1 first."""
    half = setting.batch // 2
    # Twice as many, of which each class has enough, but for one draw in 10^9 even of 100.
    batch = draw_batch(setting, rng, 2 * setting.batch)
    rows = np.r_[:half, -half:0]
    return Batch(batch.u[rows], batch.y[rows], batch.label[rows])


def initial_weights(setting: Setting, rng: np.random.Generator) -> Parameters:
    """As `fc.networks.architecture.initial_parameters`, but ``w1`` (1, m, d), on the inputs."""
    drawn = initial_parameters(setting, MLP, [rng])
    drawn["w1"] = torch.from_numpy(uniform_weights(rng, setting.d, 1, setting.width, setting.d))
    return {name: x.detach().float().requires_grad_() for name, x in drawn.items()}


def in_features(weights: Parameters, axes: Tensor) -> Parameters:
    """The weights with those of the first layer as ``<w_k, m_j>``."""
    return weights | {"w1": weights["w1"] @ axes.T}
