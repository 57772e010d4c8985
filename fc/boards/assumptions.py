"""What becomes of the verdicts when an assumption of the theorems is broken."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from fc.boards.conditions import Change, Condition
from fc.runs.pool import run_all
from fc.runs.records import Records, key
from fc.verdicts.claim import Claim
from fc.verdicts.judge import judge

NOT_APPLICABLE = "does not apply"


class Judged(NamedTuple):
    """One claim under one change.

    Attributes
    ----------
    id : str
    verdict : str
        As of `fc.verdicts.judge.Verdict`, or ``"does not apply"``.
    measured : str
        What the interval is of, or why there is none.
    estimate, low, high : float or None
        What was measured, with its 99% interval.
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
    """`claim` on changed settings; its control stays as it is.

    Raises
    ------
    ValueError
        If a job cannot have the changed setting, or two sizes would have the same job.
    """
    jobs = [
        replace(cast(Any, job), setting=change(cast(Any, job.setting))) for _, job in claim.sweep
    ]
    if len({key(job) for job in jobs}) < len(jobs):
        raise ValueError("the change removes the difference between two sizes")
    sizes = [size for size, _ in claim.sweep]
    return replace(claim, sweep=tuple(zip(sizes, jobs, strict=True)))


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
        (condition.name, amount): [
            (claim.id, _broken_or_why_not(claim, condition, change)) for claim in ideal
        ]
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
