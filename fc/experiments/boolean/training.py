"""Networks on Boolean data, and how much longer the core takes beside a correlated function."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.model.features import streams
from fc.networks.boolean import EVERY, outputs, training
from fc.networks.training import Recipe
from fc.requirements import Record, each, integer, require_number
from fc.runs.experiment import Together
from fc.theory.fourier_gap import core_push, require_balanced

SAMPLES = 4000
ADAM = Recipe("logistic", "adam", 2e-3, 2500)
# When the core counts as learned, by two bars on balanced data (lambda = 1/2). The first is the
# same for every lambda. The second asks for more: u must exceed the part of the spurious function
# in the output, which grows with lambda.
LEVEL, ERROR = 0.5, 0.05
BARS = {"": f"u = E[h f_c] is {LEVEL}", "error_": f"the error is {ERROR}"}


def group_accuracy(h: Array, batch: BooleanBatch) -> tuple[float, float]:
    """Accuracy of the outputs h (N,) on the majority and on the minority of `batch`.

    On balanced data the correlation of the network's sign with f_c is their sum minus 1, that with
    f_s their difference.
    """
    correct = h * batch.y > 0
    return float(correct[batch.agrees].mean()), float(correct[~batch.agrees].mean())


def crossing_step(steps: Sequence[int], errors: Sequence[float], level: float) -> float | None:
    """First step, by linear interpolation, at which `errors` fall to `level`; None if they do not.

    Steps and errors of different lengths are refused.
    """
    for i, (t, error) in enumerate(zip(steps, errors, strict=True)):
        if error <= level:
            if i == 0:
                return float(t)
            before, width = errors[i - 1], t - steps[i - 1]
            return float(t - width * (level - error) / (before - error))
    return None


@dataclass(frozen=True)
class Slowdown(Together):
    """Train until the core is learned, once for each lambda, from the same start on the same bits.

    Attributes
    ----------
    setting : BooleanSetting
        Its own lambda is the one that the others are compared with.
    agreements : tuple of float
        The values of lambda, weakest first.
    curve : tuple of int
        Steps, multiples of 10, at which the accuracies are read under the last lambda.
    """

    entries: ClassVar = {
        "growth": "`slowdown` under the last lambda over that under the first",
        "exponent": "log of `growth` over the log of what 1/(4 lambda (1 - lambda)) grows by",
        "majority({t})": "accuracy on the majority of balanced data at step {t} of `curve`",
        "minority({t})": "accuracy on the minority of balanced data at step {t} of `curve`",
    } | {
        f"{bar}{name}": text
        for bar, reached in BARS.items()
        for name, text in {
            "steps": f"step, interpolated, at which {reached}, under the setting's lambda",
            "slowdown({agreement})": f"steps until {reached} under lambda = {{agreement}}, over"
            f" `{bar}steps`",
        }.items()
    }

    setting: BooleanSetting
    recipe: Recipe = ADAM
    agreements: tuple[float, ...] = (0.7, 0.8, 0.9, 0.95)
    curve: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        each(integer(0, self.recipe.steps))("curve", self.curve)
        if odd := [t for t in self.curve if t % EVERY]:
            raise ValueError(f"curve must hold multiples of {EVERY}, got {odd[0]}")
        require_balanced(self.setting)
        for agreement in self.agreements:
            require_number("agreements", agreement, 0.5, 1, below=True)
        if len(self.agreements) < 2 or sorted({*self.agreements}) != [*self.agreements]:
            raise ValueError(f"agreements must be two or more that grow, got {self.agreements}")

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program, one lambda after the other."""
        free = self._learned(self.setting.agreement, seed, runs)
        records: list[Record] = [{f"{bar}steps": t for bar, t in one.items()} for one in free]
        for share in self.agreements:
            curve = self.curve if share == self.agreements[-1] else ()
            learned = self._learned(share, seed, runs, curve, records)
            for record, one, other in zip(records, learned, free, strict=True):
                for bar in one.keys() & other.keys():
                    record[f"{bar}slowdown({share:g})"] = one[bar] / other[bar]
        ends = self.agreements[0], self.agreements[-1]
        first, last = (f"slowdown({share:g})" for share in ends)
        fainter = np.log(core_push(ends[0]) / core_push(ends[1]))
        for record in records:
            if first in record and last in record:
                record["growth"] = record[last] / record[first]
                record["exponent"] = float(np.log(record["growth"]) / fainter)
        return records

    def _learned(
        self,
        agreement: float,
        seed: int,
        runs: Sequence[int],
        curve: Sequence[int] = (),
        records: Sequence[Record] = (),
    ) -> list[dict[str, float]]:
        """Step at which each bar of `BARS` is reached, run by run; `curve` goes to `records`."""
        setting = replace(self.setting, agreement=agreement)
        rngs = [streams(seed, run) for run in runs]
        tests = [draw(setting, one.evaluate, SAMPLES, 0.5) for one in rngs]
        left: list[dict[str, list[float]]] = [{bar: [] for bar in BARS} for _ in runs]
        found: list[dict[str, float]] = [{} for _ in runs]
        looked: list[int] = []
        for t, networks in training(setting, self.recipe, rngs, self.recipe.steps):
            looked.append(t)
            for i, (network, test) in enumerate(zip(networks, tests, strict=True)):
                h = outputs(network, test.x)
                majority, minority = group_accuracy(h, test)
                if t in curve:
                    records[i] |= {f"majority({t})": majority, f"minority({t})": minority}
                # As much of either group: the mean margin is then u, whatever the spurious part.
                margin = h * test.y
                u = np.mean([margin[test.agrees].mean(), margin[~test.agrees].mean()])
                left[i][""].append(LEVEL - float(u))
                left[i]["error_"].append(1 - (majority + minority) / 2)
                for bar, level in (("", 0.0), ("error_", ERROR)):
                    step = None if bar in found[i] else crossing_step(looked, left[i][bar], level)
                    if step is not None:
                        found[i][bar] = step
            if t >= max(curve, default=0) and all(one.keys() == BARS.keys() for one in found):
                break
        return found
