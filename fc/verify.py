"""Run the claims of some theorems at a scale, and judge them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from fc.catalogue import claims
from fc.claims import FALSE_ALARM, Records, Verdict, judge
from fc.ensemble import run_all


class Board(NamedTuple):
    """Verdicts on every claim of `names`, with the records that they were read from."""

    scale: str
    seed: int
    verdicts: list[Verdict]
    records: Records
    names: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Every claim is supported and every control failed as it must."""
        return all(verdict.passed for verdict in self.verdicts)

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "scale": self.scale,
            "seed": self.seed,
            "false_alarm": FALSE_ALARM,
            "passed": self.passed,
            "claims": [verdict.as_dict() for verdict in self.verdicts],
        }


def verify(
    *names: str,
    scale: str = "quick",
    seed: int = 0,
    processes: int | None = None,
    store: str | Path | None = None,
    dask: str | None = None,
) -> Board:
    """Verify what `fc.claims` gives for `names`; `store` and `dask` as in `fc.run_all`.

    Raises
    ------
    ValueError
        If a name or the scale is unknown, the store is no folder, or Dask does not answer.
    """
    wanted = claims(*names, scale=scale)
    jobs = [job for claim in wanted for job in claim.jobs()]
    records = run_all(jobs, seed, processes, store, dask)
    return Board(scale, seed, judge(wanted, records), records, names)
