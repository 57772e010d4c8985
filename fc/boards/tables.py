"""Verdicts as a table for a page."""

import math
import re
from collections.abc import Iterable, Sequence

from fc.verdicts.inference import Interval
from fc.verdicts.judge import Verdict

SYMBOL = {"supported": "✓", "refuted": "✗", "inconclusive": "?"}


def interval_text(interval: Interval | None) -> str:
    """``0.91 [0.86, 0.97]`` with two digits of the half-width, or a dash.

    At most four decimals: an exact 0 computed in floating point differs between machines.
    """
    if interval is None:
        return "–"
    half_width = max((interval.high - interval.low) / 2, 1e-3)
    decimals = max(0, 1 - math.floor(math.log10(half_width)))
    estimate, low, high = (f"{round(bound, decimals) + 0.0:.{decimals}f}" for bound in interval)
    return f"{estimate} [{low}, {high}]"


def number_text(x: float | None) -> str:
    """Two significant digits, or a dash."""
    return "–" if x is None else f"{x:.2g}"


def claim_anchor(name: str) -> str:
    """The anchor of the claim `name` on a page, a name in HTML and in CSS."""
    return "claim-" + re.sub(r"[^\w-]", "-", name)


def advice(verdict: Verdict) -> str | None:
    """For an inconclusive claim: what would decide."""
    if verdict.decision != "inconclusive":
        return None
    if verdict.outcome is None or not verdict.outcome.complete:
        return "no number of seeds decides where values are missing or not positive"
    if (seeds := verdict.seeds_to_decide) is None:
        return "too near to the bound for any number of seeds up to 10,000"
    return f"{seeds - verdict.claim.seeds} more seeds would decide"


def verdict_table(verdicts: Iterable[Verdict], beside: Iterable[Verdict] = ()) -> str:
    """Markdown table with one row a claim; the verdict is a badge that book.css draws.

    The row of a claim has the anchor that `claim_anchor` gives.

    Parameters
    ----------
    beside : iterable of Verdict
        Verdicts on the same claims at another scale, shown under the measured values.
    """
    other = {verdict.claim.id: verdict for verdict in beside}
    lines = [
        "| claim | tested as | measured | would detect | control | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for verdict in verdicts:
        claim = verdict.claim
        control = "refuted" if verdict.control_failed else "**not refuted**"
        measured = f"{verdict.measured} {interval_text(verdict.interval)}"
        if claim.id in other:
            also = other[claim.id]
            measured += (
                f"<br>quick run: {also.measured} {interval_text(also.interval)}, {also.decision}"
            )
        decision = f'<span class="verdict-{verdict.decision}">{verdict.decision}</span>'
        # The board links to this name; a page without the id still reads well.
        name = f'<code id="{claim_anchor(claim.id)}">{claim.id}</code>'
        cells = [
            f"{name}<br>{claim.statement}" + (" (derived here)" * (claim.source == "derived")),
            claim.order.tex,
            measured,
            number_text(verdict.detectable),
            f"{claim.control.name}: {verdict.control_measured} "
            f"{interval_text(verdict.control_interval)}, {control}",
            "<br>".join(filter(None, (decision, advice(verdict)))),
        ]
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(lines)


def verdict_text(verdict: Verdict) -> str:
    """Four lines on a claim, its verdict and its control, for a terminal."""
    claim = verdict.claim
    control = (
        f"{claim.control.name}: {verdict.control_measured} "
        f"{interval_text(verdict.control_interval)}"
    )
    outcome = "failed as it must" if verdict.control_failed else "DID NOT FAIL"
    decision = ": ".join(filter(None, (verdict.decision, advice(verdict))))
    return (
        f"{claim.id}  {claim.quantity}\n"
        f"    predicted {claim.order}; {verdict.measured} {interval_text(verdict.interval)}"
        f"  ->  {decision}\n"
        f"    a violation of {number_text(verdict.detectable)} would be detected\n"
        f"    control {control}  ->  {outcome}"
    )


def badge(verdict: Verdict) -> str:
    """One line for the board of the first page: symbol, decision and what was measured."""
    failed = "" if verdict.control_failed else ", but its control did not fail"
    measured = f"{verdict.measured} {interval_text(verdict.interval)}"
    return f"{SYMBOL[verdict.decision]} {verdict.decision}{failed}: {measured}"


def count_text(verdicts: Sequence[Verdict]) -> str:
    """``41 of 42 supported, 1 refuted``; a claim counts where its control failed as it must."""
    passed = sum(verdict.passed for verdict in verdicts)
    parts = [f"{passed} of {len(verdicts)} supported"]
    for decision in ("refuted", "inconclusive"):
        if count := sum(verdict.decision == decision for verdict in verdicts):
            parts.append(f"{count} {decision}")
    return ", ".join(parts)
