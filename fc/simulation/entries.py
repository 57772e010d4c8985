"""What is measured on a network, as entries of a record."""

from __future__ import annotations

import numpy as np

from fc.model.setting import Setting
from fc.requirements import Array, Record
from fc.simulation.measurement import Measurement, Scores


def summary(measured: Measurement, setting: Setting) -> Record:
    """Scalars of one measured network.

    ``risk_ood(-1)`` is the hinge risk at kappa = -1, ``core_median`` the median over neurons of C_k
    and ``bg_median`` that of ``|B_k|``: what at least half of the neurons exceed.
    """
    live = measured.live
    record = {
        "core_correlation": measured.core.mean(),
        "bg_correlation": measured.bg.mean(),
        "core_median": np.median(measured.core),
        "bg_median": np.median(np.abs(measured.bg)),
        "bg_correlation_rms": np.sqrt((measured.bg**2).mean()),
        "bg_sum_rms": np.sqrt((measured.bg_sum**2).mean()),
        "active_pos": measured.active_pos.mean(),
        "active_neg_median": np.median(measured.active_neg),
        "active_neg_live": np.median(measured.active_neg[live]) if live.any() else np.nan,
        "inactive_pos_upper": np.median(inactive_pos_upper(measured)),
        "good": measured.good(setting.d0).mean(),
        "live": live.mean(),
    }
    return {name: float(value) for name, value in record.items()} | score_entries(measured)


def score_entries(scored: Scores) -> Record:
    """Scores as the entries ``risk_id``, ``error_ood(-1)``, ``margin_ratio(0)`` and the like."""
    record = {
        "risk_id": scored.risk[1.0].value,
        "error_id": scored.error[1.0].value,
        "margin_id": scored.margin[1.0].value,
    }
    for kappa in scored.risk:
        if kappa != 1:
            record[f"risk_ood({kappa:g})"] = scored.risk[kappa].value
            record[f"error_ood({kappa:g})"] = scored.error[kappa].value
            if (ratio := scored.margin_ratio(kappa)) is not None:
                record[f"margin_ratio({kappa:g})"] = ratio
    return record


def inactive_pos_upper(measured: Measurement, confidence: float = 0.999) -> Array:
    """Clopper-Pearson upper bound of ``1 - q+_k`` for each neuron: 0 of n is not 0."""
    from scipy.special import betaincinv

    n = min(measured.n_class)
    inactive = np.round((1 - measured.active_pos) * n)
    upper = betaincinv(inactive + 1, np.maximum(n - inactive, 1), confidence)
    return np.where(inactive < n, upper, 1.0)
