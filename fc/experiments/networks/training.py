"""Experiments on networks trained as a whole: one job is one network, its recipe and its remedy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fc.experiments.theorems.training import KAPPAS
from fc.model.doors import set_checked
from fc.model.features import Batch, Streams, draw_batch, shift_background, streams
from fc.model.observed import Shift
from fc.model.setting import Setting
from fc.networks import torch
from fc.networks.architecture import Architecture
from fc.networks.probes import refit
from fc.networks.reading import EVALUATION_SAMPLES, Trained, last_units, output_map
from fc.networks.remedies import InputMap, Remedy, balanced_weights, groups_of
from fc.networks.training import Recipe, train_networks
from fc.requirements import Array, Record, each, integer
from fc.runs.experiment import Experiment
from fc.simulation.entries import SCORES, score_entries
from fc.simulation.measurement import scores

LARGEST_SHARED_BATCH, RETRAINING_SAMPLES = 100, 2000
THEOREM_NETWORK, THEOREM_RECIPE, NO_REMEDY = Architecture(), Recipe(), Remedy()


def shifted_scores(network: InputMap, batch: Batch, setting: Setting) -> Record:
    """Entries of `SCORES`: of the outputs on a batch, and with its background shifted."""
    margins: dict[Shift, Array] = {1.0: batch.y * network(batch.u)}
    for kappa in KAPPAS:
        margins[kappa] = batch.y * network(shift_background(batch, setting, kappa).u)
    return score_entries(scores(margins))


@dataclass(frozen=True)
class TorchTraining(Experiment):
    """Train a network with torch, and measure it where it is fitted and at some steps.

    It is measured at ``fit``, where the hinge risk of its last batches first is at most 0.05, and
    at the numbers of updates of `checkpoints`. Entries of ``fit`` are absent where it never is, and
    so are those of weights that diverged.
    """

    entries: ClassVar = {f"{{at}}.{name}": text for name, text in SCORES.items()} | {
        "{at}.steps": "updates made",
        "{at}.left": "the smaller one of margin ratio and 1 - 2 error, at the worst of kappa = 0,"
        " -1/2, -1 and -2, or 0: 1 where no shift does any harm, 0 for a coin or worse",
        "{at}.growth_ratio": "growth of the sum over neurons of ``|a_k| B_k`` since the start over"
        " that of ``|a_k| C_k``, for two layers without normalisation",
    }
    also: ClassVar[tuple[str, ...]] = ("fit",)

    setting: Setting
    architecture: Architecture = THEOREM_NETWORK
    recipe: Recipe = THEOREM_RECIPE
    remedy: Remedy = NO_REMEDY
    checkpoints: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        set_checked(self)
        each(integer(1, self.recipe.steps))("checkpoints", self.checkpoints)

    @property
    def pays_together(self) -> bool:
        """One tensor program for 6 seeds is 3 times as fast at N = 32, and no faster at 256."""
        return self.setting.batch <= LARGEST_SHARED_BATCH

    def run(self, seed: int, run: int) -> Record:
        """Record of run number `run` under `seed`."""
        return self.run_many(seed, [run])[0]

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        job = self.setting, self.architecture, self.recipe, self.remedy
        every = train_networks(*job, rngs, (0, *self.checkpoints))
        return [self._record(states, rng) for states, rng in zip(every, rngs, strict=True)]

    def _record(self, states: dict[str, Trained], rng: Streams) -> Record:
        start = states.pop("0")
        record: Record = {}
        for name, state in states.items():
            if not all(bool(x.isfinite().all()) for x in state.parameters.values()):
                continue
            entries = {"steps": float(state.step)} | self._weights(state, start)
            entries |= self._scores(self._retrained(state, rng), rng)
            record |= {f"{name}.{entry}": value for entry, value in entries.items()}
        return record

    def _weights(self, state: Trained, start: Trained) -> Record:
        """What the weights have grown by since `start`."""
        grown = state.growth_ratio(start, self.setting) if self.architecture.plain else None
        return {} if grown is None else {"growth_ratio": grown}

    def _scores(self, state: Trained, rng: Streams) -> Record:
        network = output_map(state, self.setting, self.architecture, rng.evaluate)
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        record = shifted_scores(network, batch, self.setting)
        if record["margin_id"]:
            left = [record[f"margin_ratio({kappa:g})"] for kappa in KAPPAS]
            left += [1 - 2 * record[f"error_ood({kappa:g})"] for kappa in KAPPAS]
            record["left"] = max(0.0, min(left))
        return record

    def _retrained(self, state: Trained, rng: Streams) -> Trained:
        """The state with output weights fitted anew, see `fc.networks.probes`."""
        if not self.remedy.retrained:
            return state
        batch = draw_batch(self.setting, rng.extra, RETRAINING_SAMPLES)
        units = last_units(state, self.setting, self.architecture, batch.u)
        a = refit(units, batch.y, balanced_weights(groups_of(batch, self.setting)))
        return state._replace(parameters=state.parameters | {"a": torch.from_numpy(a)[None, None]})
