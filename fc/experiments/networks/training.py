"""Experiments on networks trained as a whole: one job is one network, its recipe and its remedy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import KAPPAS
from fc.model.doors import set_checked
from fc.model.features import Streams, draw_batch, shift_background, streams
from fc.model.observed import Shift
from fc.model.setting import Setting
from fc.networks import torch
from fc.networks.architecture import Architecture, Parameters
from fc.networks.probes import refit
from fc.networks.reading import EVALUATION_SAMPLES, Trained, last_units, output_map
from fc.networks.remedies import InputMap, Remedy, retraining_batch
from fc.networks.training import Recipe, train_networks
from fc.requirements import Array, Record, each, integer
from fc.runs.experiment import Experiment, Together
from fc.simulation.entries import SCORES, score_entries
from fc.simulation.measurement import errors, scores

LARGEST_SHARED_BATCH = 100
THEOREM_NETWORK, THEOREM_RECIPE, NO_REMEDY = Architecture(), Recipe(), Remedy()
CENTRED = Remedy("centred")
STATES = {
    "": "",
    ".start": ", where w is put back to its initial value",
    ".learned": ", where only what training added to w is left",
    ".none": ", where w is 0",
}


@dataclass(frozen=True)
class TorchTraining(Together):
    """Train a network with torch, and measure it where it is fitted and at some steps.

    It is measured at ``fit``, where the hinge risk of its last batches first is at most 0.05, and
    at the numbers of updates of `checkpoints`. Entries of ``fit`` are absent where it never is, and
    so are those of weights that diverged.

    Attributes
    ----------
    checkpoints : tuple of int
        Numbers of updates.
    test : Setting, optional
        Setting whose samples give ``risk_test``, ``error_test`` and ``margin_ratio_test``.
    """

    entries: ClassVar = {f"{{at}}.{name}": text for name, text in SCORES.items()} | {
        "{at}.steps": "updates made",
        "{at}.core": "for two layers without normalisation the sum over neurons of ``|a_k| C_k``",
        "{at}.bg": "for two layers without normalisation the sum over neurons of ``|a_k| B_k``",
        "{at}.growth_ratio": "growth of `bg` since the start over that of `core`",
        "{at}.risk_test": "hinge risk on samples of `test`",
        "{at}.error_test": "0-1 error on samples of `test`",
        "{at}.margin_ratio_test": "mean margin on samples of `test` over that in distribution",
    }
    also: ClassVar[tuple[str, ...]] = ("fit",)

    setting: Setting
    architecture: Architecture = THEOREM_NETWORK
    recipe: Recipe = THEOREM_RECIPE
    remedy: Remedy = NO_REMEDY
    checkpoints: tuple[int, ...] = ()
    test: Setting | None = None

    def __post_init__(self) -> None:
        set_checked(self)
        each(integer(1, self.recipe.steps))("checkpoints", self.checkpoints)

    @property
    def pays_together(self) -> bool:
        """One tensor program for 6 seeds is 3 times as fast at N = 32, and no faster at 256."""
        return self.setting.batch <= LARGEST_SHARED_BATCH

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        job = self.setting, self.architecture, self.recipe, self.remedy
        every = train_networks(*job, rngs, (0, *self.checkpoints))
        return [self._record(states, rng) for states, rng in zip(every, rngs, strict=True)]

    def _record(self, states: dict[str, Trained], rng: Streams) -> Record:
        start = self._weights(states.pop("0"))
        record: Record = {}
        for name, state in states.items():
            if not all(bool(x.isfinite().all()) for x in state.parameters.values()):
                continue
            entries = {"steps": float(state.step)} | self._weights(state, start)
            entries |= self._scores(self._retrained(state, rng), rng)
            record |= {f"{name}.{entry}": value for entry, value in entries.items()}
        return record

    def _weights(self, state: Trained, start: Record | None = None) -> Record:
        """``core``, ``bg``, and what they have grown by since `start`."""
        if not self.architecture.plain:
            return {}
        core, bg = self.setting.core, self.setting.bg
        on_core, on_bg = state.pull(self.setting)
        found = {
            "core": float(on_core @ core.factors) * core.mean,
            "bg": float(on_bg @ bg.factors) * bg.mean,
        }
        if start is not None and found["core"] != start["core"]:
            growth = found["bg"] - start["bg"], found["core"] - start["core"]
            found["growth_ratio"] = growth[0] / growth[1]
        return found

    def _network(self, state: Trained, rng: Streams) -> InputMap:
        return output_map(state, self.setting, self.architecture, rng.evaluate)

    def _scores(self, state: Trained, rng: Streams) -> Record:
        network = self._network(state, rng)
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        margins: dict[Shift, Array] = {1.0: batch.y * network(batch.u)}
        for kappa in KAPPAS:
            margins[kappa] = batch.y * network(shift_background(batch, self.setting, kappa).u)
        record = score_entries(scores(margins))
        if self.test is not None:
            batch = draw_batch(self.test, rng.evaluate, EVALUATION_SAMPLES)
            tested = score_entries(scores({1.0: batch.y * network(batch.u)}))
            record["risk_test"], record["error_test"] = tested["risk_id"], tested["error_id"]
            record["margin_ratio_test"] = tested["margin_id"] / record["margin_id"]
        return record

    def _retrained(self, state: Trained, rng: Streams) -> Trained:
        """The state with output weights fitted anew, see `fc.networks.probes`."""
        if self.remedy.retrained is None:
            return state
        batch, weights = retraining_batch(self.remedy, self.setting, rng.extra)
        units = last_units(state, self.setting, self.architecture, batch.u)
        a = refit(units, batch.y, weights)
        return state._replace(parameters=state.parameters | {"a": torch.from_numpy(a)[None, None]})


@dataclass(frozen=True)
class MeanDirection(Experiment):
    """Train with torch, then replace the first layer's weights along the background's mean.

    With ``z`` uniform, ``-z`` has the law of ``z - 1``. So kappa = -1 is, in law, the shift of
    every background coordinate by -1: a step along one direction of input space, that of the mean.
    Write ``w`` for the mean over background features of a neuron's first-layer weights. The record
    is empty if the network is not fitted.
    """

    entries: ClassVar = {
        "steps": "updates until the network is fitted",
        "alignment": "``n_bg^2 E[w^2] / E|v_bg|^2`` over neurons: 1 for weights of random"
        " direction, n_bg for weights along the mean",
        "reach": "root mean square of the shift n_bg w of the pre-activations, over that of what"
        " the core contributes to them in distribution",
    } | {
        f"error_{place}{state}": f"0-1 error {where}{how}"
        for place, where in (("id", "in distribution"), ("ood", "at kappa = -1"))
        for state, how in STATES.items()
    }

    setting: Setting
    architecture: Architecture = THEOREM_NETWORK
    recipe: Recipe = THEOREM_RECIPE
    remedy: Remedy = CENTRED

    def record(self, rngs: Streams) -> Record:
        """Train and take apart one network."""
        n_core, n_bg = self.setting.n_core, self.setting.n_bg
        parts = self.setting, self.architecture, self.recipe, self.remedy
        (states,) = train_networks(*parts, [rngs], (0,))
        if "fit" not in states:
            return {}
        fit, batch = states["fit"], draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
        flipped = shift_background(batch, self.setting, -1.0)
        v, w = fit.w, fit.w[:, n_core:].mean(axis=1)
        start = states["0"].parameters["w1"][0, :, n_core:].mean(dim=1).numpy()
        core = np.mean((batch.u[:, :n_core] @ v[:, :n_core].T) ** 2)
        record = {
            "steps": float(fit.step),
            "alignment": n_bg**2 * np.mean(w**2) / np.mean((v[:, n_core:] ** 2).sum(axis=1)),
            "reach": n_bg * np.sqrt(np.mean(w**2) / core),
        }
        for name, along in zip(STATES, (w, start, w - start, 0 * w), strict=True):
            state = fit._replace(parameters=self._with_mean(fit.parameters, along - w))
            network = output_map(state, self.setting, self.architecture, rngs.extra)
            for place, inputs in (("id", batch.u), ("ood", flipped.u)):
                record[f"error_{place}{name}"] = errors(batch.y * network(inputs)).mean()
        return {name: float(x) for name, x in record.items()}

    def _with_mean(self, parameters: Parameters, change: Array) -> Parameters:
        first = parameters["w1"].clone()
        first[0, :, self.setting.n_core :] += torch.from_numpy(change)[:, None]
        return parameters | {"w1": first}
