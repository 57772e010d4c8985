"""Verdicts on claims from the records of their experiments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fc.runs.records import Records, Sweep, repeats, table
from fc.verdicts.claim import Claim
from fc.verdicts.inference import Interval, Outcome, holm

Decision = Literal["supported", "refuted", "inconclusive"]
# Probability that a board on which every claim is true shows a refuted one (Holm).
FALSE_ALARM = 0.01
# Probability that a false claim is supported; a board that holds one passes no more often.
FALSE_SUPPORT = 0.02
FALSE_CONTROL = 0.04  # The same of a control on which the statement is true, and refuted.
# On runs as skewed as ours one test by Student's t errs about so many times as often. A board,
# which has both tails, does not: `tools/store/calibrate.py` measures either.
SKEW = 4


@dataclass(frozen=True)
class Verdict:
    """What the measurement says about a claim, and about its control.

    `measured` is what the interval is of, an exponent or the mean nearest to a bound or farthest
    beyond it; or why there is none. There is no `outcome` where runs are missing, or all the same.
    `family` is the number of claims that share the false-alarm rate.
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
    def detectable(self) -> float | None:
        """Smallest violation, beyond the bound, that would be refuted with probability 0.9."""
        return self.outcome and self.outcome.detectable(FALSE_ALARM / self.family)

    @property
    def seeds_to_decide(self) -> int | None:
        """For an inconclusive claim: seeds that would decide, if means and spreads stay."""
        if self.outcome and self.decision == "inconclusive":
            return self.outcome.seeds_to_decide(FALSE_ALARM / self.family, FALSE_SUPPORT / SKEW)
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
            "detectable": self.detectable,
            "seeds_to_decide": self.seeds_to_decide,
            "sizes": [size for size, _ in self.claim.sweep],
            "seeds": self.claim.seeds,
            "verdict": self.decision,
            "control": control | {"failed_as_required": self.control_failed},
        }


def _numbers(measured: str, outcome: Outcome | None) -> dict[str, Any]:
    """What JSON says of an outcome, or of none."""
    estimate, *interval = outcome.interval if outcome else (None,)
    found = {"measured": measured, "estimate": estimate, "interval": interval or None}
    more = ("decides", "p_refuted", "p_supported")
    return found | {name: outcome and getattr(outcome, name) for name in more}


def _outcome(claim: Claim, sweep: Sweep, read: str, records: Records) -> tuple[str, Outcome | None]:
    sizes, values = table(sweep, read, claim.seeds, records)
    if missing := int(np.isnan(values).sum()):
        return f"{missing} of {values.size} runs did not reach {read}", None
    if repeats(sweep, claim.seeds, records):
        return "all runs of one job are identical", None
    outcome = claim.order.test(sizes, values)
    return outcome.measured, outcome


def judge(claims: Sequence[Claim], records: Records) -> list[Verdict]:
    """Verdicts on `claims` from the records of their jobs.

    A claim is refuted by Holm's test at the family-wise rate `FALSE_ALARM` over `claims`, and
    supported at `FALSE_SUPPORT` over `SKEW`: every mean passes its bound by a t of that level.
    A job without a record is a ValueError.
    """
    found = [_outcome(claim, claim.sweep, claim.read, records) for claim in claims]
    controls = [_outcome(x, x.control.sweep, x.control.read, records) for x in claims]
    p_values = [outcome.p_refuted if outcome else 1.0 for _, outcome in found]
    verdicts = []
    for claim, (measured, outcome), (control_measured, control), is_refuted in zip(
        claims, found, controls, holm(p_values, FALSE_ALARM), strict=True
    ):
        decision: Decision = "inconclusive"
        if is_refuted:
            decision = "refuted"
        elif outcome and SKEW * outcome.p_supported <= FALSE_SUPPORT:
            decision = "supported"
        failed = control is not None and SKEW * control.p_refuted <= FALSE_CONTROL
        seen = (measured, outcome, control_measured, control, failed)
        verdicts.append(Verdict(claim, decision, *seen, len(claims)))
    return verdicts
