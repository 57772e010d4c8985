"""The orders of the theorems at random settings inside their conditions.

What the paper says in orders is said in numbers here: strengths with mu of at least 1/4 and sigma
between mu/4 and mu, S_b between S_c/4 and S_c, d between d0^2.5 and d0^3.5. The ranges, and the
margin of 0.1 of every exponent, were set before the first search.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fc.attack.exponents import MARGIN, UNSEEN, Order, expected
from fc.attack.laws import strengths_of
from fc.attack.statement import Axis, Miss, Statement
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.experiments.theorems.training import Training
from fc.model.setting import Setting
from fc.requirements import Record
from fc.theory.setting_laws import asymmetry_time, law

D0 = 32, 64, 128
FACTORS = 1, 2, 4  # Of the time to half the asymmetry, from 16 features on.
LEAST, WEAKEST = 0.25, 0.25  # Of the moments, and of S_b / S_c.


def _data(core: int, **data: Any) -> Callable[..., Setting] | None:
    """Settings of d0 features, `core` sixteenths of them core; None outside the conditions."""
    own = strengths_of(data["family"], data["mean"], data["spread"])
    other = own
    if (family := data.get("bg", "same")) != "same":
        other = strengths_of(family, data["bg_mean"], data["bg_spread"])
    if own is None or other is None:
        return None

    def at(d0: int, **changes: Any) -> Setting:
        n_core = core * d0 // 16
        laws = {"strengths": own, "bg_strengths": other}
        return Setting(n_core, d0 - n_core, step_size=1.0, **(laws | changes))

    core_group, bg_group = at(16).core, at(16).bg
    for group in (core_group, bg_group):
        if group.mean < LEAST or not LEAST <= math.sqrt(group.variance) / group.mean <= 1 + 1e-9:
            return None
    return at if WEAKEST <= bg_group.s / core_group.s <= 1 + 1e-9 else None


DATA = {
    "core": Axis(5, 12, whole=True),
    "family": Axis(choices=("uniform", "beta", "bernoulli")),
    "mean": Axis(0.25, 0.9),
    "spread": Axis(0.25, 1.0, "log"),
    "bg": Axis(choices=("same", "same", "beta", "bernoulli")),
    "bg_mean": Axis(0.25, 0.9),
    "bg_spread": Axis(0.25, 1.0, "log"),
}


def risks(
    *, power: float, wide: float, steps: float, slower: float, batch: float, **data: Any
) -> tuple[Order, ...] | None:
    """Orders in d0; m = wide d0, d = d0^power, N = batch d0, and T2 grows as d0^slower."""
    if (at := _data(**data)) is None:
        return None
    sweep = []
    for d0 in D0:
        unit = at(d0, d=round(d0**power), width=round(wide * d0), batch=round(batch * d0))
        job = Training(_paced(unit, steps * (d0 / D0[0]) ** slower), ("T1", "T2"))
        sweep.append((float(d0), job))
    vanishing = dict.fromkeys(("T2.risk_id", "T2.active_neg_live"), -np.inf)
    constant = dict.fromkeys(("T2.risk_ood(-1)", "T1.core_median", "T1.bg_median"), -MARGIN)
    return tuple(
        Order(name, "d0", tuple(sweep), low, -MARGIN if low == -np.inf else MARGIN)
        for name, low in (vanishing | constant).items()
    )


def _paced(setting: Setting, steps: float) -> Setting:
    """With the step size that puts T2 at so many steps, by the law."""
    return replace(setting, step_size=law(setting, extrapolate=True).t2 / steps)


def times(
    *, power: float, width: int, steps: float, batch: int, **data: Any
) -> tuple[Order, ...] | None:
    """Orders of T_1/2 for two like groups, in d, d0, m and eta: each moves T_1/2 by four."""
    if (at := _data(8, **data)) is None:
        return None
    d = round((16 * FACTORS[-1] ** 2) ** power)
    base = at(16, d=d, width=width, batch=batch)
    base = replace(base, step_size=asymmetry_time(base) / steps)
    slow = replace(base, step_size=base.eta / FACTORS[-1])
    moved: dict[str, tuple[float, Callable[[int], Setting]]] = {
        "d": (-0.5, lambda f: replace(base, d=base.d // f**2)),
        "d0": (-0.5, lambda f: replace(slow, n_core=8 * f**2, n_bg=8 * f**2)),
        "width": (1.0, lambda f: replace(base, width=base.width * f)),
        "eta": (-1.0, lambda f: replace(base, step_size=base.eta / f)),
    }
    found = []
    for name, (exponent, make) in moved.items():
        settings = [make(f) for f in FACTORS]
        sweep = tuple((float(getattr(one, name)), AsymmetryTime(one)) for one in settings)
        found.append(Order("T0", name, sweep, exponent - MARGIN, exponent + MARGIN))
    return tuple(found)


def linear(*, steps: float, width: int, **data: Any) -> tuple[Order, ...] | None:
    """Order of B in d without a kink; the batches' noise in B stays below 1/4 of its start."""
    if (at := _data(**data)) is None:
        return None
    unit = _paced(at(32, width=width, activation="identity"), steps)
    noise = unit.bg.s / unit.core.s * unit.eta / unit.width / unit.batch
    settings = [replace(unit, d=round(1 / 16 / noise / f**2)) for f in FACTORS]
    sweep = tuple((float(one.d), Training(one, ("T2",))) for one in settings)
    return (Order("T2.bg_correlation_rms", "d", sweep, -0.5 - MARGIN, -0.5 + MARGIN),)


