"""The assumptions of the theorems, two ways to break each, and what becomes of the verdicts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from itertools import zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from fc.experiments.theorems.persistence import t0_scale
from fc.model.departures import Departures
from fc.model.setting import Setting
from fc.runs.pool import run_all
from fc.runs.records import key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import judge

# Fields of a setting, its departures one by one, with their defaults.
FIELDS = {f.name: f.default for f in (*fields(Setting), *fields(Departures))}
del FIELDS["departures"]
CHANGEABLE = tuple(name for name in FIELDS if name != "arithmetic")
# From what an order calls a size to what it is of a setting.
SIZES: dict[str, Callable[[Setting], float]] = {
    **{name: attrgetter(name) for name in ("d0", "d", "width", "eta")},
    "m": attrgetter("width"),
    "t0": t0_scale,
}
THEOREMS = ("4.1", "4.2", "4.3", "4.4")
NOT_APPLICABLE = "does not apply"
Change = Callable[[Setting], Setting]


class Break(NamedTuple):
    """One way to break an assumption: by how much, in words and as a change of the setting.

    Claims in `spares` are left out: their runs would take too long.
    """

    condition: str
    amount: str
    change: Change
    spares: tuple[str, ...] = ()


def changed(setting: Setting, **changes: Any) -> Setting:
    """`setting` with other fields, in double precision, whose range no weight leaves.

    A ValueError if a field cannot have its value, or `setting` is not that of the theorems.
    """
    if not isinstance(setting, Setting):
        raise ValueError("its data are not the features of the theorems")
    return setting.changed(arithmetic="float64", **changes)


def _fields(condition: str, name: str, *values: Any, spares: tuple[str, ...] = ()) -> list[Break]:
    """Other values of one field, or of one of the departures."""
    return [
        Break(condition, f"{name} = {x}", partial(changed, **{name: x}), spares) for x in values
    ]


def _step(factor: int) -> Break:
    def change(setting: Setting) -> Setting:
        return changed(setting, step_size=factor * setting.eta)

    return Break("small step", f"eta times {factor}", change)


def _dimension(factor: int) -> Break:
    """``d = factor d0``: d enters only through the initial weights, of size ``d**-1/2``."""
    return Break(
        "d much larger than d0",
        "d = d0" if factor == 1 else f"d = {factor} d0",
        lambda setting: changed(setting, d=factor * setting.d0),
        TIMES,
    )


# The time to asymmetry is proportional to the size of the initial weights: from weights so much
# larger it takes 10^4 steps and more, and its exponents cannot tell, as nothing else changes.
TIMES = ("4.1.time", "4.1.time_d0")
# Each mild before strong. Mean strengths 3/5 and 5/7 against 1/2 make S_b / S_c 1.44 and 2.04.
BREAKS = (
    *_fields("orthogonal features", "overlap", 0.01, 0.1),
    *_fields("background independent of the label", "bg_label", 0.05, 0.2),
    *_fields("fresh batches", "dataset", 300, 50),
    *map(_step, (10, 30)),
    *_fields("small initial weights", "init_scale", 30, 300, spares=TIMES),
    *map(_dimension, (10, 1)),
    *_fields("balanced classes", "positive_share", 0.7, 0.9),
    *_fields("background no stronger than the core", "bg_strengths", "beta:3,2", "beta:5,2"),
    *_fields("equal features within a group", "taper", 0.4, 0.8),
)
# The first row of a table, to which the others are compared.
UNBROKEN = Break("nothing broken", "", lambda setting: setting)


def broken(claim: Claim, change: Change) -> Claim:
    """`claim` on changed settings, at the sizes that these have; its control stays as it is.

    A ValueError if a job cannot have the changed setting, two sizes would have the same job, or
    the same size would be at every job.
    """
    before, old = zip(*claim.sweep, strict=True)
    jobs = [replace(job, setting=change(job.setting)) for job in old]
    for new, job in zip(jobs, old, strict=True):
        parts = job, *vars(job).values()
        for name in (name for part in parts for name in getattr(part, "unread", ())):
            if attrgetter(name)(new.setting) != attrgetter(name)(job.setting):
                raise ValueError(f"its networks do not read {name.rpartition('.')[2]}")
    size = _size_of(claim)
    sizes = [size(job.setting) for job in jobs] if size else before
    one_size = len(set(sizes)) == 1 < len(set(before))
    if one_size or len({key(job) for job in jobs}) < len(jobs):
        raise ValueError("the change removes the difference between two sizes")
    return replace(claim, sweep=tuple(zip(sizes, jobs, strict=True)))


def _size_of(claim: Claim) -> Callable[[Setting], float] | None:
    """What of the settings the sizes of the sweep are; None where they only count."""
    named = getattr(claim.order, "size_name", None)
    settings = [(size, job.setting) for size, job in claim.sweep]
    for of in (of for name, of in SIZES.items() if named in (None, name)):
        if all(isinstance(s, Setting) and size == of(s) for size, s in settings):
            return of
    if named is not None:
        raise ValueError(f"its sizes are not {named} of its settings")
    return None


def table_of(
    ideal: Sequence[Claim], breaks: Sequence[Break], seed: int = 0, processes: int | None = None
) -> list[dict[str, Any]]:
    """One row a break: the claims `ideal` under it, judged as one family, as plain data.

    Of each claim a row has its `id`, its `verdict` (or ``"does not apply"``), what was `measured`
    or why nothing was, and the `estimate` with its 99% interval from `low` to `high`. Seed and
    processes are those of `fc.run_all`.
    """
    rows = []
    for one in breaks:
        found: dict[str, tuple[Any, ...]] = {}
        standing = []
        for claim in ideal:
            try:
                if claim.id in one.spares:
                    raise ValueError("its runs would take too long")
                standing.append(broken(claim, one.change))
            except ValueError as error:
                found[claim.id] = NOT_APPLICABLE, str(error)
        records = run_all((job for claim in standing for job in claim.jobs()), seed, processes)
        # What is divided by nothing is infinite: as good as missing.
        finite = {
            name: {entry: value for entry, value in record.items() if math.isfinite(value)}
            for name, record in records.items()
        }
        for verdict in judge(standing, finite):
            found[verdict.claim.id] = verdict.decision, verdict.measured, *(verdict.interval or ())
        names = "id", "verdict", "measured", "estimate", "low", "high"
        told = [dict(zip_longest(names, (claim.id, *found[claim.id]))) for claim in ideal]
        rows.append({"condition": one.condition, "amount": one.amount, "claims": told})
    return rows
