"""An exponent over a sweep, as the population dynamics expects it and as runs of SGD show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np

from fc.attack.laws import NODES
from fc.attack.statement import Miss
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.experiments.theorems.training import STEP_LIMIT, Training
from fc.model.observed import by_neuron
from fc.model.scalars import Neurons, initial_neurons
from fc.model.setting import Setting
from fc.model.trajectory import NotReached
from fc.requirements import Record
from fc.theory.population.dynamics import evolve, population, side
from fc.theory.population.observables import expectation
from fc.verdicts.inference import OneSided, log_slopes

MARGIN = 0.1
# At most so small, at the largest size, a quantity is o(1) as far as runs can show it.
UNSEEN = 1e-3
# More than a setting has, at one eta / m: the median of a few moves an exponent by more than 0.05.
NEURONS = 512


class Order(NamedTuple):
    """An exponent: what is read, off which runs at which sizes, and its bounds."""

    read: str
    over: str
    sweep: tuple[tuple[float, Training | AsymmetryTime], ...]
    low: float
    high: float

    def miss(self, runs: Sequence[Sequence[Record]]) -> Miss:
        """From the runs at each size; what has no exponent speaks against nothing."""
        name = f"{self.read} over {self.over}"
        values = np.array([[record.get(self.read, np.nan) for record in row] for row in runs])
        stated = self.high if self.low == -np.inf else (self.low + self.high) / 2
        if not (values > 0).all() or (values[-1].mean() < UNSEEN and self.low == -np.inf):
            return Miss(name, stated, stated, 0.0)
        found = log_slopes([size for size, _ in self.sweep], values)
        mean = float(found.mean())
        beyond = max(self.low - mean, mean - self.high)
        over = max(0.0, 1 + beyond / min((self.high - self.low) / 2, 4 * MARGIN))
        sides = [OneSided(name, found, self.high, -1)]
        if self.low > -np.inf:
            sides.append(OneSided(name, found, self.low, 1))
        p = len(sides) * min(one.p_violated for one in sides) if found.size > 1 else 1.0
        return Miss(name, stated, mean, over, min(1.0, p))


def expected(job: Training | AsymmetryTime) -> Record:
    """What the population dynamics makes of a run, of `NEURONS` neurons."""
    narrow = job.setting
    setting = replace(narrow, width=NEURONS, step_size=narrow.eta * NEURONS / narrow.width)
    start = initial_neurons(setting, np.random.default_rng(0))
    if isinstance(job, AsymmetryTime):
        return _asymmetry(setting, start, job.level)
    record: Record = {}
    try:
        ends = evolve(setting, start, job.checkpoints, STEP_LIMIT)
    except NotReached:
        return record
    for name, (_, state) in ends.items():
        one = expectation(state, setting, (-1.0,), NODES)
        record |= {
            f"{name}.core_median": float(np.median(one.core)),
            f"{name}.bg_median": float(np.median(np.abs(one.bg))),
            f"{name}.bg_correlation_rms": float(np.sqrt((one.bg**2).mean())),
            f"{name}.active_neg_live": float(np.median(one.active_neg[one.active_pos > 1e-4])),
            f"{name}.risk_id": one.risk[1.0],
            f"{name}.risk_ood(-1)": one.risk[-1.0],
        }
    return record


def _asymmetry(setting: Setting, start: Neurons, level: float) -> Record:
    """Steps until the median of ``q+ - q-`` is at the level, interpolated between two."""
    before = 0.0
    for step in islice(population(setting, start), STEP_LIMIT):
        shares = {y: side(step.state, setting, y).active for y in (1, -1)}
        now = float(np.median(np.subtract(*by_neuron(step.state.sign, shares))))
        if now >= level:
            return {"T0": step.t - (now - level) / (now - before)}
        before = now
    return {}
