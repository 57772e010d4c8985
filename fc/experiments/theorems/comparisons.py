"""SGD and the exact expected gradient beside the laws and the population dynamics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, ClassVar

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.observed import Observed, Shift, moments, shift_name
from fc.model.scalars import correlations, neurons
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.entries import SCORES
from fc.simulation.measurement import measure
from fc.simulation.sgd import train
from fc.theory.population.dynamics import evolve, leak
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import TOLERANCES, law
from fc.theory.wrong_laws import CONTROLS


def scalars(measured: Observed[Any], steps: int) -> Record:
    """Plain numbers of one state: the entries of `AtMargin`."""
    record = {
        "steps": float(steps),
        "core": float(measured.core.mean()),
        "bg": float(measured.bg.mean()),
        "active_neg": float(np.median(measured.active_neg)),
        "late": 1 - float(measured.active_pos.mean()),
        "risk_id": float(measured.risk[1.0]),
        "error_id": float(measured.error[1.0]),
    }
    for shift in measured.risk:
        record[f"risk_ood({shift_name(shift)})"] = float(measured.risk[shift])
        record[f"error_ood({shift_name(shift)})"] = float(measured.error[shift])
    return record


def misses(measured: Mapping[str, float], predicted: Mapping[str, float], name: str) -> Record:
    """``name(x)``, measured minus predicted over `TOLERANCES`, for every x of these.

    ``name(risk_ood)`` is the largest size over the kappas of `measured`, and ``name(worst)`` the
    largest over all of them: sizes, so that seeds cannot cancel.
    """

    def over(entry: str, constant: str) -> float:
        miss = measured[entry] - predicted[entry]
        # Far outside the laws' range one of them may be 0, of which no share is anything.
        room = TOLERANCES[constant].room(predicted[entry])
        return miss / room if room else math.inf

    found = {x: over(x, x) for x in TOLERANCES if x in measured}
    sizes = [abs(over(x, "risk_ood")) for x in measured if x.startswith("risk_ood(")]
    found["risk_ood"] = max(sizes)
    found["worst"] = max(map(abs, found.values()))
    return {f"{name}({x})": miss for x, miss in found.items()}


@cache  # The same for every run of a sweep.
def _predictions(setting: Setting, shifts: tuple[Shift, ...]) -> dict[str, dict[str, float]]:
    """What the laws say, right and wrong."""
    laws = {"law": partial(law, extrapolate=True)} | CONTROLS
    others = {x: moments(setting.bg, x) for x in shifts if isinstance(x, str)}
    found = {name: told(setting).scalars(shifts, others) for name, told in laws.items()}
    if others:
        flipped = dict.fromkeys(others, moments(setting.bg, -1.0))
        found["flipped"] = laws["law"](setting).scalars(shifts, flipped)
    return found


@dataclass(frozen=True)
class AtMargin(Experiment):
    """SGD at T2 beside the laws and beside the population dynamics from the same weights."""

    entries: ClassVar = {
        "law({x})": "{x} of SGD minus that of the law, over the law's tolerance",
        "population({x})": "{x} of SGD minus that of the population dynamics, over its tolerance",
        "exchanged({x})": "the same of a law with mu and sigma exchanged",
        "symmetric({x})": "the same of a law without neurons that are active on both classes",
        "on_time({x})": "the same of a law in which no neuron is late",
        "reversed({x})": "the same of a law in which kappa is reversed",
        "flipped({x})": "the same where every law of the background counts as kappa = -1",
        "{x}.law": "{x} of SGD minus that of the laws",
        "{x}.population": "the same for the population dynamics, where features are equal",
        "steps": "T2",
        "core": "mean C over neurons",
        "bg": "mean B over neurons",
        "active_neg": "median q- over neurons",
        "late": "mean 1 - q+ over neurons",
        **{name: text for name, text in SCORES.items() if name.startswith(("risk", "error"))},
    }
    # What a bound of 1 stands for is registered with the bound.
    units: ClassVar = TOLERANCES
    setting: Setting
    kappas: tuple[Shift, ...] = (-1.0,)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.setting.require_ideal("the laws")
        leak(self.setting)

    def record(self, rngs: Streams) -> Record:
        """Train once, evolve once, and compare."""
        setting = self.setting
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        steps, trained = train(setting, rngs, ("T2",), network, STEP_LIMIT)["T2"]
        seen = scalars(measure(trained, setting, rngs.evaluate, self.kappas), steps)
        record, predictions = dict(seen), dict(_predictions(setting, (1.0, *self.kappas)))
        if not setting.taper:
            steps, state = evolve(setting, start, step_limit=STEP_LIMIT)["T2"]
            predictions["population"] = scalars(expectation(state, setting, self.kappas), steps)
        for name, predicted in predictions.items():
            record |= misses(seen, predicted, name)
            if name in ("law", "population"):
                record |= {f"{entry}.{name}": seen[entry] - predicted[entry] for entry in seen}
        return record


@dataclass(frozen=True)
class Course(Experiment):
    """Mean C and B of SGD over those of the population dynamics from the same initial weights.

    Attributes
    ----------
    assumed : Setting, optional
        What the population dynamics takes for the setting; for controls.
    """

    entries: ClassVar = {
        "T2": "that of the population dynamics, in steps",
        "core({f})": "ratio of the mean C minus 1, at {f} T2",
        "bg({f})": "ratio of the mean B minus 1, at {f} T2",
    }
    setting: Setting
    fractions: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    assumed: Setting | None = None

    def record(self, rngs: Streams) -> Record:
        """Evolve to the last fraction of T2, then train as long."""
        setting, assumed = self.setting, self.assumed or self.setting
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        t2 = evolve(assumed, start, step_limit=STEP_LIMIT)["T2"][0]
        times = {f: round(f * t2) for f in self.fractions}
        expected = evolve(assumed, start, tuple(times.values()))
        trained = train(setting, rngs, tuple(times.values()), network)
        record: Record = {"T2": float(t2)}
        for f, t in times.items():
            seen, told = correlations(trained[t][1], setting), correlations(expected[t][1], assumed)
            for name, ours, theirs in zip(("core", "bg"), seen, told, strict=True):
                record[f"{name}({f:g})"] = float(ours.mean() / theirs.mean() - 1)
        return record
