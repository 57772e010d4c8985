"""The orders of the theorems at random settings inside their conditions.

The ranges, and the margin of every exponent, were set before the first search; but that m <= 2 d0,
and the steps, were narrowed for the cost of the one that counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from fc.attack.laws import FAMILIES, NODES, of_neurons, strengths_of
from fc.attack.statement import Axis, Miss, Statement, p_within
from fc.experiments.theorems.training import STEP_LIMIT, Training
from fc.model.setting import Setting
from fc.model.trajectory import NotReached
from fc.requirements import Record
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import law
from fc.verdicts.inference import log_slopes

VANISHING = "T2.risk_id", "T2.active_neg_live"
CONSTANT = "T2.risk_ood(-1)", "T1.core_median", "T1.bg_median"
# At most `UNSEEN` at the largest size, and not growing, it is o(1) as far as runs can show it.
MARGIN, UNSEEN, FLOOR = 0.1, 1e-3, 0.05  # The last of what is Theta(1).
NEURONS = 512  # The median of a few moves an exponent by more than 0.05.
D0 = 32, 64, 128
FACTORS = 1, 2, 4  # Of the size of the initial weights, for the linear network.
LEAST, WEAKEST = 0.25, 0.25  # Of the moments, and of S_b / S_c.


class Exponent(NamedTuple):
    """An exponent: what is read, off which runs at which sizes, and its bounds."""

    read: str
    over: str
    sweep: tuple[tuple[float, Training], ...]
    low: float
    high: float

    def miss(self, runs: Sequence[Sequence[Record]]) -> Miss:
        """From the runs at each size; what has no exponent speaks against nothing."""
        name, vanishing = f"{self.read} over {self.over}", self.low == -np.inf
        values = np.array([[record.get(self.read, np.nan) for record in row] for row in runs])
        stated = self.high if vanishing else (self.low + self.high) / 2
        means = values.mean(axis=1)
        if vanishing and means[-1] <= min(UNSEEN, means[0]):
            return Miss(name, stated, stated)
        constant = self.read in CONSTANT
        tests = 2 if constant else 1  # What has a floor, too: the data choose between the two.
        if constant and means.min() < FLOOR:
            p = min(1.0, tests * len(values) * min(p_within(row, FLOOR) for row in values))
            return Miss(name, FLOOR, float(means.min()), 2 - float(means.min()) / FLOOR, p)
        if not (values > 0).all():
            return Miss(name, stated)
        found = log_slopes([size for size, _ in self.sweep], values)
        mean = float(found.mean())
        beyond = max(self.low - mean, mean - self.high)
        over = max(0.0, 1 + beyond / min((self.high - self.low) / 2, 4 * MARGIN))
        p = min(1.0, tests * p_within(found, self.low, self.high))
        return Miss(name, stated, mean, over, p)


def expected(job: Training) -> Record:
    """What the population dynamics makes of a run, of `NEURONS` neurons."""
    setting, start = of_neurons(job.setting, NEURONS)
    try:
        ends = evolve(setting, start, job.checkpoints, STEP_LIMIT)
    except NotReached:
        return {}
    record: Record = {}
    for name, (_, state) in ends.items():
        one = expectation(state, setting, (-1.0,), NODES)
        entries = {
            "core_median": np.median(one.core),
            "bg_median": np.median(np.abs(one.bg)),
            "bg_correlation_rms": np.sqrt((one.bg**2).mean()),
            "active_neg_live": np.median(one.active_neg[one.active_pos > 1e-4]),
            "risk_id": one.risk[1.0],
            "risk_ood(-1)": one.risk[-1.0],
        }
        record |= {f"{name}.{entry}": float(x) for entry, x in entries.items()}
    return record


def _data(
    core: int, *, family: str, mean: float, spread: float,
    bg: str = "same", bg_mean: float = 0.0, bg_spread: float = 0.0,
) -> Callable[..., Setting] | None:  # fmt: skip
    """Settings of d0 features, `core` sixteenths of them core; None outside the conditions."""
    own = strengths_of(family, mean, spread)
    other = strengths_of(bg, bg_mean, bg_spread, own)
    if own is None or other is None:
        return None

    def at(d0: int, steps: float = 0.0, **changes: Any) -> Setting:
        n_core, named = core * d0 // 16, {"strengths": own, "bg_strengths": other} | changes
        unit = Setting(n_core, d0 - n_core, step_size=1.0, **named)
        return replace(unit, step_size=law(unit, extrapolate=True).t2 / steps) if steps else unit

    groups = at(16).core, at(16).bg
    varied = all(LEAST <= math.sqrt(x.variance) / x.mean <= 1 + 1e-9 for x in groups)
    strong = WEAKEST <= groups[1].s / groups[0].s <= 1 + 1e-9
    return at if varied and strong and min(group.mean for group in groups) >= LEAST else None


def risks(
    *, power: float, wide: float, steps: float, slower: float, batch: float, **data: Any
) -> tuple[Exponent, ...] | None:
    """Orders in d0; m = wide d0, d = d0^power, N = batch d0, and T2 grows as d0^slower."""
    if (at := _data(**data)) is None:
        return None
    sweep = []
    for d0 in D0:
        sizes = {"d": d0**power, "width": wide * d0, "batch": batch * d0}
        setting = at(d0, steps * (d0 / D0[0]) ** slower, **{x: round(y) for x, y in sizes.items()})
        sweep.append((float(d0), Training(setting, ("T1", "T2"))))
    bounds = dict.fromkeys(VANISHING, (-math.inf, -MARGIN))
    bounds |= dict.fromkeys(CONSTANT, (-MARGIN, MARGIN))
    return tuple(Exponent(name, "d0", tuple(sweep), *pair) for name, pair in bounds.items())


def linear(*, steps: float, width: int, **data: Any) -> tuple[Exponent, ...] | None:
    """Exponent of B in d without a kink; the batches' noise in B stays below 1/4 of its start."""
    if (at := _data(**data)) is None:
        return None
    unit = at(32, steps, width=width, activation="identity")
    noise = unit.bg.s / unit.core.s * unit.eta / unit.width / unit.batch
    jobs = [Training(replace(unit, d=round(1 / 16 / noise / f**2)), ("T2",)) for f in FACTORS]
    sweep = tuple((float(job.setting.d), job) for job in jobs)
    return (Exponent("T2.bg_correlation_rms", "d", sweep, -0.5 - MARGIN, -0.5 + MARGIN),)


