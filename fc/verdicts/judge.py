"""Verdicts on claims from the records of their experiments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fc.runs.records import Records, Sweep, repeats, table
from fc.verdicts.claim import Claim
from fc.verdicts.inference import Interval, holm
from fc.verdicts.orders import Outcome

Decision = Literal["supported", "refuted", "inconclusive"]
# Probability that a board on which every claim is true shows a refuted one (Holm).
FALSE_ALARM = 0.01
# Probability that a claim that is false is supported: a 99% interval inside the allowed region. A
# board passes when every claim is supported, so a board with a false claim passes no more often.
FALSE_SUPPORT = 0.005
# Probability that a control on which the statement is true is refuted all the same.
FALSE_CONTROL = 0.01


@dataclass(frozen=True)
class Verdict:
    """What the measurement says about a claim, and about its control.

    Attributes
    ----------
    measured, control_measured : str
        What the interval is of, an exponent or a mean at one size; or why there is none.
    outcome, control_outcome : Outcome or None
        None where runs are missing, or all the same.
    family : int
        Claims that share the false-alarm rate.
    """

    claim: Claim
    decision: Decision
    measured: str
    outcome: Outcome | None
    control_measured: str
    control_outcome: Outcome | None
    control_failed: bool
    family: int

    @property
    def passed(self) -> bool:
        """The claim is supported and its control failed."""
        return self.decision == "supported" and self.control_failed

    @property
    def interval(self) -> Interval | None:
        """What was measured, with its 99% interval."""
        return self.outcome.interval if self.outcome else None

    @property
    def control_interval(self) -> Interval | None:
        """The same of the control."""
        return self.control_outcome.interval if self.control_outcome else None

    @property
    def detectable(self) -> float | None:
        """Smallest violation, beyond the bound, that would be refuted with probability 0.9."""
        return self.outcome.detectable(FALSE_ALARM / self.family) if self.outcome else None

    @property
    def seeds_to_decide(self) -> int | None:
        """For an inconclusive claim: seeds that would decide, if means and spreads stay."""
        if self.outcome and self.decision == "inconclusive":
            return self.outcome.seeds_to_decide(FALSE_ALARM / self.family, FALSE_SUPPORT)
        return None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the fields of ``python -m fc verify --json``."""
        words = ("id", "theorem", "statement", "source", "quantity")
        control = {"name": self.claim.control.name}
        control |= _numbers(self.control_measured, self.control_outcome)
        return {
            **{name: getattr(self.claim, name) for name in words},
            "order": str(self.claim.order),
            **_numbers(self.measured, self.outcome),
            "p_supported": self.outcome.p_supported if self.outcome else None,
            "detectable": self.detectable,
            "seeds_to_decide": self.seeds_to_decide,
            "sizes": [size for size, _ in self.claim.sweep],
            "seeds": self.claim.seeds,
            "verdict": self.decision,
            "control": control | {"failed_as_required": self.control_failed},
        }


def _numbers(measured: str, outcome: Outcome | None) -> dict[str, Any]:
    estimate, *interval = outcome.interval if outcome else (None,)
    found = {"measured": measured, "estimate": estimate, "interval": interval or None}
    return found | {"p_refuted": outcome.p_refuted if outcome else None}


def _outcome(claim: Claim, sweep: Sweep, read: str, records: Records) -> tuple[str, Outcome | None]:
    sizes, values = table(sweep, read, claim.seeds, records)
    if missing := int(np.isnan(values).sum()):
        return f"{missing} of {values.size} runs did not reach {read}", None
    if repeats(sweep, claim.seeds, records):
        return "all runs of one job are identical", None
    outcome = claim.order.test(sizes, values)
    return outcome.decisive.measured, outcome


def judge(claims: Sequence[Claim], records: Records) -> list[Verdict]:
    """Verdicts on `claims` from the records of their jobs.

    A claim is refuted by Holm's test at the family-wise rate `FALSE_ALARM` over `claims`, and
    supported where its 99% interval lies inside the allowed region (`FALSE_SUPPORT`).

    Raises
    ------
    ValueError
        If a job that a claim needs has no record.
    """
    found = [_outcome(claim, claim.sweep, claim.read, records) for claim in claims]
    refuted = holm([outcome.p_refuted if outcome else 1.0 for _, outcome in found], FALSE_ALARM)
    verdicts = []
    for claim, (measured, outcome), is_refuted in zip(claims, found, refuted, strict=True):
        supported = outcome is not None and outcome.p_supported <= FALSE_SUPPORT
        decision: Decision = "supported" if supported else "inconclusive"
        if is_refuted:
            decision = "refuted"
        of_control, control = _outcome(claim, claim.control.sweep, claim.control.read, records)
        failed = control is not None and control.p_refuted <= FALSE_CONTROL
        verdicts.append(
            Verdict(claim, decision, measured, outcome, of_control, control, failed, len(claims))
        )
    return verdicts
