"""What the hidden units of a network on Boolean data carry, and a last layer fitted anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.experiments.boolean.training import ADAM, SAMPLES, BooleanTraining, group_accuracy
from fc.model.features import Streams, streams
from fc.networks.architecture import Parameters
from fc.networks.boolean import outputs, training, units
from fc.networks.probes import least_squares
from fc.networks.training import Recipe
from fc.requirements import Record
from fc.theory.fourier_gap import best_spurious_part

FITTED = 2000  # Samples that a new last layer or a probe is fitted to.
FEW = (10, 30, 100, 300)


def correlation(a: Array, b: Array) -> float:
    """Pearson's, and 0 where one of them is constant."""
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0


@dataclass(frozen=True)
class HiddenUnits(BooleanTraining):
    """Train, and take the network apart at some steps.

    Neurons are those of the core half if their squared weights on the core bits are larger than
    those on the spurious bits, and else of the spurious half; two halves of the same sizes as these
    are drawn at random.

    Attributes
    ----------
    at : tuple of int
        Multiples of 10, at most the recipe's steps.
    """

    entries: ClassVar = {
        "before({t})": "accuracy on the minority at step {t} as trained",
        "after({t})": "accuracy on the minority at step {t} with a last layer fitted anew to 2,000"
        " samples of lambda = 1/2",
        "after_unbalanced({t})": "accuracy on the minority at step {t} with a last layer fitted"
        " anew to 2,000 samples of the setting's lambda",
        "gain({t})": "`after` minus `before` at step {t}",
        "gain_unbalanced({t})": "`after_unbalanced` minus `before` at step {t}",
        "majority_after({t})": "accuracy on the majority at step {t} after the fit at lambda = 1/2",
        "few({t},{n})": "accuracy on the minority at step {t} after a fit to {n} samples a group",
        "decoded({t})": "accuracy with which a linear probe of the units tells f_s of uniform bits",
        "core_part({t})": "u of the least-squares fit u f_c + theta f_s to the output at step {t},"
        " on uniform bits",
        "spurious_part({t})": "theta of the least-squares fit u f_c + theta f_s to the output at"
        " step {t}, on uniform bits",
        "over_best({t})": "`spurious_part` over `best_spurious_part`, the theta of the smallest"
        " logistic loss beside u, whichever loss was trained on; absent for lambda of 1/2 and 1",
        "core_share({t})": "share of neurons in the core half at step {t}",
        "{half}_half.core({t})": "correlation with f_c, over uniform bits, of the output of the"
        " {half} half of the neurons",
        "{half}_half.spurious({t})": "correlation with f_s, over uniform bits, of the output of the"
        " {half} half of the neurons",
    }

    setting: BooleanSetting
    at: tuple[int, ...]
    recipe: Recipe = ADAM

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        records: list[Record] = [{} for _ in runs]
        for t, networks in training(self.setting, self.recipe, rngs, max(self.at)):
            if t in self.at:
                for record, network, rng in zip(records, networks, rngs, strict=True):
                    record |= self._measured(network, rng, t)
        return records

    def _measured(self, parameters: Parameters, rng: Streams, t: int) -> Record:
        test = draw(self.setting, rng.evaluate, SAMPLES, 0.5)
        seen = units(parameters, test.x)

        def refitted(known: Array, y: Array) -> tuple[float, float]:
            """Accuracies on majority and minority with a last layer fitted to `known`."""
            return group_accuracy(seen @ least_squares(known, y), test)

        found = {"before": group_accuracy(outputs(parameters, test.x), test)[1]}
        for name, share in (("", 0.5), ("_unbalanced", None)):
            fit = draw(self.setting, rng.evaluate, FITTED, share)
            known = units(parameters, fit.x)
            majority, found[f"after{name}"] = refitted(known, fit.y)
            found[f"gain{name}"] = found[f"after{name}"] - found["before"]
            if share:
                found["majority_after"] = majority
                told = seen @ least_squares(known, self.setting.values(fit.x)[1])
                found["decoded"] = float((told * self.setting.values(test.x)[1] > 0).mean())
        found |= self._halves(parameters, test, seen, rng) | self._parts(parameters, test)
        record = {f"{name}({t})": value for name, value in found.items()}
        for n in FEW:
            groups = [draw(self.setting, rng.evaluate, n, share) for share in (0.0, 1.0)]
            known = np.concatenate([units(parameters, one.x) for one in groups])
            record[f"few({t},{n})"] = refitted(known, np.concatenate([g.y for g in groups]))[1]
        return record

    def _parts(self, parameters: Parameters, test: BooleanBatch) -> Record:
        functions = np.stack([*self.setting.values(test.x), np.ones(SAMPLES)], axis=1)
        h = outputs(parameters, test.x).astype(float)
        u, theta, _ = (float(x) for x in np.linalg.lstsq(functions, h, rcond=None)[0])
        found = {"core_part": u, "spurious_part": theta}
        if 0.5 < self.setting.agreement < 1:
            found["over_best"] = theta / best_spurious_part(u, self.setting.agreement)
        return found

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
