"""The experiments that claims are read from: each job turns (seed, run) into a flat record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy.special import betaincinv

from fc.features import draw_batch, streams
from fc.laws import asymmetry_time
from fc.measure import EVALUATION_SAMPLES, Measurement, bg_correlation, core_correlation, measure
from fc.network import Network, initial_network
from fc.projection import projections
from fc.setting import Setting
from fc.sgd import NotReached, sgd, train

Record = dict[str, float]
KAPPAS = (-2.0, -1.0, -0.5, 0.0)
# Six times the predicted T2: a wrong simulator that never arrives must not stall a verification.
STEP_LIMIT = 2000


class Job(Protocol):
    """A frozen description of one experiment."""

    setting: Setting

    def run(self, seed: int, run: int) -> Record:
        """Record of run number `run` under `seed`."""


def key(job: Job) -> str:
    """Canonical text of a job; equal jobs have equal text."""
    fields = {name: value for name, value in asdict(job).items() if name != "setting"}  # type: ignore[call-overload]
    content = {"job": type(job).__name__, **fields, "setting": job.setting.as_dict()}
    return json.dumps(content, sort_keys=True)


def summary(measured: Measurement, setting: Setting) -> Record:
    """Scalars of one measured network; ``risk_ood(-1)`` is the hinge risk at kappa = -1."""
    live = measured.live
    record = {
        "core_correlation": measured.core.mean(),
        "bg_correlation": measured.bg.mean(),
        "bg_correlation_rms": np.sqrt((measured.bg**2).mean()),
        "bg_sum_rms": np.sqrt((measured.bg_sum**2).mean()),
        "active_pos": measured.active_pos.mean(),
        "active_neg_median": np.median(measured.active_neg),
        "active_neg_live": np.median(measured.active_neg[live]) if live.any() else np.nan,
        "inactive_pos_upper": np.median(inactive_pos_upper(measured)),
        "good": measured.good(setting.d0).mean(),
        "live": live.mean(),
        "risk_id": measured.risk[1.0].value,
        "error_id": measured.error[1.0].value,
        "margin_id": measured.margin[1.0].value,
    }
    for kappa in measured.risk:
        if kappa != 1:
            record[f"risk_ood({kappa:g})"] = measured.risk[kappa].value
            record[f"error_ood({kappa:g})"] = measured.error[kappa].value
            record[f"margin_ratio({kappa:g})"] = measured.margin_ratio(kappa)
    return {name: float(value) for name, value in record.items() if value is not None}


def inactive_pos_upper(measured: Measurement, confidence: float = 0.999) -> np.ndarray:
    """Clopper-Pearson upper bound of ``1 - q+_k`` for each neuron: 0 of n is not 0."""
    n = min(measured.n_class)
    inactive = np.round((1 - measured.active_pos) * n)
    return np.where(inactive < n, betaincinv(inactive + 1, np.maximum(n - inactive, 1), confidence), 1)


@dataclass(frozen=True)
class Training:
    """Train and measure at checkpoints; record keys are ``"T2.risk_id"`` and the like.

    Attributes
    ----------
    setting : Setting
    checkpoints : tuple of str
        Out of ``"start"``, ``"T1"``, ``"T2"``. If T2 is not reached in 2,000 steps, the record
        has no entry ``T2.*``.
    planted_bg : float
        See `fc.network.initial_network`.
    """

    setting: Setting
    checkpoints: tuple[str, ...] = ("start", "T1", "T2")
    planted_bg: float = 0.0

    def run(self, seed: int, run: int) -> Record:
        """Train once and measure every checkpoint."""
        rngs = streams(seed, run)
        network = initial_network(self.setting, rngs.init, self.planted_bg)
        at = {"start": 0, "T1": "T1", "T2": "T2"}
        wanted = {name: at[name] for name in self.checkpoints}
        try:
            met = train(self.setting, rngs, tuple(wanted.values()), network, STEP_LIMIT)
        except NotReached:
            return {}
        record: Record = {}
        for name, checkpoint in wanted.items():
            steps, trained = met[checkpoint]
            measured = measure(trained, self.setting, rngs.evaluate, KAPPAS)
            record[f"{name}.steps"] = steps
            record |= {f"{name}.{k}": x for k, x in summary(measured, self.setting).items()}
        for first, later in pairwise(self.checkpoints):
            growth = record[f"{later}.bg_sum_rms"] / record[f"{first}.bg_sum_rms"]
            record[f"{first}-{later}.bg_growth"] = growth
        return record


@dataclass(frozen=True)
class AsymmetryTime:
    """Time until the median over neurons of ``q+ - q-``, read off the training batches, is 1/2.

    Every batch is independent of the weights that it meets, so its active shares are unbiased.
    The record holds ``T0`` in steps, interpolated between two steps, and ``eta_T0 / m``.
    """

    setting: Setting
    level: float = 0.5

    def run(self, seed: int, run: int) -> Record:
        """Train until the median passes the level, or ten times the predicted time."""
        rngs = streams(seed, run)
        limit = 10 * asymmetry_time(self.setting)
        before = 0.0
        for step in sgd(self.setting, rngs):
            y = step.batch.y
            class_means = np.where(y > 0, 1 / (y > 0).sum(), -1 / (y < 0).sum())
            difference = class_means @ (step.p >= 0).astype(float)
            now = float(np.median(step.network.sign * difference))
            if now >= self.level:
                time = step.t - (now - self.level) / (now - before)
                return {"T0": time, "T0.scaled": time * self.setting.eta / self.setting.width}
            if step.t > limit:
                return {}
            before = now
        raise AssertionError("sgd never ends")


@dataclass(frozen=True)
class Projection:
    """Growth of the mean C and B over ten SGD steps, against the gradient-projection identity.

    The steps start at T1, or just after T2: the batch that meets the stopping rule is not a fair
    sample. The identity is evaluated on independent batches. The record holds measured over
    predicted: ``core``, ``bg``; and with wrong predictions, for controls: ``*.no_hinge_gate``
    leaves out ``1{y h < 1}``, ``*.other_sign`` exchanges adding and subtracting the classes
    (for equal groups, n_core = n_bg).
    """

    setting: Setting
    checkpoint: str = "T1"
    steps: int = 10

    def run(self, seed: int, run: int) -> Record:
        """Train to the checkpoint, then compare step by step."""
        rngs = streams(seed, run)
        trajectory = sgd(self.setting, rngs)
        for step in trajectory:
            if step.t == self.setting.t1 if self.checkpoint == "T1" else step.margin.mean() >= 1:
                break
            if step.t > STEP_LIMIT:
                return {}
        networks = [next(trajectory).network.copy() for _ in range(self.steps + 1)]
        measured = {
            "core": core_correlation(networks[-1], self.setting).mean()
            - core_correlation(networks[0], self.setting).mean(),
            "bg": bg_correlation(networks[-1], self.setting).mean()
            - bg_correlation(networks[0], self.setting).mean(),
        }
        predicted = {"core": 0.0, "bg": 0.0, "core.no_hinge_gate": 0.0, "bg.no_hinge_gate": 0.0}
        for network in networks[:-1]:
            fresh = draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
            for suffix, hinge_gate in (("", True), (".no_hinge_gate", False)):
                forces = projections(network, self.setting, fresh, hinge_gate=hinge_gate)
                drift = Network(self.setting.eta * np.hstack(forces), network.a)
                predicted["core" + suffix] += core_correlation(drift, self.setting).mean()
                predicted["bg" + suffix] += bg_correlation(drift, self.setting).mean()
        predicted |= {"core.other_sign": predicted["bg"], "bg.other_sign": predicted["core"]}
        return {name: float(measured[name.split(".")[0]] / x) for name, x in predicted.items()}


@dataclass(frozen=True)
class LabelCorrelation:
    """Largest correlation of a feature with the label, over core and over background features."""

    setting: Setting
    samples: int = 20_000

    def run(self, seed: int, run: int) -> Record:
        """Draw the samples and correlate every feature with the class."""
        batch = draw_batch(self.setting, streams(seed, run).evaluate, self.samples)
        u = batch.u - batch.u.mean(axis=0)
        y = batch.y - batch.y.mean()
        r = np.abs(u.T @ y) / np.sqrt((u**2).sum(axis=0) * (y**2).sum())
        return {"core": float(r[: self.setting.n_core].max()), "bg": float(r[self.setting.n_core :].max())}
