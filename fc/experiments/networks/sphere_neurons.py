"""Two radii of the core: which neurons hold the threshold, and what a flip does to each group."""

from __future__ import annotations

from fc.model.features import Batch, shift_background
from fc.model.setting import Setting
from fc.networks.architecture import Architecture
from fc.networks.reading import Trained, last_units
from fc.requirements import Array, Record
from fc.simulation.measurement import errors

CONSTANT = 0.05
NEURONS = {
    "{at}.constant_pos": "share of the neurons with a_k > 0 that are active on less than 5% or"
    " more than 95% of the inputs in distribution",
    "{at}.constant_neg": "that share of the neurons with a_k < 0",
    "{at}.flipped_neg": "share of the always active ones (95%) among these that are active on less"
    " than 5% at kappa = -1; absent if there are none",
    "{at}.held_neg": "what those always active neurons take from the output in distribution",
    "{at}.held_bias": "what the output bias takes from it",
    "{at}.change_neg": "mean change of the output from kappa = 1 to -1 by those always active"
    " neurons",
    "{at}.change_pos": "that by all neurons with a_k > 0",
    "{at}.change_rest": "that by all others",
    "{at}.positive_held": "share answered +1 at kappa = -1 if the always active neurons with a_k <"
    " 0 gave what they give in distribution",
    "{at}.offset_pos": "mean of the pre-activation over its standard deviation, averaged over the"
    " neurons with a_k > 0, each weighted by a_k times the standard deviation",
    "{at}.offset_pos_bg": "the background's part of it",
    "{at}.active_weight": "sum over the neurons of a_k^2 times the share of inputs on which neuron"
    " k is active, the A of `fc.theory.spheres.threshold_share`",
}


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
