"""Online SGD on the hinge loss, in feature coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.model.arithmetic import ARITHMETICS, largest_reach
from fc.model.features import Batch, Streams, training_batches
from fc.model.network import Network, initial_network
from fc.model.setting import Setting
from fc.model.trajectory import LARGEST_WEIGHT, STEP_LIMIT, Diverged, at_checkpoints
from fc.requirements import Array, require_room


class OutOfRange(RuntimeError):
    """The weights left the range in which exact arithmetic does not round."""


class Step(NamedTuple):
    """What a step sees before it updates; arrays are reused by the next step.

    `t` counts the updates made so far; `slope`, (N, m), is ``phi'(<w_k, x_i>)``, for ReLU which
    neurons are active; `margin`, (N,), is ``y h(x)`` with the training label.
    """

    t: int
    network: Network
    batch: Batch
    slope: NDArray[Any]
    margin: Array

    @property
    def mean_margin(self) -> float:
        """Mean of ``y h`` over the batch, correctly rounded: the same on every machine."""
        return math.fsum(self.margin) / len(self.margin)


def sgd_steps(setting: Setting, streams: Streams, network: Network | None = None) -> Iterator[Step]:
    """Train for ever, one batch a step; yields each step before its update.

    The update is ``v_k += eta (-grad_k)`` with
    ``-grad_k = a_k mean_i[ y_i 1{y_i h_i < 1} phi'(p_ik) u_i ] - lambda v_k``.
    The part of w_k outside the span of the features never meets the data, so it is not
    simulated (identity 2.1). Where features overlap, ``M^T M`` multiplies the mean.

    Raises
    ------
    Diverged
        When a weight exceeds 1e9.
    OutOfRange
        When exact arithmetic would round (see `fc.model.arithmetic`).
    """
    start = network or initial_network(setting, streams.init)
    arithmetic, phi = ARITHMETICS[setting.mode], setting.phi
    v = start.v.astype(arithmetic.forward)
    arithmetic.snap(v)
    gain = start.gain.astype(arithmetic.forward)
    with np.errstate(over="ignore"):
        rate = (setting.eta * start.a / setting.batch)[:, None].astype(arithmetic.forward)
    decay = 1 - setting.eta * setting.weight_decay
    require_room("batch max(width, n_core + n_bg)", setting.batch, max(setting.width, setting.d0))
    p = np.empty((setting.batch, setting.width), arithmetic.forward)
    # Where phi is linear but for a kink at 0, its derivative at its value is that at p.
    hidden = p if phi.leak is not None else np.empty_like(p)
    # Where both products have one precision, the derivative may take the place of the value.
    same = arithmetic.forward == arithmetic.backward
    slope = hidden if same else np.empty(p.shape, arithmetic.backward)
    u = np.empty((setting.batch, setting.d0), arithmetic.forward)
    pulled = np.empty_like(u, dtype=arithmetic.backward)
    force = np.empty_like(v, dtype=arithmetic.backward)
    change = np.empty_like(v)
    scale = 1 + abs(setting.bg_shift)
    most = largest_reach(phi.bits or 0) if arithmetic.snaps else math.inf
    for t, batch in enumerate(training_batches(setting, streams.train, u)):
        _check_range(v, scale, most, t)
        np.matmul(u, v.T, out=p)
        phi.value(p, hidden)
        margin = batch.label * (hidden @ gain) / setting.width
        phi.slope(p, slope)
        yield Step(t, Network(v, start.a), batch, slope, margin)
        pull = batch.label * (margin < 1)
        np.multiply(u, pull[:, None], out=pulled, dtype=arithmetic.backward, casting="same_kind")
        np.matmul(slope.T, pulled, out=force)
        # What overflows here is refused by the next check of the range.
        with np.errstate(over="ignore", invalid="ignore"):
            np.multiply(force, rate, out=change)
            if overlap := setting.departures.overlap:  # Times the Gram matrix of the features.
                total = change.sum(axis=1, keepdims=True)
                change *= 1 - overlap
                change += overlap * total
            if decay < 1:
                v *= decay
            v += change
            arithmetic.snap(v)


@np.errstate(over="ignore", invalid="ignore")
def _check_range(v: NDArray[Any], scale: float, most: float, t: int) -> None:
    """Refuse weights that diverged, or with ``scale sum |v|`` above `most`, where sums round."""
    # Cauchy-Schwarz bounds the sum in one pass, and nearly always that is enough.
    if scale * math.sqrt(v.size * float(np.vdot(v, v))) <= min(most, LARGEST_WEIGHT):
        return
    size = np.abs(v)
    if not size.max() < LARGEST_WEIGHT:
        raise Diverged(f"the weights diverged within {t} steps; lower step_size")
    reach = scale * float(size.sum())
    if reach > most:
        raise OutOfRange(
            f"the weights add up to {reach:.0f}, and exact arithmetic rounds beyond {most:.0f}; "
            "choose arithmetic float64"
        )


def train(
    setting: Setting,
    streams: Streams,
    checkpoints: tuple[str | int, ...] = ("T2",),
    network: Network | None = None,
    step_limit: int = STEP_LIMIT,
) -> dict[str | int, tuple[int, Network]]:
    """Train until every checkpoint is met; returns for each its step and a copy of the network.

    The mean margin of T2 is that of the step's batch. Errors are those of `sgd_steps` and of
    `fc.model.trajectory.at_checkpoints`, which says what a checkpoint is.
    """
    steps = sgd_steps(setting, streams, network)
    return at_checkpoints(setting, steps, checkpoints, lambda x: x.network.copy(), step_limit)
