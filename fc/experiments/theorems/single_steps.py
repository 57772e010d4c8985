"""SGD step by step: the growth of C and B against the identity, and when neurons part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams, draw_batch
from fc.model.network import Network
from fc.model.scalars import correlations
from fc.model.setting import Setting
from fc.model.trajectory import at_checkpoints
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import EVALUATION_SAMPLES
from fc.simulation.sgd import sgd_steps
from fc.theory.gradient import projections
from fc.theory.setting_laws import asymmetry_time, require_asymmetry_time


@dataclass(frozen=True)
class AsymmetryTime(Experiment):
    """Time until the median over neurons of ``q+ - q-``, read off the training batches, is 1/2.

    A fresh batch is independent of the weights that it meets, so its active shares are unbiased.
    The record is empty if the median has not passed after ten times the predicted time, or the
    weights diverge. A setting for which `fc.theory.setting_laws` has no law, and so no limit to the
    steps, is refused.
    """

    entries: ClassVar = {
        "T0": "steps, interpolated between two",
        "T0.scaled": "``eta T0 / m``",
    }

    setting: Setting
    level: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        require_asymmetry_time(self.setting)

    def record(self, rngs: Streams) -> Record:
        """Train until the median passes the level, or ten times the predicted time."""
        limit = 10 * asymmetry_time(self.setting)
        before = 0.0
        for step in sgd_steps(self.setting, rngs):
            pos = (step.batch.y > 0).astype(step.slope.dtype)
            active_pos, active = pos @ step.slope, np.ones_like(pos) @ step.slope
            difference = active_pos / pos.sum() - (active - active_pos) / (1 - pos).sum()
            now = float(np.median(step.network.sign * difference))
            if now >= self.level:
                time = step.t - (now - self.level) / (now - before)
                return {"T0": time, "T0.scaled": time * self.setting.eta / self.setting.width}
            if step.t > limit:
                return {}
            before = now
        raise AssertionError("sgd never ends")


GROUPS = ("core", "bg")


@dataclass(frozen=True)
class Projection(Experiment):
    """Growth of the mean C and B over ten SGD steps, against the gradient-projection identity.

    The steps start at T1, or just after T2: the batch that meets the stopping rule is not a fair
    sample. The identity is evaluated on independent batches. The record is empty if T2 is not
    reached in 2,000 steps, or the weights diverge.
    """

    entries: ClassVar = {
        "core": "growth of C, measured over predicted",
        "bg": "growth of B, measured over predicted",
        "{group}.no_hinge_gate": "the same, where the prediction leaves out the hinge gate",
        "{group}.other_group": "the same with the other group's prediction, which subtracts the "
        "classes instead of adding them, or adds instead of subtracting",
    }
    setting: Setting
    checkpoint: str = "T1"
    steps: int = 10

    def record(self, rngs: Streams) -> Record:
        """Train to the checkpoint, then compare step by step."""
        trajectory = sgd_steps(self.setting, rngs)
        stop = (self.checkpoint,)
        at_checkpoints(self.setting, trajectory, stop, lambda step: step.t, STEP_LIMIT)
        networks = [next(trajectory).network.copy() for _ in range(self.steps + 1)]
        before, after = (_means(networks[i], self.setting) for i in (0, -1))
        predicted = {f"{g}{kind}": 0.0 for kind in ("", ".no_hinge_gate") for g in GROUPS}
        for network in networks[:-1]:
            fresh = draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
            for suffix, hinge_gate in (("", True), (".no_hinge_gate", False)):
                forces = projections(network, self.setting, fresh, hinge_gate=hinge_gate)
                drift = Network(self.setting.eta * np.hstack(forces), network.a)
                for group, growth in _means(drift, self.setting).items():
                    predicted[group + suffix] += growth
        predicted |= {"core.other_group": predicted["bg"], "bg.other_group": predicted["core"]}
        # Where nothing is predicted to grow there is no ratio: a background of mean 0 has no B.
        measured = {group: after[group] - before[group] for group in GROUPS}
        return {name: float(measured[name.split(".")[0]] / x) for name, x in predicted.items() if x}


def _means(network: Network, setting: Setting) -> Record:
    """Mean C and B over neurons."""
    return {g: x.mean() for g, x in zip(GROUPS, correlations(network, setting), strict=True)}
