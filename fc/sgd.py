"""Online SGD on the hinge loss, in feature coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fc.features import Batch, Streams, draw_batch
from fc.network import Network, initial_network
from fc.setting import Setting

Array = NDArray[np.float64]
STEP_LIMIT = 50_000


LARGEST_WEIGHT = 1e9


class NotReached(RuntimeError):
    """The stopping time T2 was not reached within the step limit."""


class Diverged(NotReached):
    """The weights grew beyond all bounds: the step size is too large."""


class Step(NamedTuple):
    """What step t sees before it updates; arrays are reused by the next step.

    Attributes
    ----------
    t : int
        Number of updates made so far.
    network : Network
        Weights before the update.
    batch : Batch
        The fresh samples of this step.
    p : (N, m) array
        Pre-activations ``<w_k, x_i>``.
    margin : (N,) array
        ``y h(x)``, with the training label.
    """

    t: int
    network: Network
    batch: Batch
    p: Array
    margin: Array


def sgd(setting: Setting, streams: Streams, network: Network | None = None) -> Iterator[Step]:
    """Train for ever, one fresh batch a step; yields each step before its update.

    The update is ``v_k += eta (-grad_k)`` with
    ``-grad_k = a_k mean_i[ y_i 1{y_i h_i < 1} phi'(p_ik) u_i ] - lambda v_k``.
    The part of w_k outside the span of the features never meets the data, so it is not
    simulated (identity 2.1).

    Raises
    ------
    Diverged
        When a weight exceeds 1e9.
    """
    v, a = (network or initial_network(setting, streams.init)).copy()
    phi, eta, decay = setting.phi, setting.eta, 1 - setting.eta * setting.weight_decay
    p, hidden = np.empty((2, setting.batch, setting.width))
    force = np.empty_like(v)
    t = 0
    while True:
        if not np.abs(v).max() < LARGEST_WEIGHT:
            raise Diverged(f"the weights diverged within {t} steps; lower step_size")
        batch = draw_batch(setting, streams.train)
        np.matmul(batch.u, v.T, out=p)
        phi.value(p, hidden)
        margin = batch.label * (hidden @ a)
        yield Step(t, Network(v, a), batch, p, margin)
        phi.slope(p, hidden)
        pull = batch.label * (margin < 1) / setting.batch
        np.matmul(hidden.T, pull[:, None] * batch.u, out=force)
        with np.errstate(over="ignore"):
            force *= (eta * a)[:, None]
        if decay < 1:
            v *= decay
        v += force
        t += 1


def train(
    setting: Setting,
    streams: Streams,
    checkpoints: tuple[str | int, ...] = ("T2",),
    network: Network | None = None,
    step_limit: int = STEP_LIMIT,
) -> dict[str | int, tuple[int, Network]]:
    """Train until every checkpoint is met; returns for each its step and a copy of the network.

    Parameters
    ----------
    checkpoints : tuple
        Step counts, ``"T1"`` (see `Setting.t1`), or ``"T2"``: the first step whose batch has a
        mean margin of at least 1, tested before the update (Theorem 4.3).
    step_limit : int
        Steps after which the wait for T2 ends.

    Raises
    ------
    NotReached
        If T2 has not come within `step_limit` steps.
    """
    at_step = {c: setting.t1 if c == "T1" else c for c in checkpoints if c != "T2"}
    last = max((int(t) for t in at_step.values()), default=0)
    met: dict[str | int, tuple[int, Network]] = {}
    for step in sgd(setting, streams, network):
        for name, t in at_step.items():
            if step.t == t:
                met[name] = (step.t, step.network.copy())
        if "T2" in checkpoints and "T2" not in met and step.margin.mean() >= 1:
            met["T2"] = (step.t, step.network.copy())
        if len(met) == len(set(checkpoints)):
            return met
        if step.t >= max(last, step_limit):
            raise NotReached(f"the mean margin did not reach 1 within {step_limit} steps")
    raise AssertionError("sgd never ends")