def _attacked(name: str, range_: str, space: Mapping[str, Axis], at: Any, **said: str) -> Statement:
    """A statement about the orders that ``at(**coordinates)`` makes, with what is said of each."""

    def judge(case: tuple[Order, ...], rows: Iterable[Sequence[Record]]) -> list[Miss]:
        records = {id(job): row for job, row in zip(_jobs(case), rows, strict=True)}
        return [one.miss([records[id(job)] for _, job in one.sweep]) for one in case]

    def misses(case: tuple[Order, ...]) -> list[Miss]:
        return judge(case, [[expected(job)] for job in _jobs(case)])

    return Statement(f"orders.{name}", range_, said, space, at, misses, _jobs, judge, seeds=8)


def _jobs(case: tuple[Order, ...]) -> list[Training | AsymmetryTime]:
    """Every job once."""
    return list({id(job): job for one in case for _, job in one.sweep}.values())


GIVEN = f"mu >= {LEAST:g}, sigma from {LEAST:g} mu to mu"
WEAKER = f"{GIVEN}, S_b from {WEAKEST:g} S_c to S_c"
LIKE = {name: DATA[name] for name in ("family", "mean", "spread")}
SIZES = {"width": Axis(64, 128, whole=True), "batch": Axis(200, 400, whole=True)}
GROWING = {"wide": Axis(1, 2, "log"), "batch": Axis(5, 10, "log"), "power": Axis(2.5, 3.5)}
GROWING |= {"steps": Axis(100, 150), "slower": Axis(0, 0.25)}
THETA1, OWN = f"{MARGIN:g} of exponent 0", f"{MARGIN:g} of the stated exponent"
LAST = f"o(1): exponents below {-MARGIN:g}, or at last below {UNSEEN:g}"
STATEMENTS = (
    _attacked(
        "risks", f"{WEAKER}; d0 from 32 to 128, d from d0^2.5 to d0^3.5, m from d0 to 2 d0",
        DATA | GROWING, risks, **{
            "T2.risk_id over d0": LAST, "T2.active_neg_live over d0": LAST,
            "T2.risk_ood(-1) over d0": THETA1, "T1.core_median over d0": THETA1,
            "T1.bg_median over d0": THETA1,
        },
    ),
    _attacked(
        "times", f"{GIVEN}, two groups of one law and size; d0 from 16 to 256, d >= d0^2.5",
        LIKE | SIZES | {"power": Axis(3, 4), "steps": Axis(25, 50)}, times,
        **{f"T0 over {name}": OWN for name in ("d", "d0", "width", "eta")},
    ),
    _attacked(
        "linear", f"{WEAKER}, identity; d0 = 32, N >= 16 d (S_b / S_c) eta / m",
        DATA | {"steps": Axis(100, 300), "width": SIZES["width"]}, linear,
        **{"T2.bg_correlation_rms over d": f"{MARGIN:g} of exponent -1/2"},
    ),
)  # fmt: skip
