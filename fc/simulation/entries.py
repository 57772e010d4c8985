"""What is measured on a network, as entries of a record."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fc.model.network import Network
from fc.model.observed import Scores, shift_name
from fc.requirements import Array, Record
from fc.simulation.measurement import Estimate, Measurement

# On its own side a neuron has C = (1 + q)/2 and B = (1 - q)/2 at T1, to leading order and for equal
# groups of strengths with mean 1/2; this is half of what both tend to.
BOTH = 0.25
SCORES: Mapping[str, str] = {
    "risk_id": "hinge risk in distribution",
    "error_id": "0-1 error in distribution",
    "margin_id": "``E[y h]`` in distribution",
    "risk_ood({kappa})": "hinge risk at kappa = {kappa}",
    "error_ood({kappa})": "0-1 error at kappa = {kappa}",
    "margin_ratio({kappa})": "``E[y h]`` at kappa = {kappa} over that in distribution, unless 0",
}
SUMMARY: Mapping[str, str] = {
    "core_correlation": "mean C over neurons",
    "bg_correlation": "mean B over neurons",
    "core_median": "median C over neurons: at least half of them exceed it",
    "bg_median": "median size of B over neurons",
    "bg_correlation_rms": "root mean square of B over neurons",
    "bg_sum_rms": "root mean square over neurons of B without the strengths' mean",
    "active_pos": "mean q+ over neurons",
    "active_neg_live": "median q- over live neurons",
    "joint": "smaller share, over the two classes, of its neurons with C and B both at least 1/4",
    "good": "share of good neurons",
    "live": "share of live neurons",
    **SCORES,
}


def summary(measured: Measurement, network: Network) -> Record:
    """Scalars of one network and what was measured on it: the entries of `SUMMARY`."""
    live = measured.live
    both = (measured.core >= BOTH) & (measured.bg >= BOTH)
    record = {
        "core_correlation": measured.core.mean(),
        "bg_correlation": measured.bg.mean(),
        "core_median": np.median(measured.core),
        "bg_median": np.median(np.abs(measured.bg)),
        "bg_correlation_rms": np.sqrt((measured.bg**2).mean()),
        "bg_sum_rms": np.sqrt((measured.bg_sum**2).mean()),
        "active_pos": measured.active_pos.mean(),
        "active_neg_live": np.median(measured.active_neg[live]) if live.any() else np.nan,
        "joint": smaller_share(both, network.sign),
        "good": measured.good(network.v.shape[1]).mean(),
        "live": live.mean(),
    }
    return {name: float(value) for name, value in record.items()} | score_entries(measured)


def score_entries(scored: Scores[Estimate]) -> Record:
    """The entries of `SCORES`."""
    record = {
        "risk_id": scored.risk[1.0].value,
        "error_id": scored.error[1.0].value,
        "margin_id": scored.margin[1.0].value,
    }
    for shift in scored.risk:
        if shift != 1:
            name = shift_name(shift)
            record[f"risk_ood({name})"] = scored.risk[shift].value
            record[f"error_ood({name})"] = scored.error[shift].value
            if (ratio := scored.margin_ratio(shift)) is not None:
                record[f"margin_ratio({name})"] = ratio
    return record


def smaller_share(chosen: NDArray[np.bool_], sign: Array) -> float:
    """Share of the chosen among the neurons of a class, the smaller one of the two; both (m,)."""
    classes = (sign > 0, sign < 0)
    return min(float((chosen & own).sum() / max(own.sum(), 1)) for own in classes)
