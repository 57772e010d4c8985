"""Networks on Boolean data, how long the core takes, and what they answer meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.model.features import Streams, streams
from fc.networks.architecture import Parameters
from fc.networks.boolean import EVERY, outputs, training
from fc.networks.training import Recipe
from fc.requirements import Record, require_integer
from fc.runs.experiment import Together
from fc.theory.fourier_gap import core_push

SAMPLES = 4000
LEARNED = 0.05  # Error on balanced data (lambda = 1/2) at which the core counts as learned.
ADAM = Recipe("logistic", "adam", 2e-3, 2500)
LEVEL = 0.5  # Coefficient u of the core in the output, a bar that is the same for every lambda.


class BooleanTraining(Together):
    """Networks on Boolean data in one tensor program; a subclass defines `run_many`.

    Attributes
    ----------
    looks : tuple of str
        Names of the fields that are steps or hold them: multiples of 10, at most the recipe's.
    """

    looks: ClassVar[tuple[str, ...]] = ("at",)

    setting: BooleanSetting
    recipe: Recipe

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.looks:
            several = isinstance(value := getattr(self, name), tuple)
            for t in value if several else (value,):
                if require_integer(name, t, 0, self.recipe.steps) % EVERY:
                    must = "hold multiples" if several else "be a multiple"
                    raise ValueError(f"{name} must {must} of {EVERY}, got {t}")


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


BARS = {
    "": "error on balanced data is 0.05",
    # An error of 0.05 asks that the part of the core exceeds that of the spurious function, which
    # grows with lambda; this bar is the same for all.
    "level_": "coefficient u = E[h f_c] of the output on balanced data is 1/2",
}


@dataclass(frozen=True)
class Slowdown(BooleanTraining):
    """Train until the core is learned, and once more on the same bits with lambda = 1/2.

    Attributes
    ----------
    curve, slopes : tuple of int
        Multiples of 10.
    """

    looks = ("curve", "slopes")
    entries: ClassVar = {
        "minority_least": "the lowest accuracy on the minority until the error is 0.05",
        "majority({t})": "accuracy on the majority at step {t} of `curve`",
        "minority({t})": "accuracy on the minority at step {t} of `curve`",
        "slope({t})": "twice the mean over D_lambda of the loss's slope 1/(1 + e^(y h)), at step"
        " {t} of `slopes`",
        "slope_over_law({t})": "`slope` at step {t}, divided by 4 lambda (1 - lambda)",
    } | {
        f"{bar}{name}": text
        for bar, reached in BARS.items()
        for name, text in {
            "steps": f"step, interpolated, at which the {reached}",
            "steps_free": f"step at which the {reached}, without a correlation",
            "slowdown": f"steps until the {reached}, over those without a correlation",
            "over_law": f"`{bar}slowdown` times 4 lambda (1 - lambda)",
            "over_root": f"`{bar}slowdown` times the root of 4 lambda (1 - lambda)",
        }.items()
    }

    setting: BooleanSetting
    recipe: Recipe = ADAM
    curve: tuple[int, ...] = ()
    slopes: tuple[int, ...] = ()

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        records = self._followed(seed, runs)
        free = replace(self, setting=replace(self.setting, agreement=0.5), curve=(), slopes=())
        push = core_push(self.setting.agreement)
        for record, other in zip(records, free._followed(seed, runs), strict=True):
            for bar in BARS:
                if f"{bar}steps" in record and f"{bar}steps" in other:
                    record[f"{bar}steps_free"] = other[f"{bar}steps"]
                    ratio = record[f"{bar}steps"] / other[f"{bar}steps"]
                    record[f"{bar}slowdown"] = ratio
                    record[f"{bar}over_law"] = ratio * push
                    record[f"{bar}over_root"] = ratio * push**0.5
        return records

    def _followed(self, seed: int, runs: Sequence[int]) -> list[Record]:
        rngs = [streams(seed, run) for run in runs]
        scored = [_Followed(self, one) for one in rngs]
        last = max(self.curve + self.slopes, default=0)
        for t, networks in training(self.setting, self.recipe, rngs, self.recipe.steps):
            for one, network in zip(scored, networks, strict=True):
                one.look(t, network)
            if t >= last and all(one.done for one in scored):
                break
        return [one.record for one in scored]


class _Followed:
    """What one network answers over its training; its record does not depend on the others."""

    def __init__(self, job: Slowdown, rng: Streams) -> None:
        self.job = job
        self.balanced = draw(job.setting, rng.evaluate, SAMPLES, 0.5)
        self.own = draw(job.setting, rng.evaluate, SAMPLES)
        self.record: Record = {}
        self.steps: list[int] = []
        self.left: dict[str, list[float]] = {bar: [] for bar in BARS}

    @property
    def done(self) -> bool:
        return all(f"{bar}steps" in self.record for bar in BARS)

    def look(self, t: int, parameters: Parameters) -> None:
        record, batch = self.record, self.balanced
        h = outputs(parameters, batch.x)
        margin, (majority, minority) = h * batch.y, group_accuracy(h, batch)
        if t in self.job.curve:
            record |= {f"majority({t})": majority, f"minority({t})": minority}
        if t in self.job.slopes:
            own = outputs(parameters, self.own.x) * self.own.y
            slope = float(2 * np.mean(1 / (1 + np.exp(own.astype(float)))))
            law = core_push(self.job.setting.agreement)
            record |= {f"slope({t})": slope, f"slope_over_law({t})": slope / law}
        if self.done:
            return
        if "steps" not in record:
            record["minority_least"] = min(record.get("minority_least", 1.0), minority)
        self.steps.append(t)
        self.left[""].append(1 - (majority + minority) / 2)
        # As much of either group: the mean margin is then u, whatever the spurious part is.
        u = np.mean([margin[batch.agrees].mean(), margin[~batch.agrees].mean()])
        self.left["level_"].append(LEVEL - float(u))
        for bar, level in (("", LEARNED), ("level_", 0.0)):
            if (step := crossing_step(self.steps, self.left[bar], level)) is not None:
                record[f"{bar}steps"] = step
