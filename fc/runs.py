"""Training runs as jobs: a job turns (seed, run) into a flat record that claims are read from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np

from fc.departures import without_ideal
from fc.features import streams
from fc.measure import Array, Measurement, Scores, measure
from fc.network import initial_network
from fc.setting import Setting
from fc.sgd import NotReached, train

Record = dict[str, float]
KAPPAS = (-2.0, -1.0, -0.5, 0.0)
# Six times the predicted T2: a wrong simulator that never arrives must not stall a verification.
STEP_LIMIT = 2000


class Described(Protocol):
    """What an experiment is made on: `Setting`, or data that are no features of the theorems."""

    @property
    def step_cost(self) -> float:
        """Proportional to the time of a run; `Setting.step_cost` gives the unit."""

    def as_dict(self) -> dict[str, Any]:
        """Every field as plain data."""


class Job(Protocol):
    """A frozen dataclass that describes one experiment."""

    @property
    def setting(self) -> Described:
        """What it is made on."""

    def run(self, seed: int, run: int) -> Record:
        """Record of run number `run` under `seed`."""


@runtime_checkable
class ManyAtOnce(Job, Protocol):
    """A job that can make several runs in one tensor program."""

    @property
    def pays_together(self) -> bool:
        """Whether that is faster than one run after the other."""

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """What `run` gives for each of `runs`, up to rounding."""


def key(job: Job) -> str:
    """Canonical text of a job; equal jobs have equal text."""
    content = asdict(cast(Any, job), dict_factory=without_ideal)
    content |= {"job": type(job).__name__, "setting": job.setting.as_dict()}
    return json.dumps(content, sort_keys=True)


def summary(measured: Measurement, setting: Setting) -> Record:
    """Scalars of one measured network.

    ``risk_ood(-1)`` is the hinge risk at kappa = -1, ``core_median`` the median over neurons of C_k
    and ``bg_median`` that of ``|B_k|``: what at least half of the neurons exceed.
    """
    live = measured.live
    record = {
        "core_correlation": measured.core.mean(),
        "bg_correlation": measured.bg.mean(),
        "core_median": np.median(measured.core),
        "bg_median": np.median(np.abs(measured.bg)),
        "bg_correlation_rms": np.sqrt((measured.bg**2).mean()),
        "bg_sum_rms": np.sqrt((measured.bg_sum**2).mean()),
        "active_pos": measured.active_pos.mean(),
        "active_neg_median": np.median(measured.active_neg),
        "active_neg_live": np.median(measured.active_neg[live]) if live.any() else np.nan,
        "inactive_pos_upper": np.median(inactive_pos_upper(measured)),
        "good": measured.good(setting.d0).mean(),
        "live": live.mean(),
    }
    return {name: float(value) for name, value in record.items()} | score_entries(measured)


def score_entries(scored: Scores) -> Record:
    """Scores as the entries ``risk_id``, ``error_ood(-1)``, ``margin_ratio(0)`` and the like."""
    record = {
        "risk_id": scored.risk[1.0].value,
        "error_id": scored.error[1.0].value,
        "margin_id": scored.margin[1.0].value,
    }
    for kappa in scored.risk:
        if kappa != 1:
            record[f"risk_ood({kappa:g})"] = scored.risk[kappa].value
            record[f"error_ood({kappa:g})"] = scored.error[kappa].value
            if (ratio := scored.margin_ratio(kappa)) is not None:
                record[f"margin_ratio({kappa:g})"] = ratio
    return record


def inactive_pos_upper(measured: Measurement, confidence: float = 0.999) -> Array:
    """Clopper-Pearson upper bound of ``1 - q+_k`` for each neuron: 0 of n is not 0."""
    from scipy.special import betaincinv

    n = min(measured.n_class)
    inactive = np.round((1 - measured.active_pos) * n)
    upper = betaincinv(inactive + 1, np.maximum(n - inactive, 1), confidence)
    return np.where(inactive < n, upper, 1.0)


@dataclass(frozen=True)
class Training:
    """Train and measure at checkpoints; record keys are ``"T2.risk_id"`` and the like.

    Attributes
    ----------
    setting : Setting
    checkpoints : tuple of str
        Out of ``"start"``, ``"T1"``, ``"T2"``. If T2 is not reached in 2,000 steps or the
        weights diverge, the record is empty.
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
        at: dict[str, str | int] = {"start": 0, "T1": "T1", "T2": "T2"}
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
class Simulation:
    """One run of ``python -m fc simulate``: to T2, or to `steps` if given."""

    setting: Setting
    kappa: float = -1.0
    steps: int | None = None

    def run(self, seed: int, run: int) -> Record:
        """Train once and measure; raises `NotReached` if T2 does not come."""
        rngs = streams(seed, run)
        checkpoint: str | int = "T2" if self.steps is None else self.steps
        steps, network = train(self.setting, rngs, (checkpoint,))[checkpoint]
        measured = measure(network, self.setting, rngs.evaluate, (self.kappa,))
        record = {
            "steps": float(steps),
            "core_correlation": float(measured.core.mean()),
            "bg_correlation": float(measured.bg.mean()),
            "active_pos": float(measured.active_pos.mean()),
            "active_neg_median": float(np.median(measured.active_neg)),
            "risk_id": measured.risk[1.0].value,
            "risk_ood": measured.risk[self.kappa].value,
            "error_id": measured.error[1.0].value,
            "error_ood": measured.error[self.kappa].value,
        }
        ratio = measured.margin_ratio(self.kappa)
        return record if ratio is None else record | {"margin_ratio": ratio}
