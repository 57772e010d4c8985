"""How much background a network grows for the core that it grows, and what was to be expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.model.network import Network, initial_network
from fc.model.scalars import Neurons, correlations, neurons
from fc.model.setting import Setting
from fc.model.trajectory import NotReached
from fc.requirements import Array, Record, integer, number
from fc.runs.experiment import Experiment
from fc.simulation.entries import SCORES, score_entries
from fc.simulation.measurement import measure
from fc.simulation.sgd import train
from fc.theory.growth_criterion import LONGEST, criterion
from fc.theory.population.ungated import grown

KAPPAS = (-2.0, -1.0, 0.0)
# A ReLU network's own; what never reaches mean margin 1 is trained three times as long.
RELU_TAU = 2.0
WEAKER = 0.7
State = Network | Neurons


def growth_ratio(core: Array, bg: Array) -> tuple[float, float]:
    """``sum C_k B_k / sum C_k**2`` and the root of ``sum B_k**2 / sum C_k**2`` over neurons.

    The first is B / C where all neurons have the same, and counts a neuron by the square of what it
    has grown, whatever the signs of C_k. The second also sees background of random signs.
    """
    power = float(core @ core)
    return float(core @ bg) / power, float(np.sqrt((bg @ bg) / power))


@dataclass(frozen=True)
class Growth(Experiment):
    """Train, and compare the growth of C_k and B_k with the population dynamics without a gate.

    The prediction starts at the same initial weights and stops at its own mean margin 1, or after
    the same number of steps. Its KIND is ``predicted`` and, for controls, ``no_spread`` (strengths
    that do not vary), ``weaker`` (phi with 0.7 of its even part) and ``closed`` (the criterion,
    where it has one). The record is empty if mean margin 1 does not come within 2,000 steps, or
    the weights diverge. For `steps` None stands for T2, `positive` is the share of positive output
    weights, and `planted_bg` that of `fc.model.network.initial_network`.
    """

    entries: ClassVar = {
        "steps": "steps of the training",
        "ratio": "B over C as they have grown, see `growth_ratio`",
        "rms": "the same of root mean squares, see `growth_ratio`",
        "steps.{KIND}": "steps of the prediction {KIND}",
        "ratio.{KIND}": "ratio of the prediction {KIND}",
        "rms.{KIND}": "rms of the prediction {KIND}",
        "relative.{KIND}": "``(ratio.{KIND} - ratio) / |ratio|``",
        "{group}_norm": "mean length over neurons of the weights on the group {group}",
        "{group}_norm.start": "the same of the initial weights",
        "risk_gap({kappa})": "hinge risk at kappa = {kappa} minus that in distribution",
        **SCORES,
    }
    setting: Setting
    steps: int | None = None
    positive: float = 0.5
    planted_bg: float = 0.0

    def __post_init__(self) -> None:
        set_checked(self, steps=integer(1), positive=number(0, 1))

    def start(self, rngs: Streams) -> Network:
        """Initial network."""
        network = initial_network(self.setting, rngs.init, self.planted_bg)
        if self.positive == 0.5:
            return network
        m = self.setting.width
        a = np.where(np.arange(m) < round(self.positive * m), 1.0, -1.0) / m
        return Network(network.v, a)

    def record(self, rngs: Streams) -> Record:
        """Train once, measure and predict."""
        setting, start = self.setting, self.start(rngs)
        stop = "T2" if self.steps is None else self.steps
        steps, end = train(setting, rngs, (stop,), start, STEP_LIMIT)[stop]
        record: Record = {"steps": float(steps)}
        record["ratio"], record["rms"] = growth_ratio(*_grown(start, end, setting))
        kinds = {
            "predicted": setting,
            "no_spread": replace(setting, strengths="constant:0.5", bg_strengths=None),
            "weaker": replace(setting, activation=f"mixed:{WEAKER}:{setting.activation}"),
        }
        for kind, other in kinds.items():
            record |= self.predicted(start, kind, other)
        if (closed := _closed(setting)) is not None:
            record["ratio.closed"] = closed
        for kind in (*kinds, "closed"):
            if record["ratio"] and f"ratio.{kind}" in record:
                difference = record[f"ratio.{kind}"] - record["ratio"]
                record[f"relative.{kind}"] = difference / abs(record["ratio"])
        return record | self._norms(start, end) | self._risks(end, rngs.evaluate)

    def predicted(
        self, start: Network, kind: str = "predicted", setting: Setting | None = None
    ) -> Record:
        """Entries of a prediction from `start`; empty if it comes to no end."""
        setting = setting or self.setting
        before = neurons(start, setting)
        try:
            steps, after = grown(setting, before, self.steps, 2 * STEP_LIMIT)
        except NotReached:
            return {}
        ratio, rms = growth_ratio(*_grown(before, after, setting))
        return {f"ratio.{kind}": ratio, f"rms.{kind}": rms, f"steps.{kind}": float(steps)}

    def _norms(self, start: Network, end: Network) -> Record:
        n = self.setting.n_core
        return {
            f"{group}_norm{name}": float(np.linalg.norm(v, axis=1).mean())
            for name, network in ((".start", start), ("", end))
            for group, v in (("core", network.v[:, :n]), ("bg", network.v[:, n:]))
        }

    def _risks(self, end: Network, rng: np.random.Generator) -> Record:
        record = score_entries(measure(end, self.setting, rng, KAPPAS))
        for kappa in KAPPAS:
            record.setdefault(f"margin_ratio({kappa:g})", 0.0)
            record[f"risk_gap({kappa:g})"] = record[f"risk_ood({kappa:g})"] - record["risk_id"]
        return record


def _grown(before: State, after: State, setting: Setting) -> tuple[Array, Array]:
    """What C_k and B_k have grown by."""
    (core_0, bg_0), (core, bg) = (correlations(state, setting) for state in (before, after))
    return core - core_0, bg - bg_0


def _closed(setting: Setting) -> float | None:
    try:
        return criterion(setting).ratio
    except ValueError:  # Groups of different strength, say: SGD and the dynamics take them.
        return None


def at_pace(setting: Setting, steps: int = 300) -> Growth:
    """`setting` with the step size at which mean margin 1 takes about `steps` steps.

    Where the criterion says that it is not reached, the network is trained `LONGEST` / 2 times as
    long as ReLU would take.
    """
    found = criterion(setting)
    tau = RELU_TAU if found.tau is None or not found.reaches else found.tau
    # Stored runs are found by their setting: the last digits of a root must not count.
    step_size = float(f"{tau * setting.width / (setting.core.s * steps):.3g}")
    paced = replace(setting, step_size=step_size)
    return Growth(paced, round(LONGEST / RELU_TAU * steps) if found.reaches is False else None)
