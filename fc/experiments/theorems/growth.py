"""How much background a network grows for the core that it grows, and what was to be expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import KAPPAS, STEP_LIMIT
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.model.network import Network, initial_network
from fc.model.scalars import correlations, neurons
from fc.model.setting import Setting
from fc.requirements import Array, Record, each, integer, number
from fc.runs.experiment import Experiment
from fc.simulation.entries import SCORES, score_entries
from fc.simulation.measurement import measure
from fc.simulation.sgd import train
from fc.theory.growth_criterion import LONGEST, criterion

# A ReLU network's own; what never reaches mean margin 1 is trained three times as long.
RELU_TAU = 2.0


def growth_ratio(core: Array, bg: Array) -> tuple[float, float]:
    """``sum C_k B_k / sum C_k**2`` and the root of ``sum B_k**2 / sum C_k**2`` over neurons.

    The first is B / C where all neurons have the same, and counts a neuron by the square of what it
    has grown, whatever the signs of C_k. The second also sees background of random signs.
    """
    power = float(core @ core)
    return float(core @ bg) / power, float(np.sqrt((bg @ bg) / power))


@dataclass(frozen=True)
class Growth(Experiment):
    """Train, and compare the growth of C_k and B_k with the criterion of activations.

    The record is empty if mean margin 1 does not come within 2,000 steps, or the weights diverge.
    For `steps` None stands for T2, `early` are steps at which growth is looked at, too, and
    `positive` is the share of positive output weights.
    """

    entries: ClassVar = {
        "steps": "steps of the training",
        "ratio": "growth of B over growth of C",
        "rms": "growth of B over growth of C, root mean square over neurons",
        "rms.largest": "growth of B over growth of C, root mean square, the largest over time",
        "ratio.closed": "growth ratio by the criterion, where it has one",
        "relative.closed": "growth ratio, criterion minus SGD, over SGD",
        "relative.equal": "growth ratio, criterion of equal strengths minus SGD, over SGD",
        **SCORES,
    }
    setting: Setting
    steps: int | None = None
    early: tuple[int, ...] = ()
    positive: float = 0.5

    def __post_init__(self) -> None:
        set_checked(self, steps=integer(1), early=each(integer(1)), positive=number(0, 1))

    def start(self, rngs: Streams) -> Network:
        """Initial network."""
        network = initial_network(self.setting, rngs.init)
        if self.positive == 0.5:
            return network
        m = self.setting.width
        a = np.where(np.arange(m) < round(self.positive * m), 1.0, -1.0) / m
        return Network(network.v, a)

    def record(self, rngs: Streams) -> Record:
        """Train once, measure and predict."""
        setting, start = self.setting, self.start(rngs)
        stop = "T2" if self.steps is None else self.steps
        met = train(setting, rngs, (*self.early, stop), start, STEP_LIMIT)
        steps, end = met[stop]
        grew = {at: growth_ratio(*_grown(start, made, setting)) for at, (_, made) in met.items()}
        ratio, rms = grew[stop]
        record: Record = {"steps": float(steps), "ratio": ratio, "rms": rms}
        record["rms.largest"] = max(size for _, size in grew.values())
        equal = replace(setting, n_bg=setting.n_core, bg_strengths=None, bg_shift=0.0)
        if (closed := _closed(setting)) is not None:
            record["ratio.closed"] = closed
        for kind, said in (("closed", closed), ("equal", _closed(equal))):
            if said is not None and ratio:
                record[f"relative.{kind}"] = (said - ratio) / abs(ratio)
        scored = score_entries(measure(end, setting, rngs.evaluate, KAPPAS))
        return record | {f"margin_ratio({kappa:g})": 0.0 for kappa in KAPPAS} | scored


def _grown(before: Network, after: Network, setting: Setting) -> tuple[Array, Array]:
    """What C_k and B_k have grown by."""
    (core_0, bg_0), (core, bg) = (
        correlations(neurons(network, setting), setting) for network in (before, after)
    )
    return core - core_0, bg - bg_0


def _closed(setting: Setting) -> float | None:
    try:
        return criterion(setting).ratio
    except ValueError:  # What falls at 0, say: SGD takes it.
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
