"""Growth of C and B over single steps, against the gradient-projection identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.features import Streams, draw_batch
from fc.model.network import Network
from fc.model.setting import Setting
from fc.model.trajectory import at_checkpoints
from fc.requirements import Record
from fc.runs.experiment import Experiment
from fc.simulation.measurement import EVALUATION_SAMPLES, bg_correlation, core_correlation
from fc.simulation.sgd import sgd_steps
from fc.theory.gradient import projections


@dataclass(frozen=True)
class Projection(Experiment):
    """Growth of the mean C and B over ten SGD steps, against the gradient-projection identity.

    The steps start at T1, or just after T2: the batch that meets the stopping rule is not a fair
    sample. The identity is evaluated on independent batches. The record holds measured over
    predicted: ``core``, ``bg``; and with wrong predictions, for controls: ``*.no_hinge_gate``
    leaves out ``1{y h < 1}``, ``*.other_group`` takes the prediction of the other group, which
    subtracts the classes instead of adding them, or adds instead of subtracting. It is empty if
    the checkpoint is not reached in 2,000 steps, or the weights diverge.
    """

    setting: Setting
    checkpoint: str = "T1"
    steps: int = 10

    def record(self, rngs: Streams) -> Record:
        """Train to the checkpoint, then compare step by step."""
        trajectory = sgd_steps(self.setting, rngs)
        stop = (self.checkpoint,)
        at_checkpoints(self.setting, trajectory, stop, lambda step: step.t, STEP_LIMIT)
        networks = [next(trajectory).network.copy() for _ in range(self.steps + 1)]
        measured = {
            "core": core_correlation(networks[-1], self.setting).mean()
            - core_correlation(networks[0], self.setting).mean(),
            "bg": bg_correlation(networks[-1], self.setting).mean()
            - bg_correlation(networks[0], self.setting).mean(),
        }
        predicted = {"core": 0.0, "bg": 0.0, "core.no_hinge_gate": 0.0, "bg.no_hinge_gate": 0.0}
        for network in networks[:-1]:
            fresh = draw_batch(self.setting, rngs.evaluate, EVALUATION_SAMPLES)
            for suffix, hinge_gate in (("", True), (".no_hinge_gate", False)):
                forces = projections(network, self.setting, fresh, hinge_gate=hinge_gate)
                drift = Network(self.setting.eta * np.hstack(forces), network.a)
                predicted["core" + suffix] += core_correlation(drift, self.setting).mean()
                predicted["bg" + suffix] += bg_correlation(drift, self.setting).mean()
        predicted |= {"core.other_group": predicted["bg"], "bg.other_group": predicted["core"]}
        # Where nothing is predicted to grow there is no ratio: a background of mean 0 has no B.
        return {name: float(measured[name.split(".")[0]] / x) for name, x in predicted.items() if x}
