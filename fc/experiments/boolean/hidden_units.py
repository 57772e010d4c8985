"""Where a network on Boolean data keeps the spurious function, and a last layer fitted anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from fc.data.boolean import Array, BooleanBatch, BooleanSetting, draw
from fc.experiments.boolean.training import (
    ADAM,
    SAMPLES,
    BooleanTraining,
    crossing_step,
    group_accuracy,
)
from fc.model.features import Streams, streams
from fc.networks.architecture import Parameters
from fc.networks.boolean import training, units
from fc.networks.probes import least_squares
from fc.networks.training import Recipe
from fc.requirements import Record, require_one_of
from fc.theory.fourier_gap import best_spurious_part

FITTED = 2000  # Samples that a new last layer or a probe is fitted to.
ERROR = 0.1  # On the minority, at which the steps are compared.
OTHER = {"logistic": "squared", "squared": "logistic"}
REFITTED = {
    "after": "samples of lambda = 1/2",
    "after_unbalanced": "samples of the setting's lambda",
    "after_core": "samples of lambda = 1/2 on the core neurons alone",
    "after_spurious": "samples of lambda = 1/2 on the spurious neurons alone",
}


def correlation(a: Array, b: Array) -> float:
    """Pearson's, and 0 where one of them is constant."""
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0


def core_neurons(parameters: Parameters, setting: BooleanSetting) -> Array:
    """Of m neurons those with a larger sum of squared weights on core than on spurious bits."""
    n, w1 = setting.core_bits, parameters["w1"][0].numpy()
    on_core, on_spurious = w1[:, :n], w1[:, n : n + setting.spurious_bits]
    return cast(Array, (on_core**2).sum(axis=1) > (on_spurious**2).sum(axis=1))


@dataclass(frozen=True)
class HiddenUnits(BooleanTraining):
    """Train, and take the network apart at some steps.

    Core neurons have larger squared weights on the core bits than on the spurious bits, all others
    are spurious neurons. The output is compared with the functions by its least-squares fit ``u f_c
    + theta f_s`` on uniform bits; *late* are the steps from half of the last one on.

    Attributes
    ----------
    at : tuple of int
        Multiples of 10, at most the recipe's steps.
    """

    entries: ClassVar = {
        "before({t})": "accuracy on the minority at step {t} as trained",
        **{
            f"{name}({{t}})": "accuracy on the minority at step {t} with a last layer fitted anew"
            f" to 2,000 {what}"
            for name, what in REFITTED.items()
        },
        "decoded({t})": "accuracy with which a linear probe of the units tells f_s of uniform bits",
        "core_part({t})": "u at step {t}",
        "spurious_part({t})": "theta at step {t}",
        "law({t})": "theta of the smallest loss beside u, at step {t}; absent for lambda = 1",
        "off_law": "largest size, late, of theta minus `law`",
        "off_other_law": "largest size, late, of theta minus that of the smallest other loss",
        "apart": "the least, late and over the two kinds of neurons, of the correlation of their"
        " output with their own function minus the size of that with the other one",
        "apart_random": "`apart` of as many neurons at random",
        **{
            f"ahead{name.removeprefix('after')}": "step, interpolated, at which the error on the"
            f" minority is 0.1 in `{name}`, or else the last step, over that in `before`"
            for name in REFITTED
        },
    }

    setting: BooleanSetting
    at: tuple[int, ...]
    recipe: Recipe = ADAM

    def __post_init__(self) -> None:
        super().__post_init__()
        require_one_of("loss", self.recipe.loss, tuple(OTHER))

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        looks: list[dict[int, Record]] = [{} for _ in runs]
        for t, networks in training(self.setting, self.recipe, rngs, max(self.at)):
            if t in self.at:
                for look, network, rng in zip(looks, networks, rngs, strict=True):
                    look[t] = self._measured(network, rng)
        return [self._record(look) for look in looks]

    def _record(self, looks: dict[int, Record]) -> Record:
        """What is told from several looks, and every one of them."""
        late = [look for t, look in looks.items() if 2 * t >= max(looks)]
        record = {name: min(look[name] for look in late) for name in ("apart", "apart_random")}
        if self.setting.agreement < 1:
            for name in ("law", "other_law"):
                off = (abs(look["spurious_part"] - look[name]) for look in late)
                record[f"off_{name}"] = max(off)
        took = {
            name: crossing_step(list(looks), [1 - look[name] for look in looks.values()], ERROR)
            for name in ("before", *REFITTED)
        }
        if trained := took["before"]:
            for name in REFITTED:
                record[name.replace("after", "ahead")] = (took[name] or max(looks)) / trained
        told = ("other_law", "apart", "apart_random")
        each = ((t, name, x) for t, look in looks.items() for name, x in look.items())
        return record | {f"{name}({t})": x for t, name, x in each if name not in told}

    def _measured(self, parameters: Parameters, rng: Streams) -> Record:
        test = draw(self.setting, rng.evaluate, SAMPLES, 0.5)
        seen = units(parameters, test.x)
        a = np.r_[parameters["a"][0, 0].numpy(), parameters["b"][0].numpy()]
        f_c, f_s = self.setting.values(test.x)
        functions = np.stack([f_c, f_s, np.ones(SAMPLES)], axis=1)
        u, theta = (float(x) for x in np.linalg.lstsq(functions, seen @ a, rcond=None)[0][:2])
        before = group_accuracy(seen @ a, test)[1]
        found = {"before": before, "core_part": u, "spurious_part": theta}
        if (agreement := self.setting.agreement) < 1:
            found["law"] = best_spurious_part(u, agreement, self.recipe.loss)
            found["other_law"] = best_spurious_part(u, agreement, OTHER[self.recipe.loss])
        core = core_neurons(parameters, self.setting)
        mixed = rng.extra.permutation(core)
        for name, of_core in (("apart", core), ("apart_random", mixed)):
            outputs = (seen[:, :-1] @ (a[:-1] * of) for of in (of_core, ~of_core))
            pairs = zip(outputs, ((f_c, f_s), (f_s, f_c)), strict=True)
            found[name] = min(correlation(h, f) - abs(correlation(h, g)) for h, (f, g) in pairs)
        return found | self._fitted(parameters, test, seen, core, rng)

    def _fitted(
        self, parameters: Parameters, test: BooleanBatch, seen: Array, core: Array, rng: Streams
    ) -> Record:
        """What last layers and a probe on the units of fresh samples can do."""
        balanced, as_they_come = (draw(self.setting, rng.evaluate, FITTED, x) for x in (0.5, None))
        known, whole = units(parameters, balanced.x), np.ones_like(core)
        told = seen @ least_squares(known, self.setting.values(balanced.x)[1])
        found = {"decoded": float((told * self.setting.values(test.x)[1] > 0).mean())}
        fits = (balanced, whole), (as_they_come, whole), (balanced, core), (balanced, ~core)
        for name, (batch, kept) in zip(REFITTED, fits, strict=True):
            used = np.r_[kept, True]
            fitted = least_squares(units(parameters, batch.x)[:, used], batch.y)
            found[name] = group_accuracy(seen[:, used] @ fitted, test)[1]
        return found
