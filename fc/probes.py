"""Experiments on one part of the setting: a time scale, a step, the feature model alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fc.asymmetry import asymmetry_time, require_asymmetry_time
from fc.features import draw_batch, streams
from fc.measure import EVALUATION_SAMPLES, bg_correlation, core_correlation
from fc.network import Network
from fc.projection import projections
from fc.runs import STEP_LIMIT, Record
from fc.setting import Setting
from fc.sgd import NotReached, mean_margin, sgd


@dataclass(frozen=True)
class AsymmetryTime:
    """Time until the median over neurons of ``q+ - q-``, read off the training batches, is 1/2.

    A fresh batch is independent of the weights that it meets, so its active shares are unbiased.
    The record holds ``T0`` in steps, interpolated between two steps, and ``eta_T0 / m``; it
    is empty if the median has not passed after ten times the predicted time, or the weights
    diverge.

    Raises
    ------
    ValueError
        If `fc.asymmetry` has no law for the setting, and so no limit to the steps.
    """

    setting: Setting
    level: float = 0.5

    def __post_init__(self) -> None:
        require_asymmetry_time(self.setting)

    def run(self, seed: int, run: int) -> Record:
        """Train until the median passes the level, or ten times the predicted time."""
        try:
            return self._run(seed, run)
        except NotReached:
            return {}

    def _run(self, seed: int, run: int) -> Record:
        rngs = streams(seed, run)
        limit = 10 * asymmetry_time(self.setting)
        before = 0.0
        for step in sgd(self.setting, rngs):
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


@dataclass(frozen=True)
class Projection:
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

    def run(self, seed: int, run: int) -> Record:
        """Train to the checkpoint, then compare step by step."""
        try:
            return self._run(seed, run)
        except NotReached:
            return {}

    def _run(self, seed: int, run: int) -> Record:
        rngs = streams(seed, run)
        trajectory = sgd(self.setting, rngs)
        for step in trajectory:
            if step.t == self.setting.t1 if self.checkpoint == "T1" else mean_margin(step) >= 1:
                break
            if step.t > STEP_LIMIT:
                return {}
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


@dataclass(frozen=True)
class LabelCorrelation:
    """Largest (and smallest core) correlation of a feature with the label, in each group."""

    setting: Setting
    samples: int = 20_000

    def run(self, seed: int, run: int) -> Record:
        """Draw the samples and correlate every feature with the class."""
        batch = draw_batch(self.setting, streams(seed, run).evaluate, self.samples)
        u = batch.u - batch.u.mean(axis=0)
        y = batch.y - batch.y.mean()
        r = np.abs(u.T @ y) / np.sqrt((u**2).sum(axis=0) * (y**2).sum())
        core, bg = np.split(r, [self.setting.n_core])
        return {"core": float(core.max()), "core_min": float(core.min()), "bg": float(bg.max())}
