"""How long the core takes on Boolean data, and what the network answers meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fc.boolean import BooleanBatch, BooleanSetting, draw
from fc.boolean_functions import Array
from fc.boolean_networks import Parameters, outputs, training
from fc.features import Streams, streams
from fc.requirements import require_integer, require_type
from fc.runs import Record
from fc.training import Recipe

EVERY = 10  # Steps between two looks at a network.
SAMPLES = 4000
LEARNED = 0.05  # Error on balanced data (lambda = 1/2) at which the core counts as learned.
ADAM = Recipe("logistic", "adam", 2e-3, 2500)


def group_accuracy(correct: Array, batch: BooleanBatch) -> tuple[Array, Array]:
    """Accuracy on the majority and on the minority of `batch`; `correct` has shape (S, N).

    On balanced data the correlation of the network's sign with f_c is their sum minus 1, that with
    f_s their difference.
    """
    return correct[:, batch.agrees].mean(axis=1), correct[:, ~batch.agrees].mean(axis=1)


def crossing_step(steps: Sequence[int], errors: Sequence[float], level: float) -> float | None:
    """First step, by linear interpolation, at which `errors` fall to `level`; None if they do not.

    Raises
    ------
    ValueError
        If the two have different lengths.
    """
    for i, (t, error) in enumerate(zip(steps, errors, strict=True)):
        if error <= level:
            if i == 0:
                return float(t)
            before, width = errors[i - 1], t - steps[i - 1]
            return float(t - width * (level - error) / (before - error))
    return None


@dataclass(frozen=True)
class Slowdown:
    """Train until the core is learned, and once more on the same bits with lambda = 1/2.

    The core is learned at the step (interpolated) at which the error on balanced data is 0.05. The
    record holds ``steps``, the same without a correlation as ``steps_free``, their ratio
    ``slowdown``, and ``over_law``, the ratio times ``4 lambda (1 - lambda)``; ``minority_least``,
    the lowest accuracy on the minority until then; ``majority(t)`` and ``minority(t)`` for each t
    of `curve`; ``push(t)`` for each t of `pushes`, twice the mean over D_lambda of the loss's slope
    ``1/(1 + e^(y h))``, and ``push_over_law(t)``, the same divided by ``4 lambda (1 - lambda)``.
    What was not reached is absent.

    Attributes
    ----------
    setting : BooleanSetting
    recipe : Recipe
    curve, pushes : tuple of int
        Multiples of 10.

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
    """

    setting: BooleanSetting
    recipe: Recipe = ADAM
    curve: tuple[int, ...] = ()
    pushes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require_type("setting", self.setting, BooleanSetting)
        require_type("recipe", self.recipe, Recipe)
        for name in ("curve", "pushes"):
            for t in getattr(self, name):
                if require_integer(name, t, 0, self.recipe.steps) % EVERY:
                    raise ValueError(f"{name} must hold multiples of {EVERY}, got {t}")

    @property
    def pays_together(self) -> bool:
        """One tensor program for all seeds is several times as fast."""
        return True

    def run(self, seed: int, run: int) -> Record:
        """Train one network, with and without the correlation."""
        return self.run_many(seed, [run])[0]

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        records = self._followed(self.setting, seed, runs)
        free = replace(self, setting=replace(self.setting, agreement=0.5), curve=(), pushes=())
        for record, other in zip(records, free._followed(free.setting, seed, runs), strict=True):
            if "steps" in record and "steps" in other:
                share = self.setting.agreement
                record["steps_free"] = other["steps"]
                record["slowdown"] = record["steps"] / other["steps"]
                record["over_law"] = record["slowdown"] * 4 * share * (1 - share)
        return records

    def _followed(self, setting: BooleanSetting, seed: int, runs: Sequence[int]) -> list[Record]:
        rngs = [streams(seed, run) for run in runs]
        scored = [_Followed(self, setting, one) for one in rngs]
        last = max(self.curve + self.pushes, default=0)
        for t, parameters in training(setting, self.recipe, rngs, EVERY):
            for i, one in enumerate(scored):
                one.look(t, {k: x[i : i + 1] for k, x in parameters.items()})
            if t >= last and all("steps" in one.record for one in scored):
                break
        return [one.record for one in scored]


class _Followed:
    """What one network answers over its training; its record does not depend on the others."""

    def __init__(self, job: Slowdown, setting: BooleanSetting, rng: Streams) -> None:
        self.job = job
        self.balanced = draw(setting, rng.evaluate, SAMPLES, 0.5)
        self.own = draw(setting, rng.evaluate, SAMPLES)
        self.law = 4 * setting.agreement * (1 - setting.agreement)
        self.record: Record = {}
        self.steps: list[int] = []
        self.errors: list[float] = []

    def look(self, t: int, parameters: Parameters) -> None:
        record, batch = self.record, self.balanced
        correct = outputs(parameters, batch.x) * batch.y > 0
        majority, minority = (float(share[0]) for share in group_accuracy(correct, batch))
        if t in self.job.curve:
            record |= {f"majority({t})": majority, f"minority({t})": minority}
        if t in self.job.pushes:
            margin = outputs(parameters, self.own.x) * self.own.y
            push = float(2 * np.mean(1 / (1 + np.exp(margin.astype(float)))))
            record |= {f"push({t})": push, f"push_over_law({t})": push / self.law}
        if "steps" not in record:
            self.steps.append(t)
            self.errors.append(1 - (majority + minority) / 2)
            record["minority_least"] = min(record.get("minority_least", 1.0), minority)
            if (step := crossing_step(self.steps, self.errors, LEARNED)) is not None:
                record["steps"] = step
