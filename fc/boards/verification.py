"""Run the claims of some theorems at a scale, and judge them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.assumptions import CHANGEABLE, broken, changed
from fc.boards.catalogue import claims
from fc.runs.pool import run_all
from fc.runs.records import Records
from fc.verdicts.claim import Claim
from fc.verdicts.judge import FALSE_ALARM, Verdict, judge


class Board(NamedTuple):
    """Verdicts on every claim of `names`, with the records that they were read from.

    `change` holds the fields in which the settings differ from those that the claims are about.
    """

    scale: str
    seed: int
    verdicts: list[Verdict]
    records: Records
    names: tuple[str, ...] = ()
    change: Mapping[str, Any] = {}

    @property
    def passed(self) -> bool:
        """Every claim is supported and every control failed as it must."""
        return all(verdict.passed for verdict in self.verdicts)

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "scale": self.scale,
            "seed": self.seed,
            "change": dict(self.change),
            "false_alarm": FALSE_ALARM,
            "passed": self.passed,
            "claims": [verdict.as_dict() for verdict in self.verdicts],
        }


def _under(change: Mapping[str, Any], claim: Claim) -> Claim:
    try:
        return broken(claim, lambda setting: changed(setting, **change))
    except ValueError as error:
        raise ValueError(f"{claim.id} cannot be changed: {error}") from None


def verify(
    *names: str,
    scale: str = "quick",
    seed: int = 0,
    processes: int | None = None,
    store: str | Path | None = None,
    dask: str | None = None,
    change: Mapping[str, Any] | None = None,
) -> Board:
    """Verify what `fc.claims` gives for `names`; `store` and `dask` as in `fc.run_all`.

    Parameters
    ----------
    change : mapping, optional
        Fields of `fc.Setting` or `fc.Departures` with other values, such as
        ``{"activation": "identity"}``: the claims are judged on the changed settings, and can come
        out refuted. The controls stay as they are.

    Raises
    ------
    ValueError
        If a name, the scale or a change is unknown or cannot be; others are those of `fc.run_all`.
    """
    wanted = claims(*names, scale=scale)
    if change:
        if unknown := sorted(change.keys() - set(CHANGEABLE)):
            allowed = ", ".join(CHANGEABLE)
            raise ValueError(f"a change must be one of {allowed}, got {unknown[0]!r}")
        wanted = [_under(change, claim) for claim in wanted]
    jobs = [job for claim in wanted for job in claim.jobs()]
    records = run_all(jobs, seed, processes, store, dask)
    return Board(scale, seed, judge(wanted, records), records, names, dict(change or {}))
