"""Networks on Boolean data, and how much longer the core takes beside a correlated function."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.model.features import streams
from fc.networks.boolean import outputs, training
from fc.networks.training import Recipe
from fc.requirements import Record, require_number
from fc.runs.experiment import Together
from fc.theory.fourier_gap import core_push, require_balanced

SAMPLES = 4000
ADAM = Recipe("logistic", "adam", 2e-3, 2500)
LEVEL = 0.5  # Of u, at which the core counts as learned; the same for every lambda.


def crossing_step(steps: Sequence[int], left: Sequence[float]) -> float | None:
    """First step, by linear interpolation, at which `left` is 0 or less; None if it never is.

    Steps and values of different lengths are refused.
    """
    for i, (t, value) in enumerate(zip(steps, left, strict=True)):
        if value <= 0:
            if i == 0:
                return float(t)
            before, width = left[i - 1], t - steps[i - 1]
            return float(t + width * value / (before - value))
    return None


def core_part(h: Array, batch: BooleanBatch) -> float:
    """``u = E_U[h f_c]`` from outputs h (N,) at balanced data.

    Majority and minority count the same: the mean margin is then u, whatever is left of f_s.
    """
    margin = h * batch.y
    return float(np.mean([margin[batch.agrees].mean(), margin[~batch.agrees].mean()]))


@dataclass(frozen=True)
class Slowdown(Together):
    """Train until the core is learned, once for each lambda, from the same start on the same bits.

    It is learned at ``u = E_U[h f_c] = 1/2``.

    Attributes
    ----------
    setting : BooleanSetting
        Its own lambda is the one that the others are compared with.
    agreements : tuple of float
        The values of lambda, weakest first.
    """

    entries: ClassVar = {
        "steps": "step, interpolated, at which the core is learned, under the setting's lambda",
        "slowdown({agreement})": "steps under lambda = {agreement}, over `steps`",
        "growth": "`slowdown` under the last lambda over that under the first",
        "exponent": "log of `growth` over the log of what 1/(4 lambda (1 - lambda)) grows by",
    }

    setting: BooleanSetting
    recipe: Recipe = ADAM
    agreements: tuple[float, ...] = (0.7, 0.8, 0.9, 0.95)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_balanced(self.setting)
        for agreement in self.agreements:
            require_number("agreements", agreement, 0.5, 1, below=True)
        if len(self.agreements) < 2 or sorted({*self.agreements}) != [*self.agreements]:
            raise ValueError(f"agreements must be two or more that grow, got {self.agreements}")

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program, one lambda after the other."""
        free = self._learned(self.setting.agreement, seed, runs)
        records: list[Record] = [{} if t is None else {"steps": t} for t in free]
        for share in self.agreements:
            for record, t in zip(records, self._learned(share, seed, runs), strict=True):
                if t is not None and "steps" in record:
                    record[f"slowdown({share:g})"] = t / record["steps"]
        ends = self.agreements[0], self.agreements[-1]
        first, last = (f"slowdown({share:g})" for share in ends)
        fainter = np.log(core_push(ends[0]) / core_push(ends[1]))
        for record in records:
            if first in record and last in record:
                record["growth"] = record[last] / record[first]
                record["exponent"] = float(np.log(record["growth"]) / fainter)
        return records

    def _learned(self, agreement: float, seed: int, runs: Sequence[int]) -> list[float | None]:
        """Step at which each run has learned the core."""
        setting = replace(self.setting, agreement=agreement)
        rngs = [streams(seed, run) for run in runs]
        tests = [draw(setting, one.evaluate, SAMPLES, 0.5) for one in rngs]
        left: list[list[float]] = [[] for _ in runs]
        looked: list[int] = []
        for t, networks in training(setting, self.recipe, rngs, self.recipe.steps):
            looked.append(t)
            for one, network, test in zip(left, networks, tests, strict=True):
                one.append(LEVEL - core_part(outputs(network, test.x), test))
            if all(min(one) <= 0 for one in left):
                break
        return [crossing_step(looked, one) for one in left]
