"""Trained networks on two radii of the core vector: which class they answer, and from what."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.experiments.networks.training import TorchTraining
from fc.model.features import Batch, Streams, draw_batch, shift_background
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.reading import EVALUATION_SAMPLES, Trained, last_units
from fc.networks.remedies import InputMap
from fc.requirements import Array, Record
from fc.simulation.measurement import errors

CURVE = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
# Where a network that had learned the core alone would be right: the judges of a recovery.
JUDGED = (-1.0, -0.5, 0.0)
CONSTANT = 0.05
NEURONS = {
    "{at}.constant_pos": "share of the neurons with a_k > 0 that are active on less than 5% or"
    " more than 95% of the inputs in distribution",
    "{at}.constant_neg": "share of the neurons with a_k < 0 that are active on less than 5% or"
    " more than 95% of the inputs in distribution",
    "{at}.flipped_neg": "share of the always active (95%) neurons with a_k < 0 that are active on"
    " less than 5% at kappa = -1; absent if there are none",
    "{at}.held_neg": "what the always active neurons with a_k < 0 take from the output in"
    " distribution",
    "{at}.held_bias": "what the output bias takes from the output",
    "{at}.change_neg": "mean change of the output from kappa = 1 to -1 by the always active"
    " neurons with a_k < 0",
    "{at}.change_pos": "mean change of the output from kappa = 1 to -1 by all neurons with a_k > 0",
    "{at}.change_rest": "mean change of the output from kappa = 1 to -1 by all other neurons",
    "{at}.positive_held": "share answered +1 at kappa = -1 if the always active neurons with a_k <"
    " 0 gave what they give in distribution",
    "{at}.offset_pos": "mean of the pre-activation over its standard deviation, averaged over the"
    " neurons with a_k > 0, each weighted by a_k times the standard deviation",
    "{at}.offset_pos_bg": "the background's part of `offset_pos`",
    "{at}.active_weight": "sum over the neurons of a_k^2 times the share of inputs on which neuron"
    " k is active: what the output moves by where all active offsets move by their a_k",
}
OF_TRAINING = TorchTraining.entries | NEURONS


@dataclass(frozen=True)
class RadiusTraining(TorchTraining):
    """`TorchTraining` on a core of two radii, measured as a threshold on the core's length.

    The kappas are those of `CURVE`; the entries of `NEURONS` are there for two layers without
    normalisation.
    """

    entries: ClassVar = OF_TRAINING | {
        "{at}.error({kappa})": "0-1 error at kappa = {kappa}",
        "{at}.error_worst": "the largest 0-1 error at kappa = -1, -1/2 and 0",
        "{at}.positive({kappa})": "share of inputs answered +1 at kappa = {kappa}",
        "{at}.positive_near({kappa})": "share of inputs on the inner sphere answered +1 at kappa"
        " = {kappa}",
        "{at}.positive_far({kappa})": "share of inputs on the outer sphere answered +1 at kappa"
        " = {kappa}",
        "{at}.h_near({kappa})": "mean output on the inner sphere at kappa = {kappa}",
        "{at}.h_far({kappa})": "mean output on the outer sphere at kappa = {kappa}",
        "{at}.symmetry_gap": "mean over kappa of ``|P(h > 0 | +1, R kappa) - P(h > 0 | -1,"
        " kappa)|``, 0 for every positively homogeneous network",
        "{at}.bg_threshold": "``1 - h(0) / E h(0, z_bg)``, the background's share in the output of"
        " an input without a core",
        "{at}.bg_variance": "``E Var(h | core)``, what the background does to the output in"
        " distribution, over the square of half the gap between the classes",
        "{at}.bg_share": "the background's share of the threshold theta(kappa) = c r - h, from its"
        " values at kappa = 1 and 0",
    }

    def _scores(self, state: Trained, rng: Streams) -> Record:
        found = super()._scores(state, rng)
        setting, radius = self.setting, self.setting.departures.core_radius
        if radius is None:
            return found
        network = self._network(state, rng)
        batch = draw_batch(setting, rng.evaluate, EVALUATION_SAMPLES)
        found |= _answers(network, batch, setting, radius)
        found["error_worst"] = max(found[f"error({kappa:g})"] for kappa in JUDGED)
        found |= _background(network, batch, setting)
        found |= _share(found, radius)
        if self.architecture.plain:
            found |= neurons(state, batch, setting, self.architecture)
        return found


def _answers(network: InputMap, batch: Batch, setting: Setting, radius: float) -> Record:
    """What is answered on either sphere, by kappa."""
    found: Record = {}
    far = batch.y > 0
    for kappa in CURVE:
        h = network(shift_background(batch, setting, kappa).u)
        found[f"error({kappa:g})"] = float(errors(batch.y * h).mean())
        answer = errors(-h)
        found[f"positive({kappa:g})"] = float(answer.mean())
        for name, rows in (("near", ~far), ("far", far)):
            found[f"positive_{name}({kappa:g})"] = float(answer[rows].mean())
            found[f"h_{name}({kappa:g})"] = float(h[rows].mean())
    pairs = [(radius * kappa, kappa) for kappa in CURVE if radius * kappa in CURVE]
    gaps = [abs(found[f"positive_far({a:g})"] - found[f"positive_near({b:g})"]) for a, b in pairs]
    return found | {"symmetry_gap": float(np.mean(gaps))}


def _background(network: InputMap, batch: Batch, setting: Setting) -> Record:
    """What the background contributes to the output in distribution."""
    bare, swapped = batch.u.copy(), batch.u.copy()
    bare[:, : setting.n_core] = 0
    # Samples are exchangeable within a class, and backgrounds between the classes, too.
    swapped[:, setting.n_core :] = np.roll(batch.u[:, setting.n_core :], 1, axis=0)
    without_core, h = float(network(bare).mean()), network(batch.u)
    gap = (h[batch.y > 0].mean() - h[batch.y < 0].mean()) / 2
    found = {"bg_variance": float(((network(swapped) - h) ** 2).mean() / 2 / gap**2)}
    if without_core:
        alone = float(network(np.zeros((1, setting.d0)))[0])
        found["bg_threshold"] = 1 - alone / without_core
    return found


def _share(found: Record, radius: float) -> Record:
    """The background's share of the threshold."""
    ramp = (found["h_far(1)"] - found["h_near(1)"]) / (radius - 1) * (1 + radius) / 2
    with_bg, without = (ramp - (found[f"h_near({k})"] + found[f"h_far({k})"]) / 2 for k in (1, 0))
    return {"bg_share": (with_bg - without) / with_bg} if with_bg else {}


