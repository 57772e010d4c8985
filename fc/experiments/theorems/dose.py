"""Dose and response: the training background's mean against the risk on one fixed background."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.requirements import Record, require_number
from fc.runs.experiment import Experiment
from fc.simulation.measurement import measure
from fc.simulation.sgd import train
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation

# Added to uniform strengths it gives the fixed background of the test, uniform on [-1, 0].
TEST_SHIFT = -1.0
TEST_SAMPLES = 20_000


def leading_order(mean: float | np.ndarray) -> float | np.ndarray:
    """Risk without spread over inputs, for equal groups of uniform strengths and q = 0.

    A training background of mean mu gives ``rho = S_b/S_c = 4 mu^2``, ``C = 2/(1 + rho)``, and at
    the test background, of mean -1/2, the margin ``(C - rho C / (2 mu)) / 2 = (1 - 2 mu)/(1 +
    4 mu^2)``.
    """
    return 1 - (1 - 2 * mean) / (1 + 4 * mean**2)


@dataclass(frozen=True)
class Dose(Experiment):
    """Train to T2 on one background, test on another: SGD, and the population dynamics beside it.

    The record is empty if T2 is not reached in 2,000 steps.

    Attributes
    ----------
    setting : Setting
        With uniform background strengths; ``bg_shift = mean - 1/2`` sets the dose.
    believed : float, optional
        Training mean that the prediction assumes instead of the true one; for controls.
    """

    entries: ClassVar = {
        "steps": "T2",
        "measured": "hinge risk of the trained network on the background uniform on [-1, 0]",
        "predicted": "that of the population dynamics from the same initial neurons",
        "difference": "measured minus predicted",
    }
    setting: Setting
    believed: float | None = None

    def __post_init__(self) -> None:
        if self.believed is not None:
            require_number("believed", self.believed, -0.5, 1.5)

    def record(self, rngs: Streams) -> Record:
        """Train once, predict once."""
        test = replace(self.setting, bg_shift=TEST_SHIFT)
        start = initial_network(self.setting, rngs.init)
        assumed = self.setting
        if self.believed is not None:
            assumed = replace(assumed, bg_shift=self.believed - self.setting.bg_law.mean)
        steps, trained = train(self.setting, rngs, ("T2",), start, STEP_LIMIT)["T2"]
        state = evolve(assumed, neurons(start, assumed), step_limit=STEP_LIMIT)["T2"][1]
        seen = measure(trained, test, rngs.evaluate, (), TEST_SAMPLES)
        measured, predicted = seen.risk[1.0].value, expectation(state, test, ()).risk[1.0]
        return {
            "steps": float(steps),
            "measured": measured,
            "predicted": predicted,
            "difference": measured - predicted,
        }
