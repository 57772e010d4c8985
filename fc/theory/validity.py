"""Where the finite-size laws hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fc.model.setting import Setting

if TYPE_CHECKING:
    from fc.theory.laws import Law


def obstacles(setting: Setting, found: Law) -> Iterator[str]:
    """What takes `setting` out of the range in which the laws were compared with SGD.

    Inside it C, B, R_ID, R_OOD and q- are within 0.02 of the mean over seeds.
    """
    least = {"n_core": 32, "width": 64, "batch": 300, "d": 100 * setting.d0}
    for field, bound in least.items():
        if (value := getattr(setting, field)) < bound:
            what = "100 (n_core + n_bg) = " if field == "d" else ""
            yield f"{field} must be at least {what}{bound} for the laws, got {value}"
    # Weights of size init_scale d**-1/2 are those of a smaller d.
    largest = math.sqrt(setting.d / least["d"])
    if setting.d >= least["d"] and (scale := setting.departures.init_scale) > largest:
        yield f"init_scale must be at most {largest:.3g} for the laws, got {scale:g}"
    for field, group in (("strengths", setting.core), ("background strengths", setting.bg)):
        if group.variance > group.mean**2 * (1 + 1e-9):
            spread = math.sqrt(group.variance)
            yield (
                f"{field} must have sigma <= mu for the laws, "
                f"got mu = {group.mean:.3g}, sigma = {spread:.3g}"
            )
    if found.sums.s_bg > found.sums.s_core * (1 + 1e-9):
        yield (
            "n_bg must leave the background no stronger than the core, S_b <= S_c, for the laws, "
            f"got S_b / S_c = {found.sums.s_bg / found.sums.s_core:.3g}"
        )
    if setting.label_noise:
        yield f"label_noise must be 0 for the laws, got {setting.label_noise:g}"
    if (drop := found.decay * replace(found, decay=0.0).t2) > 0.1:
        yield f"eta weight_decay T2 must be at most 0.1 for the laws, got {drop:.3g}"
    elif found.t2 < 100:
        yield f"step_size must leave at least 100 steps to T2 for the laws, got {found.t2:.1f}"
