"""Pre-training on diverse backgrounds, then training in distribution, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.networks.training import THEOREM_RECIPE, TorchTraining
from fc.model.features import Batch, Streams, draw_batch, streams
from fc.networks.reading import EVALUATION_SAMPLES, Trained, last_units
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe, train_networks
from fc.requirements import Array, Record, require_integer

DIVERSE = Remedy(flipped=0.5)


@dataclass(frozen=True)
class Pretraining(TorchTraining):
    """`TorchTraining` that starts from a network fitted to other backgrounds.

    The network is first trained by `pretraining`, on backgrounds changed by `backgrounds`, until
    its hinge risk on them is 0.05 or for a number of steps. In the record of `TorchTraining`
    ``growth_ratio`` counts from that point, and ``"0"`` is measured there. The record is empty
    where the first training did not fit.

    Attributes
    ----------
    backgrounds : Remedy
        Its ``flipped`` is the share of samples whose background changes sign: 0.5 removes the
        background's mean, 0 pre-trains in distribution.
    until : int, optional
        Steps of the first training; None stands for the fit.
    """

    entries: ClassVar = TorchTraining.entries | {
        "{at}.active_neg": "mean over hidden units of q-, see `wrongly_active`",
        "{at}.growth_share": "for two layers: `growth_ratio` over S_b / S_c",
    }

    also: ClassVar = ("fit", "0")
    pretraining: Recipe = THEOREM_RECIPE
    backgrounds: Remedy = DIVERSE
    until: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.until is not None:
            require_integer("until", self.until, 1, self.pretraining.steps)

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        parts = self.setting, self.architecture
        at, end = ((), "fit") if self.until is None else ((self.until,), str(self.until))
        fitted = train_networks(*parts, self.pretraining, self.backgrounds, rngs, at)
        alive = [i for i, states in enumerate(fitted) if end in states]
        records: list[Record] = [{} for _ in rngs]
        if not alive:
            return records
        chosen = [rngs[i] for i in alive]
        start = [fitted[i][end].parameters for i in alive]
        steps = (0, *self.checkpoints)
        every = train_networks(*parts, self.recipe, self.remedy, chosen, steps, start)
        for i, states in zip(alive, every, strict=True):
            first = states["0"]
            records[i] = self._record(states, rngs[i])
            at_start = self._scores(first, rngs[i])
            records[i] |= {f"0.{entry}": value for entry, value in at_start.items()}
            for name in map(str, self.checkpoints):
                grown, s_bg = records[i].get(f"{name}.growth_ratio"), self.setting.bg.s
                if grown is not None and s_bg:
                    records[i][f"{name}.growth_share"] = grown * self.setting.core.s / s_bg
        return records

    def _scores(self, state: Trained, rng: Streams) -> Record:
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        units = last_units(state, self.setting, self.architecture, batch.u)
        q = wrongly_active(units, np.sign(state.a), batch)
        return super()._scores(state, rng) | {"active_neg": q}


def wrongly_active(units: Array, signs: Array, batch: Batch) -> float:
    """Mean over units (N, m) of q-, in distribution, with the signs y_k (m,) of their a_k.

    q- is the share of the inputs of its negative class on which a unit is above 0.
    """
    neg, pos = ((units[batch.y == y] > 0).mean(axis=0) for y in (-1.0, 1.0))
    return float(np.where(signs > 0, neg, pos).mean())
