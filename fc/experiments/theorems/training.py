"""Training runs to the checkpoints of the theorems, and one run watched over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from fc.model.doors import set_checked
from fc.model.features import Streams, streams
from fc.model.network import initial_network
from fc.model.observed import Observed, Shift, require_shift
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.model.trajectory import MOST_STEPS, M, at_checkpoints
from fc.requirements import Array, Record, each, integer, one_of
from fc.runs.experiment import Experiment
from fc.simulation.entries import SUMMARY, summary
from fc.simulation.measurement import measure
from fc.simulation.sgd import sgd_steps, train
from fc.theory.population.dynamics import population
from fc.theory.population.observables import NODES, expectation

KAPPAS = (-2.0, -1.0, -0.5, 0.0)
# Minus their draws is the background on [-1, 0] under which networks are measured at T2, with means
# from -1/4 to -1: the paper's risk out of distribution is the largest over such laws.
LAWS = ("uniform", "beta:1,3", "beta:5,2", "bernoulli:0.5", "constant:1")
# Six times the predicted T2: a wrong simulator that never arrives must not stall a verification.
STEP_LIMIT = 2000


@dataclass(frozen=True)
class Training(Experiment):
    """Train and measure at checkpoints; the record is empty if training stops short of one.

    The checkpoints are out of ``"start"``, ``"T1"`` and ``"T2"``, which must come within 2,000
    steps; `planted_bg` is that of `fc.model.network.initial_network`.
    """

    entries: ClassVar = {
        "{at}.steps": "steps to {at}",
        **{f"{{at}}.{name}": f"{text}, at {{at}}" for name, text in SUMMARY.items()},
        "{at}.worst_risk_ood": f"largest hinge risk over the laws {', '.join(LAWS)}, at T2 only",
        "{at}.bg_largest": "largest ``|<w_k, m_j>|`` over neurons and background features, at {at}",
        "{first}-{later}.bg_growth": "bg_sum_rms at {later} over that at {first}",
        "{first}-{later}.bg_largest_growth": "bg_largest at {later} over that at {first}",
    }
    setting: Setting
    checkpoints: tuple[str, ...] = ("start", "T1", "T2")
    planted_bg: float = 0.0

    def __post_init__(self) -> None:
        set_checked(self, checkpoints=each(one_of("start", "T1", "T2")))

    def record(self, rngs: Streams) -> Record:
        """Train once and measure every checkpoint."""
        network = initial_network(self.setting, rngs.init, self.planted_bg)
        wanted = {name: 0 if name == "start" else name for name in self.checkpoints}
        met = train(self.setting, rngs, tuple(wanted.values()), network, STEP_LIMIT)
        record: Record = {}
        for name, checkpoint in wanted.items():
            steps, trained = met[checkpoint]
            laws = LAWS if name == "T2" else ()
            measured = measure(trained, self.setting, rngs.evaluate, (*KAPPAS, *laws))
            record[f"{name}.steps"] = steps
            record |= {f"{name}.{k}": x for k, x in summary(measured, trained).items()}
            if laws:
                record[f"{name}.worst_risk_ood"] = max(measured.risk[law].value for law in laws)
            record[f"{name}.bg_largest"] = float(np.abs(trained.v[:, self.setting.n_core :]).max())
        for first, later in pairwise(self.checkpoints):
            for growth, of in (("bg_growth", "bg_sum_rms"), ("bg_largest_growth", "bg_largest")):
                ratio = record[f"{later}.{of}"] / record[f"{first}.{of}"]
                record[f"{first}-{later}.{growth}"] = ratio
        return record


@dataclass(frozen=True)
class Simulation(Experiment):
    """One run of ``python -m fc simulate``: to T2, or to `steps` if given."""

    entries: ClassVar = {
        "steps": "steps of the training",
        "core_correlation": "mean C over neurons",
        "bg_correlation": "mean B over neurons",
        "active_pos": "mean q+ over neurons",
        "active_neg_median": "median q- over neurons",
        "{score}_id": "{score} in distribution",
        "{score}_ood": "{score} out of distribution",
        "margin_ratio": "``E[y h]`` out of distribution over in distribution",
    }
    setting: Setting
    shift: Shift = -1.0
    steps: int | None = None

    def __post_init__(self) -> None:
        set_checked(self, shift=require_shift, steps=integer(0, MOST_STEPS))

    def run(self, seed: int, run: int) -> Record:
        """Train once and measure; raises `NotReached` if T2 does not come."""
        return self.record(streams(seed, run))

    def record(self, rngs: Streams) -> Record:
        """Train once and measure."""
        checkpoint: str | int = "T2" if self.steps is None else self.steps
        steps, network = train(self.setting, rngs, (checkpoint,))[checkpoint]
        measured = measure(network, self.setting, rngs.evaluate, (self.shift,))
        record = {
            "steps": float(steps),
            "core_correlation": float(measured.core.mean()),
            "bg_correlation": float(measured.bg.mean()),
            "active_pos": float(measured.active_pos.mean()),
            "active_neg_median": float(np.median(measured.active_neg)),
            "risk_id": measured.risk[1.0].value,
            "risk_ood": measured.risk[self.shift].value,
            "error_id": measured.error[1.0].value,
            "error_ood": measured.error[self.shift].value,
        }
        ratio = measured.margin_ratio(self.shift)
        return record if ratio is None else record | {"margin_ratio": ratio}


@dataclass(frozen=True)
class History(Observed[Any]):
    """What is known of one run at P recorded steps `t` (P,), the first axis of every array."""

    t: Array


def history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[Shift] = (-1.0,),
    seed: int = 0,
    samples: int = 2000,
    planted_bg: float = 0.0,
) -> History:
    """Train to the last of `steps`, at least one and none negative, and measure at each of them."""
    rngs = streams(seed, 0)
    trajectory = sgd_steps(setting, rngs, initial_network(setting, rngs.init, planted_bg))
    return _watched(
        setting,
        steps,
        trajectory,
        lambda step: measure(step.network, setting, rngs.evaluate, kappas, samples),
    )


def expected_history(
    setting: Setting,
    steps: Sequence[int],
    kappas: Sequence[Shift] = (-1.0,),
    seed: int = 0,
    run: int = 0,
    nodes: int = NODES,
) -> History:
    """What the population dynamics expects of `history`, from the same initial weights.

    It refuses what `history` and `population` refuse. With fewer `nodes` only risks and errors are
    less exact, and cost less, see `expectation`.
    """
    start = initial_network(setting, streams(seed, run).init)
    trajectory = population(setting, neurons(start, setting))
    return _watched(
        setting, steps, trajectory, lambda step: expectation(step.state, setting, kappas, nodes)
    )


def _watched(
    setting: Setting, steps: Sequence[int], trajectory: Iterable[M], look: Callable[[M], Any]
) -> History:
    wanted = sorted(set(steps))
    if not wanted or wanted[0] < 0:
        raise ValueError(f"steps must be non-negative and at least one, got {list(steps)}")
    at, seen = zip(*at_checkpoints(setting, trajectory, wanted, look).values(), strict=True)

    def over_time(name: str) -> Any:
        states = [getattr(one, name) for one in seen]
        if not isinstance(states[0], dict):
            return np.array(states)
        return {kappa: np.array([float(s[kappa]) for s in states]) for kappa in states[0]}

    known = {field.name: over_time(field.name) for field in fields(Observed)}
    return History(**known, t=np.array(at, dtype=float))
