"""Pre-training on diverse backgrounds, then training in distribution, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fc.features import Batch, Streams, draw_batch, streams
from fc.measure import Array
from fc.remedies import Remedy
from fc.requirements import require_type
from fc.runs import Record
from fc.torch_networks import Parameters, initial_parameters
from fc.trained import EVALUATION_SAMPLES, THEOREM_RECIPE, TorchTraining, last_units
from fc.training import Recipe, Trained, train_networks

DIVERSE = Remedy(flipped=0.5)


@dataclass(frozen=True)
class Pretraining(TorchTraining):
    """`TorchTraining` that starts from a network fitted to other backgrounds.

    The network is first trained by `pretraining`, on backgrounds changed by `backgrounds`, until
    its hinge risk on them is 0.05. The record is that of `TorchTraining`, where ``growth_ratio``
    counts from that point, and ``"0"`` is measured there. It adds the entries of `linearity`; the
    margin ``E[y h]`` at kappa = -1 over the one at that point, ``margin_kept(-1)``; and for two
    layers ``growth_share``, ``growth_ratio`` over ``S_b / S_c``. It is empty where the first
    training did not fit.

    Attributes
    ----------
    pretraining : Recipe
    backgrounds : Remedy
        Its ``flipped`` is the share of samples whose background changes sign: 0.5 removes the
        background's mean, 0 pre-trains in distribution.
    new_core : bool
        Whether the core features of the second training are other ones, which the first has not
        seen: their weights are then drawn anew.
    """

    pretraining: Recipe = THEOREM_RECIPE
    backgrounds: Remedy = DIVERSE
    new_core: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        require_type("pretraining", self.pretraining, Recipe)
        require_type("backgrounds", self.backgrounds, Remedy)
        require_type("new_core", self.new_core, bool)

    def run_many(self, seed: int, runs: Sequence[int]) -> list[Record]:
        """Train several networks in one tensor program."""
        rngs = [streams(seed, run) for run in runs]
        parts = self.setting, self.architecture
        fitted = train_networks(*parts, self.pretraining, self.backgrounds, rngs)
        alive = [i for i, states in enumerate(fitted) if "fit" in states]
        records: list[Record] = [{} for _ in rngs]
        if not alive:
            return records
        chosen = [rngs[i] for i in alive]
        start = [self._start(fitted[i]["fit"], rngs[i]) for i in alive]
        steps = (0, *self.checkpoints)
        every = train_networks(*parts, self.recipe, self.remedy, chosen, steps, start)
        for i, states in zip(alive, every, strict=True):
            first = states["0"]
            records[i] = self._record(states, rngs[i])
            at_start = self._weights(first) | self._scores(first, rngs[i])
            records[i] |= {f"0.{entry}": value for entry, value in at_start.items()}
            records[i]["pretraining_steps"] = float(fitted[i]["fit"].step)
            for name in map(str, self.checkpoints):
                records[i] |= self._since_start(records[i], name)
        return records

    def _since_start(self, record: Record, name: str) -> Record:
        """What has become, at a checkpoint, of what the pre-training had given."""

        def margin(at: str) -> float:
            return record[f"{at}.margin_ratio(-1)"] * record[f"{at}.margin_id"]

        found = {f"{name}.margin_kept(-1)": margin(name) / margin("0")}
        grown, s_bg = record.get(f"{name}.growth_ratio"), self.setting.bg.s
        if grown is not None and s_bg:
            found[f"{name}.growth_share"] = grown * self.setting.core.s / s_bg
        return found

    def _start(self, fitted: Trained, rng: Streams) -> Parameters:
        if not self.new_core:
            return fitted.parameters
        drawn = initial_parameters(self.setting, self.architecture, [rng.init])["w1"]
        w1 = fitted.parameters["w1"].clone()
        w1[..., : self.setting.n_core] = drawn.detach()[..., : self.setting.n_core]
        return fitted.parameters | {"w1": w1}

    def _scores(self, state: Trained, rng: Streams) -> Record:
        batch = draw_batch(self.setting, rng.evaluate, EVALUATION_SAMPLES)
        units = last_units(state, self.setting, self.architecture, batch.u)
        signs = np.sign(state.parameters["a"][0, 0].numpy())
        return super()._scores(state, rng) | linearity(units, signs, batch)


def linearity(units: Array, signs: Array, batch: Batch) -> Record:
    """How near the hidden units are to linear functions of the features, in distribution.

    Parameters
    ----------
    units : (N, m) array
    signs : (m,) array
        ``y_k``, the sign of each unit's output weight.
    batch : Batch

    Returns
    -------
    dict
        ``active_pos``, ``active_neg``: mean over units of q+ and q-, the share of the inputs of its
        positive and of its negative class on which a ReLU unit is above 0. ``linear_share``: share
        of the units' variance that linear functions of the features explain (least squares, all
        units together); 1 for linear units.
    """
    own = units[:, signs > 0], units[:, signs < 0]
    pos, neg = batch.y > 0, batch.y < 0
    q_pos = [(own[0][pos] > 0).mean(axis=0), (own[1][neg] > 0).mean(axis=0)]
    q_neg = [(own[0][neg] > 0).mean(axis=0), (own[1][pos] > 0).mean(axis=0)]
    features = np.column_stack([batch.u, np.ones(len(batch.u))])
    left = units - features @ np.linalg.lstsq(features, units, rcond=None)[0]
    return {
        "active_pos": float(np.concatenate(q_pos).mean()),
        "active_neg": float(np.concatenate(q_neg).mean()),
        "linear_share": 1 - float(left.var(axis=0).sum() / units.var(axis=0).sum()),
    }
