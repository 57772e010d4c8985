"""Store what the package computes at settings that span the explorer's controls.

`python tools/store/store_explorer_cases.py FILE.json`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

import fc
from fc.files import provenance, write_rows
from fc.theory.population.dynamics import leak, population

BATCH, TRAINED = 256, (2, 12)  # of SGD in the page; steps at which it is stored
FEW = 3  # neurons of each sign whose numbers are stored one by one


class Case(NamedTuple):
    """A setting of the explorer, its seed, and the factors of the background."""

    setting: fc.Setting
    seed: int = 0
    kappas: tuple[float, ...] = (1.0, -1.0, -3.0)


def _case(kappas=(1.0, -1.0, -3.0), seed=0, **fields):
    return Case(fc.Setting(**fields), seed, kappas)


CASES = {
    "defaults": _case(width=64),
    "every factor": _case((1.0, -3.0, -1.8, -0.05, 0.0, 0.5, 2.0), 5, width=16),
    "strong background": _case((1.0, -1.2), n_bg=181, width=64),
    "256 background features": _case((1.0, -1.0, 3.0), n_bg=256, width=64),
    "all at their largest": _case((1.0, 2.0), n_core=256, n_bg=256, d=10**12, width=256),
    "all at their smallest": _case(n_core=16, n_bg=4, d=100, width=16),
    "large initial weights": _case((1.0, -1.0), d=316, width=33, seed=9999),
    "as many dimensions as features": _case(n_core=32, n_bg=32, d=64, width=32, seed=3),
    "weak background": _case(n_core=256, n_bg=4, d=10**12, width=16),
    "slope 0.1": _case(n_core=23, n_bg=32, d=1000, width=16, seed=1, activation="leaky_relu:0.1"),
    "slope 0.95": _case(n_core=45, n_bg=11, activation="leaky_relu:0.95", width=32),
    "linear": _case((1.0, -2.0, 0.0), activation="identity", width=32),
    "linear, small": _case(n_core=16, n_bg=16, d=100, width=16, activation="identity"),
    "centred background": _case(width=32, bg_shift=-0.5),
    "negative background": _case(width=32, d=1000, bg_shift=-1.0, seed=2),
    "largest mean": _case(n_core=181, n_bg=16, width=32, bg_shift=0.5),
}


def fields(setting: fc.Setting) -> dict[str, float]:
    """The setting as the explorer's modules take it."""
    names = ("n_core", "n_bg", "d", "width", "bg_shift")
    return {name: getattr(setting, name) for name in names} | {"leak": leak(setting)}


def some(values: np.ndarray) -> list[float]:
    """Numbers of the first and of the last neurons, and the mean of all."""
    return [*values[:FEW].tolist(), *values[-FEW:].tolist(), float(values.mean())]


def computed(case: Case) -> dict[str, list[float]]:
    """Every number that the explorer makes of a case, by name."""
    setting, seed, kappas = case
    start = fc.initial_neurons(setting, fc.CounterRandom(seed))
    found: dict[str, list[float]] = {}
    last = None
    for t, state, margin in population(setting, start):
        arrived = last is None and margin >= 1
        if arrived:
            found["T2"], last = [t], t + 20
        if t in (2, last) or arrived:
            seen = fc.expectation(state, setting, kappas)
            at = "T2" if arrived else "T2 + 20" if t == last else str(t)
            rows = {"core sum": state.core.total, "core square": state.core.square}
            rows |= {"bg sum": state.bg.total, "bg square": state.bg.square}
            rows |= {"C": seen.core, "B": seen.bg, "q+": seen.active_pos, "q-": seen.active_neg}
            found |= {f"{name} at {at}": some(values) for name, values in rows.items()}
            found[f"risk at {at}"] = list(seen.risk.values())
            found[f"error at {at}"] = list(seen.error.values())
            found[f"margin at {at}"] = [margin]
        if t == last:
            break
    for t, network in fc.train_counted(setting.changed(batch=BATCH), seed, TRAINED).values():
        core, bg = fc.correlations(network, setting)
        found |= {f"C by SGD at {t}": some(core), f"B by SGD at {t}": some(bg)}
    law = fc.law(setting, extrapolate=True)
    found["law"] = [law.active_neg, law.ratio, law.core, law.bg, 1 / law.boundary]
    found["law of the risk"] = [law.risk_ood(kappa) for kappa in kappas]
    found["law of the error"] = [law.error_ood(kappa) for kappa in kappas]
    found["law of T2, in 1000, and R_ID"] = [law.t2 / 1000, law.risk_id]
    return found


def rows() -> Iterator[dict]:
    """What is stored of each case."""
    for name, case in CASES.items():
        asked = {"setting": fields(case.setting), "seed": case.seed, "kappas": case.kappas}
        yield {"name": name} | asked | {"found": computed(case)}


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists.")
    write_rows(Path(sys.argv[1]), provenance(), "cases", rows())
