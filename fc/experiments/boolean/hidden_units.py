"""What the hidden units of a network on Boolean data carry, and a last layer fitted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from fc.data.boolean import BooleanBatch, BooleanSetting, draw
from fc.data.boolean_functions import Array
from fc.experiments.boolean.slowdown import ADAM, EVERY, group_accuracy
from fc.model.features import Streams, streams
from fc.networks.boolean import Parameters, hidden, one_network, outputs, training
from fc.networks.recipe import Recipe
from fc.requirements import Record, require_integer, require_type
from fc.runs.experiment import Experiment
from fc.theory.fourier_gap import best_spurious_part

SAMPLES = 4000
FITTED = 2000  # Samples that a new last layer or a probe is fitted to.
RIDGE = 1e-3  # Relative to the mean square of a hidden unit.
FEW = (10, 30, 100, 300)


def units(parameters: Parameters, x: Array) -> Array:
    """Hidden units of the first network, and a constant 1: shape (N, m + 1)."""
    import torch

    with torch.no_grad():
        found = hidden(parameters, torch.from_numpy(x))[0].numpy().astype(float)
    with_constant: Array = np.c_[found, np.ones(len(x))]
    return with_constant


def least_squares(known: Array, target: Array) -> Array:
    """Weights with a small ridge, of a new last layer or a probe; rows of `known` are samples."""
    scale = RIDGE * len(known) * float((known**2).mean())
    gram = known.T @ known + scale * np.eye(known.shape[1])
    return cast(Array, np.linalg.solve(gram, known.T @ target))


def correlation(a: Array, b: Array) -> float:
    """Pearson's, and 0 where one of them is constant."""
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0


@dataclass(frozen=True)
class HiddenUnits(Experiment):
    """Train, and take the network apart at some steps.

    For each t of `at` the record holds

    - ``before(t)``, ``after(t)``, ``after_unbalanced(t)``: accuracy on the minority as trained, and
      with the last layer fitted anew to 2,000 samples of lambda = 1/2, or of the setting's lambda;
      ``gain(t)``, ``gain_unbalanced(t)``, what that adds; ``majority_after(t)``;
    - ``few(t,n)``: accuracy on the minority after a fit to n samples of each group, for n of 10,
      30, 100 and 300;
    - ``decoded(t)``: accuracy with which a linear probe of the units tells f_s of uniform bits;
    - ``core_part(t)``, ``spurious_part(t)``: u and theta of the least-squares fit ``u f_c + theta
      f_s`` to the output on uniform bits; ``over_best(t)``, theta over the one that has the
      smallest logistic loss beside u (`best_spurious_part`; absent for lambda of
      1/2 and 1), whichever loss was trained on;
    - ``core_half.core(t)``, ``core_half.spurious(t)``, ``spurious_half.core(t)``, ...: correlation
      with f_c and with f_s, over uniform bits, of the output of those neurons whose squared
      weights on the core bits (on the spurious bits) are the larger; ``random_half.core(t)`` and so
      on for as many neurons as in the spurious half, drawn at random, and ``random_core_half`` for
      as many as in the core half; ``core_share(t)``, the share of neurons in the core half.

    Attributes
    ----------
    setting : BooleanSetting
    at : tuple of int
        Multiples of 10, at most the recipe's steps.
    recipe : Recipe

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
    """

    setting: BooleanSetting
    at: tuple[int, ...]
    recipe: Recipe = ADAM

    def __post_init__(self) -> None:
        require_type("setting", self.setting, BooleanSetting)
        require_type("recipe", self.recipe, Recipe)
        for t in self.at:
            if require_integer("at", t, 0, self.recipe.steps) % EVERY:
                raise ValueError(f"at must hold multiples of {EVERY}, got {t}")

    @property
    def pays_together(self) -> bool:
        """One tensor program for all seeds is several times as fast."""
        return True

    def run(self, seed: int, run: int) -> Record:
        """Train and take apart one network."""
        return self.run_many(seed, [run])[0]

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        records: list[Record] = [{} for _ in runs]
        for t, parameters in training(self.setting, self.recipe, rngs, EVERY):
            if t in self.at:
                for i, rng in enumerate(rngs):
                    found = self._measured(one_network(parameters, i), rng)
                    records[i] |= {f"{name}({t}{of})": x for (name, of), x in found.items()}
            if t >= max(self.at):
                break
        return records

    def _measured(self, parameters: Parameters, rng: Streams) -> dict[tuple[str, str], float]:
        test = draw(self.setting, rng.evaluate, SAMPLES, 0.5)
        seen = units(parameters, test.x)
        found = {"before": _minority(outputs(parameters, test.x)[0], test)}
        for name, share in (("", 0.5), ("_unbalanced", None)):
            fit = draw(self.setting, rng.evaluate, FITTED, share)
            known = units(parameters, fit.x)
            new = seen @ least_squares(known, fit.y)
            found[f"after{name}"] = _minority(new, test)
            found[f"gain{name}"] = found[f"after{name}"] - found["before"]
            if share:
                found["majority_after"] = _majority(new, test)
                told = seen @ least_squares(known, self.setting.values(fit.x)[1])
                found["decoded"] = float((told * self.setting.values(test.x)[1] > 0).mean())
        found |= self._halves(parameters, test, seen, rng) | self._parts(parameters, test)
        few = {("few", f",{n}"): self._few(parameters, test, seen, rng, n) for n in FEW}
        return {(name, ""): x for name, x in found.items()} | few

    def _parts(self, parameters: Parameters, test: BooleanBatch) -> Record:
        functions = np.stack([*self.setting.values(test.x), np.ones(SAMPLES)], axis=1)
        h = outputs(parameters, test.x)[0].astype(float)
        u, theta, _ = (float(x) for x in np.linalg.lstsq(functions, h, rcond=None)[0])
        found = {"core_part": u, "spurious_part": theta}
        if 0.5 < self.setting.agreement < 1:
            found["over_best"] = theta / best_spurious_part(u, self.setting.agreement)
        return found

    def _few(
        self, parameters: Parameters, test: BooleanBatch, seen: Array, rng: Streams, n: int
    ) -> float:
        groups = [draw(self.setting, rng.evaluate, n, share) for share in (0.0, 1.0)]
        known = np.concatenate([units(parameters, one.x) for one in groups])
        y = np.concatenate([one.y for one in groups])
        return _minority(seen @ least_squares(known, y), test)

    def _halves(
        self, parameters: Parameters, test: BooleanBatch, seen: Array, rng: Streams
    ) -> Record:
        first, a = parameters["w1"][0].numpy() ** 2, parameters["a"][0, 0].numpy()
        core = self.setting.core_bits
        on_core = first[:, :core].sum(axis=1)
        in_core = on_core > first[:, core : core + self.setting.spurious_bits].sum(axis=1)
        halves = {"core": in_core, "spurious": ~in_core, "random": ~rng.extra.permutation(in_core)}
        halves["random_core"] = rng.extra.permutation(in_core)
        found = {"core_share": float(in_core.mean())}
        functions = dict(zip(("core", "spurious"), self.setting.values(test.x), strict=True))
        for half, kept in halves.items():
            output = seen[:, :-1] @ (a * kept)
            for name, values in functions.items():
                found[f"{half}_half.{name}"] = correlation(output, values)
        return found


def _majority(h: Array, batch: BooleanBatch) -> float:
    return float(group_accuracy(h[None] * batch.y > 0, batch)[0][0])


def _minority(h: Array, batch: BooleanBatch) -> float:
    return float(group_accuracy(h[None] * batch.y > 0, batch)[1][0])
