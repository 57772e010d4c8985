"""Experiments that set a prediction beside what SGD, or the exact gradient, gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from fc.expectation import Expectation, expectation
from fc.features import streams
from fc.laws import law
from fc.measure import Estimate, Measurement, bg_correlation, core_correlation, measure
from fc.network import Network, initial_network
from fc.neurons import correlations, neurons
from fc.population import evolve
from fc.reference import inverted_force
from fc.runs import Record
from fc.setting import Setting
from fc.sgd import train
from fc.wrong_laws import CONTROLS


def scalars(measured: Measurement | Expectation, steps: int) -> Record:
    """Plain numbers of one state: the entries of `AtMargin`."""

    def number(x: float | Estimate) -> float:
        return x.value if isinstance(x, Estimate) else x

    record = {
        "steps": float(steps),
        "core": float(measured.core.mean()),
        "bg": float(measured.bg.mean()),
        "active_neg": float(np.median(measured.active_neg)),
        "risk_id": number(measured.risk[1.0]),
        "error_id": number(measured.error[1.0]),
    }
    for kappa in measured.risk:
        record[f"risk_ood({kappa:g})"] = number(measured.risk[kappa])
        record[f"error_ood({kappa:g})"] = number(measured.error[kappa])
    return record


CONSTANTS = ("core", "bg", "active_neg", "risk_id", "risk_ood")


def deviations(measured: Record, predicted: Mapping[str, float], name: str) -> Record:
    """``x.name``, measured minus predicted, for every x of `measured`.

    ``risk_ood.name`` and ``error_ood.name`` are the largest sizes of a deviation over kappa, and
    ``worst.name`` is the largest over `CONSTANTS`: sizes, so that seeds cannot cancel.
    """
    gaps = {entry: measured[entry] - predicted[entry] for entry in measured}
    for kind in ("risk_ood", "error_ood"):
        gaps[kind] = max(abs(gaps[x]) for x in measured if x.startswith(kind))
    gaps["worst"] = max(abs(gaps[x]) for x in CONSTANTS)
    return {f"{entry}.{name}": gap for entry, gap in gaps.items()}


@cache  # The same for every run of a sweep.
def _predictions(setting: Setting, kappas: tuple[float, ...]) -> dict[str, dict[str, float]]:
    """What the laws say, right and wrong."""
    right = law(setting, extrapolate=True).scalars(kappas)
    return {"law": right} | {
        name: wrong(setting).scalars(kappas) for name, wrong in CONTROLS.items()
    }


@dataclass(frozen=True)
class AtMargin:
    """SGD at T2 beside the laws and beside the population dynamics from the same weights.

    The record holds ``x``, what SGD gives, and with the names of `deviations` ``x.law`` and, for
    equal features, ``x.population``; for the wrong laws of `fc.wrong_laws.CONTROLS` it holds the
    `CONSTANTS`. Here x is ``steps``, ``core``, ``bg``, ``active_neg`` (median over neurons),
    ``risk_id``, ``error_id``, ``risk_ood(kappa)`` or ``error_ood(kappa)``.
    """

    setting: Setting
    kappas: tuple[float, ...] = (-1.0,)

    def run(self, seed: int, run: int) -> Record:
        """Train once, evolve once, and compare."""
        setting, rngs = self.setting, streams(seed, run)
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        steps, trained = train(setting, rngs, ("T2",), network)["T2"]
        seen = scalars(measure(trained, setting, rngs.evaluate, self.kappas), steps)
        record = dict(seen)
        for name, predicted in _predictions(setting, (1.0, *self.kappas)).items():
            gaps = deviations(seen, predicted, name)
            wanted = gaps if name == "law" else [f"{x}.{name}" for x in CONSTANTS]
            record |= {entry: gaps[entry] for entry in wanted}
        if not setting.taper:
            steps, state = evolve(setting, start)["T2"]
            expected = scalars(expectation(state, setting, self.kappas), steps)
            record |= deviations(seen, expected, "population")
        return record


@dataclass(frozen=True)
class Course:
    """Mean C and B of SGD over those of the population dynamics from the same initial weights.

    The record holds ``core(f)`` and ``bg(f)``, the ratio minus 1, at f times the T2 of the
    population dynamics.

    Attributes
    ----------
    assumed : Setting, optional
        What the population dynamics takes for the setting; for controls.
    """

    setting: Setting
    fractions: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    assumed: Setting | None = None

    def run(self, seed: int, run: int) -> Record:
        """Evolve to the last fraction of T2, then train as long."""
        setting, rngs = self.setting, streams(seed, run)
        assumed = self.assumed or setting
        network = initial_network(setting, rngs.init)
        start = neurons(network, setting)
        t2 = evolve(assumed, start)["T2"][0]
        times = {f: round(f * t2) for f in self.fractions}
        expected = evolve(assumed, start, tuple(times.values()))
        trained = train(setting, rngs, tuple(times.values()), network)
        record: Record = {"T2": float(t2)}
        for f, t in times.items():
            core, bg = correlations(expected[t][1], assumed)
            v = trained[t][1]
            record[f"core({f:g})"] = float(core_correlation(v, setting).mean() / core.mean() - 1)
            record[f"bg({f:g})"] = float(bg_correlation(v, setting).mean() / bg.mean() - 1)
        return record


@dataclass(frozen=True)
class ClosureError:
    """Error of the Gaussian closure: four scalars a neuron against the exact expected gradient.

    Both start from the same weights and make `steps` steps before any margin is met. The record
    holds ``core`` and ``bg``, the error of C_k and B_k at the end, and ``force_core`` and
    ``force_bg``, the error of one more step from the exact weights; each is a root mean square
    over neurons, over that of the exact value.
    """

    setting: Setting
    steps: int = 40

    def run(self, seed: int, run: int) -> Record:
        """Step both dynamics and compare."""
        setting = self.setting
        network = initial_network(setting, streams(seed, run).init)
        closed = evolve(setting, neurons(network, setting), (self.steps,))[self.steps][1]
        before = network
        for _ in range(self.steps):
            before = _exact_step(before, setting)
        after = neurons(_exact_step(before, setting), setting)
        start = neurons(before, setting)
        one_more = evolve(setting, start, (1,))[1][1]
        record: Record = {}
        for name in ("core", "bg"):
            exact, end, step = (getattr(x, name).total for x in (start, closed, one_more))
            growth = getattr(after, name).total - exact
            record[name] = float(np.linalg.norm(end - exact) / np.linalg.norm(exact))
            error = np.linalg.norm(step - exact - growth)
            record[f"force_{name}"] = float(error / np.linalg.norm(growth))
        return record


def _exact_step(network: Network, setting: Setting) -> Network:
    return Network(network.v + setting.eta * inverted_force(network, setting), network.a)
