"""The laws, attacked with the population dynamics and with SGD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fc.attack.statement import Axis, Miss, Statement, judged
from fc.experiments.theorems.comparisons import AtMargin, scalars
from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.scalars import Neurons, initial_neurons
from fc.model.setting import Setting
from fc.model.strengths import strengths as strengths_law
from fc.model.trajectory import NotReached
from fc.requirements import Record
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import TOLERANCES, fewest_steps, law, obstacles

NEURONS = 256
MOST_BG = 256  # Background features.
MOST_STEPS = 500
NODES = 31  # Half as many as usual for each sum: a risk moves by less than 0.001.
UNREACHED = dict.fromkeys(TOLERANCES, 0.0) | {"steps": float(STEP_LIMIT)}
SPREADS = Axis(0.05, 1.0)  # sigma over mu.
MEANS = Axis(0.05, 0.95)
FAMILIES = ("uniform", "beta", "bernoulli")
SPACE = {
    "n_core": Axis(32, 128, "log", whole=True),
    "s_ratio": Axis(0.02, 1.0),  # S_b / S_c.
    "strengths": Axis(choices=FAMILIES),
    "mean": MEANS,
    "spread": SPREADS,
    "bg_strengths": Axis(choices=("same", "same", *FAMILIES)),
    "bg_mean": MEANS,
    "bg_spread": SPREADS,
    "d_over_d0": Axis(300, 1e6, "log"),
    "init_scale": Axis(0.5, 2, "log"),
    "width": Axis(64, 128, "log", whole=True),
    "batch": Axis(300, 600, "log", whole=True),
    "pace": Axis(1, 2, "log"),  # Steps to T2, over the fewest.
    "decay": Axis(-0.02, 0.02),
    "leak": Axis(-1, 1),
    "kappa": Axis(-3, 0),
}


def strengths_of(family: str, mean: float, spread: float, same: str | None = None) -> str | None:
    """Law of the strengths with this mean and sigma over mu, as far as its family has a choice.

    None where there is no such law; the family ``"same"`` is that of `same`.
    """
    if family == "same":
        return same
    if family == "uniform":
        return "uniform"
    if family == "bernoulli":
        return f"bernoulli:{1 / (1 + spread**2):.4g}"
    total = (1 - mean) / (mean * spread**2) - 1
    return f"beta:{mean * total:.4g},{(1 - mean) * total:.4g}" if total > 0.01 else None


def within(
    *, n_core: int, s_ratio: float, strengths: str, mean: float, spread: float, bg_strengths: str,
    bg_mean: float, bg_spread: float, d_over_d0: float, init_scale: float, width: int, batch: int,
    pace: float, decay: float, leak: float, kappa: float,
) -> AtMargin | None:  # fmt: skip
    """The network at these coordinates, if the laws say that they hold there.

    Its step size makes T2 `pace` times the fewest steps.
    """
    own = strengths_of(strengths, mean, spread)
    other = strengths_of(bg_strengths, bg_mean, bg_spread, own)
    if own is None or other is None:
        return None
    slope = max(round(64 * leak), 0) / 64  # Half of the networks are ReLU.
    activation = f"leaky_relu:{slope}" if 0 < slope < 1 else ("identity" if slope else "relu")
    n_bg = int(s_ratio * n_core * (strengths_law(own).mean / strengths_law(other).mean) ** 2)
    if not 4 <= n_bg <= MOST_BG:
        return None
    # Weights of size init_scale d**-1/2 are those of a smaller d.
    d = round(d_over_d0 * (n_core + n_bg) * init_scale**2)
    try:
        unit = Setting(
            n_core, n_bg, max(d, n_core + n_bg), width, batch, 1.0, activation=activation,
            strengths=own, bg_strengths=other,
        ).changed(init_scale=init_scale)  # fmt: skip
        stated = law(unit, extrapolate=True)
        if (steps := pace * fewest_steps(stated)) > MOST_STEPS:
            return None
        # Long steps bring T2 nearer, by a few percent.
        short = law(replace(unit, step_size=stated.t2 / steps), extrapolate=True)
        step_size = short.t2 / steps * stated.t2 / steps
        lost = max(decay, 0.0) / (steps * step_size)
        one = AtMargin(unit.changed(step_size=step_size, weight_decay=lost), (kappa,))
    except ValueError:
        return None
    return None if any(obstacles(one.setting, law(one.setting, extrapolate=True))) else one


def _named(one: AtMargin, values: Record) -> dict[str, float]:
    """What there is of each quantity; `UNREACHED` where training never came to T2."""
    if not values:
        return UNREACHED
    values = values | {"risk_ood": values[f"risk_ood({one.kappas[0]:g})"]}
    return {name: values[name] for name in TOLERANCES}


def of_neurons(setting: Setting, count: int) -> tuple[Setting, Neurons]:
    """The setting with so many neurons at one eta / m, and their start.

    T2, in steps, is the same, and a few that are dead by chance count for less.
    """
    narrow = setting.width
    decay, step_size = setting.weight_decay * narrow / count, setting.eta * count / narrow
    wide = replace(setting, width=count, step_size=step_size, weight_decay=decay)
    return wide, initial_neurons(wide, np.random.default_rng(0))


def expected(one: AtMargin) -> list[Miss]:
    """What the population dynamics of `NEURONS` neurons says, beside their laws."""
    wide, start = of_neurons(one.setting, NEURONS)
    found: Record = {}
    try:
        steps, state = evolve(wide, start, step_limit=STEP_LIMIT)["T2"]
        found = scalars(expectation(state, wide, one.kappas, NODES), steps)
    except NotReached:
        pass
    return judge(replace(one, setting=wide), [[found]])


def judge(one: AtMargin, rows: Sequence[Sequence[Record]]) -> list[Miss]:
    """What each run or prediction has, beside the laws."""
    predicted = law(one.setting, extrapolate=True)
    stated = _named(one, predicted.scalars((1.0, *one.kappas)))
    seen = [_named(one, record) for record in rows[0]]
    return [
        judged(name, stated[name], [x[name] for x in seen], *tolerance)
        for name, tolerance in TOLERANCES.items()
    ]


LAWS = Statement(
    "laws",
    f"those of fc.obstacles, up to {MOST_BG} background features and {MOST_STEPS} steps",
    {name: str(one) for name, one in TOLERANCES.items()},
    SPACE,
    within,
    expected,
    lambda one: [one],
    judge,
)
