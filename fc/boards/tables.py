"""Verdicts, and what they cost, in words and tables, for a page or a terminal."""

import math
import re
from collections.abc import Iterable, Sequence
from textwrap import shorten

from fc.boards.marks import mark, words
from fc.runs.records import Store, key
from fc.verdicts.claim import Claim
from fc.verdicts.inference import Interval, Outcome
from fc.verdicts.judge import Verdict

WORDS = 160  # Characters of what a terminal says of the register.
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


def claim_anchor(name: str) -> str:
    """The anchor of the claim `name` on a page, a name in HTML and in CSS."""
    return "claim-" + re.sub(r"[^\w-]", "-", name)


def advice(verdict: Verdict) -> str | None:
    """For an inconclusive claim: what would decide."""
    if verdict.decision != "inconclusive":
        return None
    if verdict.outcome is None or not verdict.outcome.complete:
        return "no number of seeds decides where values are missing, not positive, or the same"
    if (seeds := verdict.seeds_to_decide) is None:
        return "too near to the bound for any number of seeds up to 10,000"
    more = seeds - verdict.claim.seeds
    return f"{more} more seed{'s' * (more > 1)} would decide"


def measured_text(verdict: Verdict) -> str:
    """Estimate and interval of a claim."""
    return _numbers_text(verdict.measured, verdict.outcome)


def control_text(verdict: Verdict) -> str:
    """Those of its control."""
    return _numbers_text(verdict.control_measured, verdict.control_outcome)


def _numbers_text(measured: str, outcome: Outcome | None) -> str:
    """The nearest mean of an outcome, and the one that decides where that is another."""
    text = f"{measured} {interval_text(outcome.interval if outcome else None)}"
    decides = outcome.decides if outcome else None
    return f"{text}, {interval_text(decides)} decides" if decides else text


def _detectable(verdict: Verdict) -> str:
    return "–" if verdict.detectable is None else f"{verdict.detectable:.2g}"


def markdown(head: str, rows: Iterable[Iterable[str]]) -> str:
    """Table below the names of its columns, which ``|`` separates."""
    lines = [f"| {head} |", "|---" * (head.count("|") + 1) + "|"]
    for row in rows:
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |")
    return "\n".join(lines)


def verdict_table(verdicts: Iterable[Verdict], beside: Iterable[Verdict] = ()) -> str:
    """Markdown table with one row a claim; the verdict is a badge that book.css draws.

    Below it stands since when the claim is registered, or what was moved after its data. The row
    of a claim has the anchor that `claim_anchor` gives. Verdicts `beside`, on the same claims at
    another scale, are shown under the measured values.
    """
    other = {verdict.claim.id: verdict for verdict in beside}

    def row(verdict: Verdict) -> Iterable[str]:
        claim = verdict.claim
        # The board links to this name; a page without the id still reads well.
        name = f'<code id="{claim_anchor(claim.id)}">{claim.id}</code>'
        yield f"{name}<br>{claim.statement}" + (" (derived here)" * (claim.source == "derived"))
        yield claim.order.tex
        also = other.get(claim.id, verdict)
        bound = f", {also.claim.order.tex}" * (also.claim.order.tex != claim.order.tex)
        quick = f"<br>quick run{bound}: {measured_text(also)}, {also.decision}"
        yield measured_text(verdict) + quick * (claim.id in other)
        yield _detectable(verdict)
        control = "refuted" if verdict.control_failed else "**not refuted**"
        yield f"{claim.control.name}: {control_text(verdict)}, {control}"
        decision = f'<span class="verdict-{verdict.decision}">{verdict.decision}</span>'
        yield "<br>".join(filter(None, (decision, advice(verdict), mark(claim))))

    head = "claim | tested as | measured | would detect | control | verdict"
    return markdown(head, map(row, verdicts))


def verdict_text(verdict: Verdict) -> str:
    """Lines on a claim, its verdict, its control and its registration, for a terminal."""
    claim = verdict.claim
    outcome = "failed as it must" if verdict.control_failed else "DID NOT FAIL"
    decision = ": ".join(filter(None, (verdict.decision, advice(verdict))))
    lines = (
        f"{claim.id}  {claim.quantity}",
        f"predicted {claim.order}; {measured_text(verdict)}  ->  {decision}",
        f"a violation of {_detectable(verdict)} would be detected" * bool(verdict.detectable),
        f"control {claim.control.name}: {control_text(verdict)}  ->  {outcome}",
        shorten(words(claim), WORDS, placeholder=f" ... (python -m fc register {claim.id})"),
    )
    return "\n    ".join(filter(None, lines))


def badge(verdict: Verdict) -> str:
    """One line for the board of the first page: symbol, decision and what was measured."""
    failed = "" if verdict.control_failed else ", but its control did not fail"
    return f"{SYMBOL[verdict.decision]} {verdict.decision}{failed}: {measured_text(verdict)}"


def count_text(verdicts: Sequence[Verdict]) -> str:
    """``41 of 42 supported, 1 refuted``; a claim counts where its control failed as it must."""
    parts = [f"{sum(verdict.passed for verdict in verdicts)} of {len(verdicts)} supported"]
    for decision in ("refuted", "inconclusive"):
        if count := sum(verdict.decision == decision for verdict in verdicts):
            parts.append(f"{count} {decision}")
    return ", ".join(parts)


def cost_text(claims: Iterable[Claim], store: Store) -> str:
    """Lines with the runs and the core seconds of each claim, and of all; see `fc.verify`.

    A run that several claims share is counted for the first, so that the lines add up. All runs
    must be in the store, else a FileNotFoundError.
    """
    counted = set[tuple[str, int]]()
    lines, total = list[str](), 0.0
    for claim in claims:
        own = {(key(job), run) for job, run in claim.jobs()} - counted
        seconds = sum(map(store.seconds, own))
        counted, total = counted | own, total + seconds
        lines.append(f"{claim.id:32} {len(own):6} runs {seconds:9.1f} s")
    return "\n".join([*lines, f"{'all':32} {len(counted):6} runs {total:9.1f} s of one core"])