def _attacked(name: str, range_: str, space: Mapping[str, Axis], at: Any, **said: str) -> Statement:
    """A statement about the orders that ``at(**coordinates)`` makes, with what is said of each."""

    def judge(case: tuple[Exponent, ...], rows: Iterable[Sequence[Record]]) -> list[Miss]:
        of = dict(zip(_jobs(case), rows, strict=True))
        return [one.miss([of[job] for _, job in one.sweep]) for one in case]

    return Statement(
        f"orders.{name}", range_, said, space, at,
        lambda case: judge(case, [[expected(job)] for job in _jobs(case)]), _jobs, judge, seeds=8,
    )  # fmt: skip


def _jobs(case: tuple[Exponent, ...]) -> list[Training]:
    return list(dict.fromkeys(job for one in case for _, job in one.sweep))


WEAKER = f"mu >= {LEAST:g}, sigma from {LEAST:g} mu to mu, S_b from {WEAKEST:g} S_c to S_c"
MEANS, SPREADS = Axis(0.25, 0.9), Axis(0.25, 1.0, "log")
LIKE = {"family": Axis(choices=FAMILIES), "mean": MEANS, "spread": SPREADS}
BG = {"bg": Axis(choices=("same", "same", "beta", "bernoulli")), "bg_mean": MEANS}
DATA = {"core": Axis(5, 12, whole=True)} | LIKE | BG | {"bg_spread": SPREADS}
GROWING = {"wide": Axis(1, 2, "log"), "batch": Axis(5, 10, "log"), "power": Axis(2.5, 3.5)}
GROWING |= {"steps": Axis(100, 150), "slower": Axis(0, 0.25)}
THETA1 = f"{MARGIN:g} of exponent 0, at least {FLOOR:g}"
LAST = f"o(1): exponents below {-MARGIN:g}, or at last below {UNSEEN:g}"
STATEMENTS = (
    _attacked(
        "risks", f"{WEAKER}; d0 = 32, 64, 128, d = d0^power, m = wide d0, N = batch d0",
        DATA | GROWING, risks,
        **{f"{name} over d0": LAST for name in VANISHING},
        **{f"{name} over d0": THETA1 for name in CONSTANT},
    ),
    _attacked(
        "linear", f"{WEAKER}, identity; d0 = 32, N >= 16 d (S_b / S_c) eta / m",
        DATA | {"steps": Axis(100, 300), "width": Axis(64, 128, whole=True)}, linear,
        **{"T2.bg_correlation_rms over d": f"{MARGIN:g} of exponent -1/2"},
    ),
)  # fmt: skip
