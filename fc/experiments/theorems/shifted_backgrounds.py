"""Errors on other backgrounds than that of the training, across the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import measure
from fc.simulation.sgd import train
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import law

INSIDE, LEVEL, BEYOND = 0.05, 0.1, 1.5


def crossing(x: Sequence[float], y: Sequence[float], level: float) -> float | None:
    """First x, by linear interpolation, at which y rises to `level`; None if it never does."""
    i = next((i for i, one in enumerate(y) if one >= level), 0)
    return x[i - 1] + (level - y[i - 1]) / (y[i] - y[i - 1]) * (x[i] - x[i - 1]) if i else None


@dataclass(frozen=True)
class PhaseColumn(Experiment):
    """One setting over the OOD factor, in units of the boundary: ``kappa = -x / rho``."""

    entries: ClassVar = {
        "risk({x})": "hinge risk at x = {x}",
        "error({x})": "0-1 error at x = {x}",
        "band": "1 minus the x where the error passes 0.1",
        "band_law": "the same for the law's error",
        "hinge_band": "1 minus the x where the hinge risk passes 1/2",
        "inside": "largest error at an x where the law has at most 0.05",
        "beyond": "0-1 error at x = 3/2",
        "beyond_expected": "what the population dynamics expects of it from the same weights",
    }
    setting: Setting
    xs: tuple[float, ...]

    def record(self, rngs: Streams) -> Record:
        """Train, measure at every kappa, and evolve the population from the same weights."""
        setting = self.setting
        theory = law(setting, extrapolate=True)
        kappas = [x * theory.boundary for x in (*self.xs, BEYOND)]
        network = initial_network(setting, rngs.init)
        state = evolve(setting, neurons(network, setting), step_limit=STEP_LIMIT)["T2"][1]
        trained = train(setting, rngs, ("T2",), network, STEP_LIMIT)["T2"][1]
        seen = measure(trained, setting, rngs.evaluate, kappas)
        *inner, last = kappas
        risk, error = ([of[kappa].value for kappa in inner] for of in (seen.risk, seen.error))
        law_error = [theory.error_ood(kappa) for kappa in inner]
        record = {
            "inside": max(e for e, p in zip(error, law_error, strict=True) if p <= INSIDE),
            "beyond": seen.error[last].value,
            "beyond_expected": expectation(state, setting, (last,)).error[last],
        }
        for name, values in (("risk", risk), ("error", error)):
            record |= {f"{name}({x:g})": y for x, y in zip(self.xs, values, strict=True)}
        curves = {"band": (error, LEVEL), "band_law": (law_error, LEVEL), "hinge_band": (risk, 0.5)}
        for name, (values, level) in curves.items():
            if (x := crossing(self.xs, values, level)) is not None:
                record[name] = 1 - x
        return record