def neurons(state: Trained, batch: Batch, setting: Setting, architecture: Architecture) -> Record:
    """Groups of neurons of a two-layer network without normalisation, at kappa = 1 and -1.

    The entries are those of `NEURONS`.
    """
    v, a = state.w, state.a
    flipped = shift_background(batch, setting, -1.0)
    bias: Array | float = state.parameters["b1"][0].numpy() if "b1" in state.parameters else 0.0
    output_bias = float(state.parameters["b"][0, 0]) if "b" in state.parameters else 0.0
    inputs = state.inputs(batch.u)
    p = inputs @ v.T + bias
    q, q_flipped = (p > 0).mean(axis=0), (state.inputs(flipped.u) @ v.T + bias > 0).mean(axis=0)
    found: Record = {}
    for name, chosen in (("pos", a > 0), ("neg", a < 0)):
        if chosen.any():
            constant = (q[chosen] < CONSTANT) | (q[chosen] > 1 - CONSTANT)
            found[f"constant_{name}"] = float(constant.mean())
    found["active_weight"] = float(q @ a**2)
    always = (a < 0) & (q > 1 - CONSTANT)
    if always.any():
        found["flipped_neg"] = float((q_flipped[always] < CONSTANT).mean())

    given, given_flipped = (
        a * last_units(state, setting, architecture, u) for u in (batch.u, flipped.u)
    )
    change = (given_flipped - given).mean(axis=0)
    found["held_neg"] = -float(given[:, always].mean(axis=0).sum())
    found["held_bias"] = -output_bias
    groups = {"neg": always, "pos": a > 0, "rest": (a <= 0) & ~always}
    found |= {f"change_{name}": float(change[group].sum()) for name, group in groups.items()}
    held = given_flipped[:, ~always].sum(axis=1) + given[:, always].sum(axis=1) + output_bias
    found["positive_held"] = float(errors(-held).mean())

    if (a > 0).any():
        # The weight a_k std_k times S_k / std_k is a_k S_k.
        total = float(a[a > 0] @ p.std(axis=0)[a > 0])
        bg = inputs[:, setting.n_core :].mean(axis=0) @ v[:, setting.n_core :].T
        found["offset_pos"] = float(a[a > 0] @ p.mean(axis=0)[a > 0]) / total
        found["offset_pos_bg"] = float(a[a > 0] @ bg[a > 0]) / total
    return found
