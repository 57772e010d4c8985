"""The assumptions of the theorems, two ways to break each, and what becomes of the verdicts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from fc.experiments.theorems.persistence import t0_scale
from fc.model.departures import Departures
from fc.model.setting import Setting
from fc.runs.pool import run_all
from fc.runs.records import Records, key
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
Change = Callable[[Setting], Setting]


class Break(NamedTuple):
    """One amount by which an assumption is broken, in words and as a change of the setting."""

    amount: str
    change: Change


class Condition(NamedTuple):
    """One assumption, as it holds in the ideal setting, and ways to break it, mild before strong.

    `theorems` are those that assume it. Claims whose ids begin with one of `spares` are left out:
    their runs would take too long.
    """

    name: str
    theorems: tuple[str, ...]
    breaks: tuple[Break, ...]
    spares: tuple[str, ...] = ()


def changed(setting: Setting, **changes: Any) -> Setting:
    """`setting` with other fields, in double precision, whose range no weight leaves.

    A ValueError if a field cannot have its value, or `setting` is not that of the theorems.
    """
    if not isinstance(setting, Setting):
        raise ValueError("its data are not the features of the theorems")
    return setting.changed(arithmetic="float64", **changes)


def _fields(name: str, *values: Any) -> tuple[Break, ...]:
    """Other values of one field, or of one of the departures."""
    return tuple(Break(f"{name} = {x}", partial(changed, **{name: x})) for x in values)


def _step(factor: int) -> Break:
    amount = f"eta times {factor}"
    return Break(amount, lambda setting: changed(setting, step_size=factor * setting.eta))


def _dimension(factor: int) -> Break:
    """``d = factor d0``: d enters only through the initial weights, of size ``d**-1/2``.

    So it is the switch of `init_scale` once more, thrown for another reason: here the weights
    follow from the number of dimensions, there the dimension stays and the weights are chosen.
    """
    amount = "d = d0" if factor == 1 else f"d = {factor} d0"
    return Break(amount, lambda setting: changed(setting, d=factor * setting.d0))


# The time to asymmetry is proportional to the size of the initial weights: from weights so much
# larger it takes 10^4 steps and more, and its exponents cannot tell, as nothing else changes.
TIMES = ("4.1.time",)
# Mean strengths 3/5 and 5/7 against 1/2: S_b / S_c = 1.44 and 2.04.
STRONGER = _fields("bg_strengths", "beta:3,2", "beta:5,2")
CONDITIONS = (
    Condition("orthogonal features", THEOREMS, _fields("overlap", 0.01, 0.1)),
    Condition("background independent of the label", THEOREMS, _fields("bg_label", 0.05, 0.2)),
    Condition("fresh batches", THEOREMS, _fields("dataset", 300, 50)),
    Condition("small step", THEOREMS, (_step(10), _step(30))),
    Condition("small initial weights", THEOREMS, _fields("init_scale", 30, 300), TIMES),
    Condition("d much larger than d0", THEOREMS, (_dimension(10), _dimension(1)), TIMES),
    Condition("balanced classes", THEOREMS, _fields("positive_share", 0.7, 0.9)),
    Condition("background no stronger than the core", ("4.1",), STRONGER),
    Condition("equal features within a group", (), _fields("taper", 0.4, 0.8)),
)
# The first row of a table, to which the others are compared.
UNBROKEN = Condition("nothing broken", (), (Break("", lambda setting: setting),))
NOT_APPLICABLE = "does not apply"


class Judged(NamedTuple):
    """One claim under one change: a decision of `Verdict` or ``"does not apply"``.

    `measured` says what the estimate with its 99% interval is of, or why there is none.
    """

    id: str
    verdict: str
    measured: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


class Row(NamedTuple):
    """All claims under one change: the condition that it breaks, and by how much."""

    condition: str
    amount: str
    claims: list[Judged]


def broken(claim: Claim, change: Change) -> Claim:
    """`claim` on changed settings, at the sizes that these have; its control stays as it is.

    A ValueError if a job cannot have the changed setting, two sizes would have the same job, or
    the same size would be at every job.
    """
    before, old = zip(*claim.sweep, strict=True)
    jobs = [replace(job, setting=change(job.setting)) for job in old]
    for new, job in zip(jobs, old, strict=True):
        for name in (name for part in vars(job).values() for name in getattr(part, "unread", ())):
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


def _broken_or_why_not(claim: Claim, condition: Condition, change: Change) -> Claim | str:
    if claim.id.startswith(condition.spares):
        return "its runs would take too long"
    try:
        return broken(claim, change)
    except ValueError as error:
        return str(error)


def _row_of(board: Sequence[tuple[str, Claim | str]], records: Records) -> list[Judged]:
    standing = [claim for _, claim in board if isinstance(claim, Claim)]
    found = {
        v.claim.id: Judged(v.claim.id, v.decision, v.measured, *(v.interval or ()))
        for v in judge(standing, records)
    }
    return [found.get(name) or Judged(name, NOT_APPLICABLE, str(why)) for name, why in board]


def table_of(
    ideal: Sequence[Claim],
    conditions: Sequence[Condition],
    seed: int = 0,
    processes: int | None = None,
) -> list[Row]:
    """One row a change: the claims `ideal` under it, judged as one family.

    Seed and processes are those of `fc.run_all`.
    """
    boards = {
        (condition.name, amount): [(c.id, _broken_or_why_not(c, condition, change)) for c in ideal]
        for condition in conditions
        for amount, change in condition.breaks
    }
    standing = [x for board in boards.values() for _, x in board if isinstance(x, Claim)]
    jobs = [job for claim in standing for job in claim.jobs()]
    # What is divided by nothing is infinite: as good as missing.
    records = {
        name: {entry: value for entry, value in record.items() if math.isfinite(value)}
        for name, record in run_all(jobs, seed, processes).items()
    }
    return [Row(*change, _row_of(board, records)) for change, board in boards.items()]
