"""Tests on another background than that of the training: errors, and silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams, draw_batch, shift_background
from fc.model.network import Network, initial_network
from fc.model.scalars import neurons
from fc.model.setting import Setting
from fc.requirements import Array, Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import EVALUATION_SAMPLES, Measurement, measure
from fc.simulation.sgd import train
from fc.theory.laws import Law
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import law

INSIDE, LEVEL, BEYOND = 0.05, 0.1, 1.5
# Values of rho |kappa| where silence is compared with the law: from where it begins on.
NEAR = (0.9, 0.95, 1.0, 1.05, 1.1, 1.25, BEYOND)


def crossing(x: ArrayLike, y: ArrayLike, level: float) -> float | None:
    """First x, by linear interpolation, at which y rises to `level`; None if it never does."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    above = np.flatnonzero(y >= level)
    if not len(above) or above[0] == 0:
        return None
    i = above[0]
    return float(x[i - 1] + (level - y[i - 1]) / (y[i] - y[i - 1]) * (x[i] - x[i - 1]))


def silent_share(network: Network, setting: Setting, live: NDArray[np.bool_], u: Array) -> float:
    """Share of (live neuron, input) pairs with a pre-activation below 0."""
    return float(((u @ network.v[live].T) < 0).mean())


@dataclass(frozen=True)
class PhaseColumn(Experiment):
    """One setting over the OOD factor, in units of the boundary: ``kappa = -x / rho``.

    A neuron is live if C_k > 0 and q+_k > 1/2.
    """

    entries: ClassVar = {
        "risk({x})": "hinge risk at x = {x}",
        "error({x})": "0-1 error at x = {x}",
        "error_population({x})": "that of the population dynamics from the same initial weights",
        "band": "1 minus the x where the error passes 0.1",
        "band_law": "the same for the law's error",
        "hinge_band": "1 minus the x where the hinge risk passes 1/2",
        "inside": "largest error at an x where the law has at most 0.05",
        "beyond": "0-1 error at x = 3/2",
        "beyond_expected": "what the population dynamics expects of it",
        "silent({x})": "share of silent pairs of an input and a live neuron at x = {x}",
        "silent_miss": "largest distance of silent(x) from the law's, 0.9 <= x <= 1.5",
        "silent_step": "the same from a law without spread over inputs",
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
        expected = expectation(state, setting, kappas)
        record: Record = {}
        for x, kappa in zip(self.xs, kappas, strict=False):
            record[f"risk({x:g})"] = seen.risk[kappa].value
            record[f"error({x:g})"] = seen.error[kappa].value
            record[f"error_population({x:g})"] = expected.error[kappa]
        record |= self._bands(seen, theory, kappas)
        record["beyond"] = seen.error[kappas[-1]].value
        record["beyond_expected"] = expected.error[kappas[-1]]
        batch = draw_batch(setting, rngs.evaluate, EVALUATION_SAMPLES // 4)
        live = (seen.active_pos > 0.5) & (seen.core > 0)
        told, step = [], []
        for x in NEAR:
            u = shift_background(batch, setting, x * theory.boundary).u
            record[f"silent({x:g})"] = share = silent_share(trained, setting, live, u)
            told.append(abs(share - theory.silent(x * theory.boundary)))
            step.append(abs(share - (3 + np.sign(x - 1)) / 4))
        return record | {"silent_miss": max(told), "silent_step": float(max(step))}

    def _bands(self, seen: Measurement, theory: Law, kappas: Sequence[float]) -> Record:
        inner = kappas[:-1]
        error = [seen.error[kappa].value for kappa in inner]
        law_error = [theory.error_ood(kappa) for kappa in inner]
        curves = {
            "band": (error, LEVEL),
            "band_law": (law_error, LEVEL),
            "hinge_band": ([seen.risk[kappa].value for kappa in inner], 0.5),
        }
        record: Record = {}
        for name, (values, level) in curves.items():
            if (x := crossing(self.xs, values, level)) is not None:
                record[name] = 1 - x
        safe = [e for e, expected in zip(error, law_error, strict=True) if expected <= INSIDE]
        return record | {"inside": max(safe)}
