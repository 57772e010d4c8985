"""One exponent, off runs or off the population dynamics: what is attacked of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fc.attack.laws import NODES, of_neurons
from fc.attack.misses import Miss, p_within
from fc.experiments.theorems.training import STEP_LIMIT, Training
from fc.model.trajectory import NotReached
from fc.requirements import Record
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.verdicts.inference import log_slopes

VANISHING = "T2.risk_id", "T2.active_neg_live"
CONSTANT = "T2.risk_ood(-1)", "T1.core_median", "T1.bg_median"
# At most `UNSEEN` at the largest size, and not growing, it is o(1) as far as runs can show it.
MARGIN, UNSEEN, FLOOR = 0.1, 1e-3, 0.05  # The last of what is Theta(1).
NEURONS = 512  # The median of a few moves an exponent by more than 0.05.


class Exponent(NamedTuple):
    """An exponent: what is read, off which runs at which sizes, and its bounds."""

    read: str
    over: str
    sweep: tuple[tuple[float, Training], ...]
    low: float
    high: float

    def miss(self, runs: Sequence[Sequence[Record]]) -> Miss:
        """From the runs at each size; what has no exponent speaks against nothing."""
        name, vanishing = f"{self.read} over {self.over}", self.low == -np.inf
        values = np.array([[record.get(self.read, np.nan) for record in row] for row in runs])
        stated = self.high if vanishing else (self.low + self.high) / 2
        means = values.mean(axis=1)
        if vanishing and means[-1] <= min(UNSEEN, means[0]):
            return Miss(name, stated, stated)
        constant = self.read in CONSTANT
        tests = 2 if constant else 1  # What has a floor, too: the data choose between the two.
        if constant and means.min() < FLOOR:
            p = min(1.0, tests * len(values) * min(p_within(row, FLOOR) for row in values))
            return Miss(name, FLOOR, float(means.min()), 2 - float(means.min()) / FLOOR, p)
        if not (values > 0).all():
            return Miss(name, stated)
        found = log_slopes([size for size, _ in self.sweep], values)
        mean = float(found.mean())
        beyond = max(self.low - mean, mean - self.high)
        over = max(0.0, 1 + beyond / min((self.high - self.low) / 2, 4 * MARGIN))
        p = min(1.0, tests * p_within(found, self.low, self.high))
        return Miss(name, stated, mean, over, p)


def expected(job: Training) -> Record:
    """What the population dynamics makes of a run, of `NEURONS` neurons."""
    setting, start = of_neurons(job.setting, NEURONS)
    try:
        ends = evolve(setting, start, job.checkpoints, STEP_LIMIT)
    except NotReached:
        return {}
    record: Record = {}
    for name, (_, state) in ends.items():
        one = expectation(state, setting, (-1.0,), NODES)
        entries = {
            "core_median": np.median(one.core),
            "bg_median": np.median(np.abs(one.bg)),
            "bg_correlation_rms": np.sqrt((one.bg**2).mean()),
            "active_neg_live": np.median(one.active_neg[one.active_pos > 1e-4]),
            "risk_id": one.risk[1.0],
            "risk_ood(-1)": one.risk[-1.0],
        }
        record |= {f"{name}.{entry}": float(x) for entry, x in entries.items()}
    return record
