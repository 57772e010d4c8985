"""Remedies for spurious correlation that weigh the samples, with known groups or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fc.data.boolean import BooleanBatch, BooleanSetting, draw
from fc.data.boolean_functions import Array
from fc.experiments.boolean.slowdown import ADAM, EVERY, group_accuracy
from fc.model.features import Streams, streams
from fc.networks.boolean import Parameters, Weigh, one_network, outputs, training
from fc.networks.group_weights import balanced_weights
from fc.networks.recipe import Recipe
from fc.requirements import Record, require_integer, require_one_of, require_type
from fc.runs.experiment import Experiment

METHODS = ("none", "groups", "groups_shuffled", "errors", "centred", "shifted")
SUBTRACTED = "centred", "shifted"
SAMPLES = 4000
MEAN_SAMPLES = 1000


@dataclass(frozen=True)
class Debiasing(Experiment):
    """Train with one remedy, and measure the groups.

    The methods: ``"none"``; ``"groups"``: majority and minority get half of the loss each;
    ``"groups_shuffled"``: the same with the groups permuted in every batch, a control;
    ``"errors"``: no groups are given, and an earlier model stands for them. That is a network of
    the same kind trained for `early` steps: the samples that it gets wrong and those that it gets
    right share the loss, and a new network is trained so from the start, in the manner of "just
    train twice" (Liu et al., 2021). ``"centred"``: the mean of 1,000 training samples is subtracted
    from every input. ``"shifted"``: 1 is subtracted from every bit, which has mean 0; a control.

    The record holds ``majority(t)``, ``minority(t)`` and ``worst(t)`` for each t of `at`:
    accuracies on balanced data; the last is that of the worst of the four groups of label and
    agreement. With ``"errors"`` there are ``precision``, the share of the minority among the early
    model's errors on D_lambda, ``recall``, the share of errors among the minority, and
    ``error_share``, that among all samples. Precision is absent where there is no error. With
    ``"centred"`` and ``"shifted"`` there is ``added(t)``, accuracy on the minority minus that of
    the same network trained on the same samples as they are.

    Attributes
    ----------
    setting : BooleanSetting
    method : str
    at : tuple of int
        Multiples of 10.
    early : int
        A multiple of 10; only ``"errors"`` uses it.
    recipe : Recipe

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
    """

    setting: BooleanSetting
    method: str
    at: tuple[int, ...]
    early: int = 100
    recipe: Recipe = ADAM

    def __post_init__(self) -> None:
        require_type("setting", self.setting, BooleanSetting)
        require_type("recipe", self.recipe, Recipe)
        require_one_of("method", self.method, METHODS)
        for name, steps in (("at", self.at), ("early", (self.early,))):
            for t in steps:
                if require_integer(name, t, 0, self.recipe.steps) % EVERY:
                    raise ValueError(f"{name} must be a multiple of {EVERY}, got {t}")

    @property
    def pays_together(self) -> bool:
        """One tensor program for all seeds is several times as fast."""
        return True

    def run(self, seed: int, run: int) -> Record:
        """Train one network, with "errors" two."""
        return self.run_many(seed, [run])[0]

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        records: list[Record] = [{} for _ in runs]
        weigh, shifts = None, [np.zeros(self.setting.bits, np.float32) for _ in runs]
        if self.method == "centred":
            shifts = [draw(self.setting, rng.extra, MEAN_SAMPLES).x.mean(axis=0) for rng in rngs]
        elif self.method == "shifted":
            shifts = [np.ones(self.setting.bits, np.float32) for _ in runs]
        elif self.method == "errors":
            weigh, records = self._errors(seed, runs)
        elif self.method.startswith("groups"):
            weigh = self._groups(rngs)
        tests = [draw(self.setting, rng.evaluate, SAMPLES, 0.5) for rng in rngs]
        for t, parameters in training(
            self.setting, self.recipe, rngs, EVERY, weigh, np.stack(shifts)
        ):
            if t in self.at:
                for i, test in enumerate(tests):
                    own = one_network(parameters, i)
                    correct = outputs(own, test.x - shifts[i]) * test.y > 0
                    records[i] |= _groups_of(correct, test, t)
            if t >= max(self.at):
                break
        if self.method in SUBTRACTED:
            plain = replace(self, method="none").run_many(seed, runs)
            for record, other in zip(records, plain, strict=True):
                for t in self.at:
                    record[f"added({t})"] = record[f"minority({t})"] - other[f"minority({t})"]
        return records

    def _groups(self, rngs: Sequence[Streams]) -> Weigh:
        def weights(i: int, batch: BooleanBatch) -> Array:
            found = balanced_weights(batch.agrees.astype(int))
            return rngs[i].extra.permutation(found) if "shuffled" in self.method else found

        return weights

    def _errors(self, seed: int, runs: Sequence[int]) -> tuple[Weigh, list[Record]]:
        """Weights by the errors of an earlier model, and how good a guess of the groups they are.

        The earlier model has other initial weights and other samples than the final one.
        """
        rngs = [Streams(*(s for one in streams(seed, run) for s in one.spawn(1))) for run in runs]
        early: Parameters = {}
        for t, parameters in training(self.setting, self.recipe, rngs, EVERY):
            early = parameters
            if t >= self.early:
                break
        models, records = [one_network(early, i) for i in range(len(runs))], []
        for model, rng in zip(models, rngs, strict=True):
            batch = draw(self.setting, rng.evaluate, SAMPLES)
            wrong, minority = outputs(model, batch.x)[0] * batch.y < 0, ~batch.agrees
            record = {"error_share": float(wrong.mean()), "recall": float(wrong[minority].mean())}
            if wrong.any():
                record["precision"] = float(minority[wrong].mean())
            records.append(record)

        def weights(i: int, batch: BooleanBatch) -> Array:
            wrong = outputs(models[i], batch.x)[0] * batch.y < 0
            return balanced_weights(wrong.astype(int))

        return weights, records


def _groups_of(correct: Array, batch: BooleanBatch, t: int) -> Record:
    majority, minority = group_accuracy(correct, batch)
    four = [
        correct[0, (batch.agrees == agrees) & (batch.y == y)].mean()
        for agrees in (True, False)
        for y in (-1, 1)
    ]
    return {
        f"majority({t})": float(majority[0]),
        f"minority({t})": float(minority[0]),
        f"worst({t})": float(min(four)),
    }
