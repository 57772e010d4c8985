"""The gradient off the mean of the inputs, attacked where it must work: two layers, SGD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fc.attack.laws import LOOK, strengths_of
from fc.attack.misses import Miss, p_within
from fc.attack.statement import Axis, Statement
from fc.experiments.networks.training import TorchTraining
from fc.model.setting import Setting
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.requirements import Record
from fc.theory.setting_laws import law

KEPT, SAMPLES, STEPS = 0.9, 1000, 4000
# A fit can take five times the steps to T2 without a remedy: the background no longer helps.
SPACE = {
    "n_core": Axis(16, 64, "log", whole=True),
    "share": Axis(0.25, 4, "log"),
    "family": Axis(choices=("uniform", "beta", "bernoulli")),
    "mean": Axis(0.3, 0.9),
    "spread": Axis(0.25, 1.0, "log"),
    "power": Axis(2.5, 3.5),
    "width": Axis(32, 128, "log", whole=True),
    "steps": Axis(100, 300, "log"),
}


def case(
    *, n_core: int, share: float, family: str, mean: float, spread: float, power: float,
    width: int, steps: float,
) -> TorchTraining | None:  # fmt: skip
    """The network at these coordinates: n_b = share n_c, d = d0^power, T2 after so many steps."""
    if (strengths := strengths_of(family, mean, spread)) is None:
        return None
    n_bg = round(share * n_core)
    unit = Setting(
        n_core, n_bg, round((n_core + n_bg) ** power), width, 100, 1.0, strengths=strengths
    )
    setting = replace(unit, step_size=law(unit, extrapolate=True).t2 / steps)
    remedy = Remedy(gradient="off_input_mean", samples=SAMPLES)
    return TorchTraining(setting, recipe=Recipe(steps=STEPS), remedy=remedy)


def judge(_: TorchTraining, rows: Sequence[Sequence[Record]]) -> list[Miss]:
    """Above 1 where less than `KEPT` of the margin is left; a run without a fit judges nothing."""
    found = np.array([record["fit.margin_ratio(-1)"] for record in rows[0] if record])
    if not len(found):
        return [Miss("margin")]
    mean = float(found.mean())
    over = max(0.0, (1 - mean) / (1 - KEPT))
    return [Miss("margin", KEPT, mean, over, p_within(found, low=KEPT))]


GRADIENT = Statement(
    "remedy",
    f"gradient off the mean of {SAMPLES:,} inputs, two layers, SGD, small start; to the fit",
    {"margin": f"margin ratio at kappa = -1 of at least {KEPT:g}"},
    SPACE,
    case,
    lambda job: judge(job, [[job.run(0, LOOK)]]),
    lambda job: [job],
    judge,
    seeds=6,
    thin=20,
)
