"""Remedies for spurious correlation that weigh the samples, with known groups or without."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.experiments.boolean.training import ADAM, SAMPLES, BooleanTraining, group_accuracy
from fc.model.features import Streams, streams
from fc.networks.boolean import Weigh, outputs, training
from fc.networks.remedies import balanced_weights
from fc.networks.training import Recipe
from fc.requirements import Record, require_one_of

METHODS = ("none", "groups", "groups_shuffled", "errors", "centred", "shifted")
SUBTRACTED = "centred", "shifted"
MEAN_SAMPLES = 1000


@dataclass(frozen=True)
class Debiasing(BooleanTraining):
    """Train with one remedy, and measure the groups.

    The methods: ``"none"``; ``"groups"``: majority and minority get half of the loss each;
    ``"groups_shuffled"``: the same with the groups permuted in every batch, a control;
    ``"errors"``: no groups are given, and an earlier model stands for them. That is a network of
    the same kind trained for `early` steps: the samples that it gets wrong and those that it gets
    right share the loss, and a new network is trained so from the start, in the manner of "just
    train twice" (Liu et al., 2021). ``"centred"``: the mean of 1,000 training samples is subtracted
    from every input. ``"shifted"``: 1 is subtracted from every bit, which has mean 0; a control.

    Attributes
    ----------
    at : tuple of int
        Multiples of 10.
    early : int
        A multiple of 10; only ``"errors"`` uses it.
    """

    looks = ("at", "early")
    entries: ClassVar = {
        "majority({t})": "accuracy on the majority of balanced data at step {t}",
        "minority({t})": "accuracy on the minority of balanced data at step {t}",
        "worst({t})": "accuracy on the worst of the four groups of label and agreement at step {t}",
        "added({t})": "with a shift: accuracy on the minority at step {t}, minus that of the same"
        " network trained on the same samples as they are",
        "error_share": "with errors: share of errors of the early model on D_lambda",
        "recall": "with errors: share of the minority that the early model gets wrong",
        "precision": "with errors: share of the minority among the early model's errors; absent"
        " where there is none",
    }

    setting: BooleanSetting
    method: str
    at: tuple[int, ...]
    early: int = 100
    recipe: Recipe = ADAM

    def __post_init__(self) -> None:
        super().__post_init__()
        require_one_of("method", self.method, METHODS)

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        records: list[Record] = [{} for _ in runs]
        weigh: Weigh | None = None
        shift = np.zeros((len(runs), self.setting.bits), np.float32)
        if self.method == "centred":
            means = [draw(self.setting, rng.extra, MEAN_SAMPLES).x.mean(axis=0) for rng in rngs]
            shift = np.stack(means)
        elif self.method == "shifted":
            shift += 1
        elif self.method == "errors":
            weigh, records = self._errors(seed, runs)
        elif self.method.startswith("groups"):
            weigh = partial(self._groups, rngs)
        tests = [draw(self.setting, rng.evaluate, SAMPLES, 0.5) for rng in rngs]
        parts = self.setting, self.recipe
        for t, networks in training(*parts, rngs, max(self.at), weigh, shift):
            if t in self.at:
                for i, (network, test) in enumerate(zip(networks, tests, strict=True)):
                    records[i] |= _groups_of(outputs(network, test.x - shift[i]), test, t)
        if self.method in SUBTRACTED:
            plain = replace(self, method="none").run_many(seed, runs)
            for record, other in zip(records, plain, strict=True):
                for t in self.at:
                    record[f"added({t})"] = record[f"minority({t})"] - other[f"minority({t})"]
        return records

    def _groups(self, rngs: Sequence[Streams], i: int, batch: BooleanBatch) -> Array:
        found = balanced_weights(batch.agrees.astype(int))
        return rngs[i].extra.permutation(found) if "shuffled" in self.method else found

    def _errors(self, seed: int, runs: Sequence[int]) -> tuple[Weigh, list[Record]]:
        """Weights by the errors of an earlier model, and how good a guess of the groups they are.

        The earlier model has other initial weights and other samples than the final one.
        """
        rngs = [Streams(*(s for one in streams(seed, run) for s in one.spawn(1))) for run in runs]
        _, models = deque(training(self.setting, self.recipe, rngs, self.early), maxlen=1).pop()
        records: list[Record] = []
        for model, rng in zip(models, rngs, strict=True):
            batch = draw(self.setting, rng.evaluate, SAMPLES)
            wrong, minority = outputs(model, batch.x) * batch.y < 0, ~batch.agrees
            record = {"error_share": float(wrong.mean()), "recall": float(wrong[minority].mean())}
            if wrong.any():
                record["precision"] = float(minority[wrong].mean())
            records.append(record)

        def weights(i: int, batch: BooleanBatch) -> Array:
            wrong = outputs(models[i], batch.x) * batch.y < 0
            return balanced_weights(wrong.astype(int))

        return weights, records


def _groups_of(h: Array, batch: BooleanBatch, t: int) -> Record:
    majority, minority = group_accuracy(h, batch)
    four = product((True, False), (-1, 1))
    worst = min((h[(batch.agrees == same) & (batch.y == y)] * y > 0).mean() for same, y in four)
    return {f"majority({t})": majority, f"minority({t})": minority, f"worst({t})": float(worst)}
