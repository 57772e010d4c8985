"""Verdicts in words and tables, for a page or a terminal, and two verifications side by side."""

import ast
import math
import re
from collections.abc import Iterable, Sequence

from fc.boards.calibration import OUTCOMES, Tally
from fc.boards.marks import mark, words
from fc.boards.register import Register, moves
from fc.boards.stored import Stored
from fc.theory.setting_laws import Tolerance
from fc.verdicts.inference import Interval
from fc.verdicts.judge import FALSE_ALARM, Verdict
from fc.verdicts.outcome import Outcome

SYMBOL = {"supported": "✓", "refuted": "✗", "inconclusive": "?"}
Change = tuple[Verdict, Verdict]
# A bound, old and new, and the scales at which it was moved.
AT_SCALE = re.compile(r"order: (.*?)(?: \(((?:smoke|quick|full)[a-z, ]*)\))?")


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
        return "no number of seeds decides where values are missing or not positive"
    if (seeds := verdict.seeds_to_decide) is None:
        return "too near to the bound for any number of seeds up to 10,000"
    return f"{seeds - verdict.claim.seeds} more seeds would decide"


def _measured(verdict: Verdict) -> str:
    return _numbers_text(verdict.measured, verdict.outcome)


def _control_measured(verdict: Verdict) -> str:
    return _numbers_text(verdict.control_measured, verdict.control_outcome)


def _numbers_text(measured: str, outcome: Outcome | None) -> str:
    """The mean nearest to its bound, and the one that decides where that is another."""
    text = f"{measured} {interval_text(outcome.interval if outcome else None)}"
    decides = outcome.decides if outcome else None
    return f"{text}, {interval_text(decides)} decides" if decides else text


def _detectable(verdict: Verdict) -> str:
    return "–" if verdict.detectable is None else f"{verdict.detectable:.2g}"


def _markdown(head: str, rows: Iterable[Iterable[str]]) -> str:
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
        also = other.get(claim.id)
        quick = f"<br>quick run: {_measured(also)}, {also.decision}" if also else ""
        yield _measured(verdict) + quick
        yield _detectable(verdict)
        control = "refuted" if verdict.control_failed else "**not refuted**"
        yield f"{claim.control.name}: {_control_measured(verdict)}, {control}"
        decision = f'<span class="verdict-{verdict.decision}">{verdict.decision}</span>'
        yield "<br>".join(filter(None, (decision, advice(verdict), mark(claim))))

    head = "claim | tested as | measured | would detect | control | verdict"
    return _markdown(head, map(row, verdicts))


def verdict_text(verdict: Verdict) -> str:
    """Lines on a claim, its verdict, its control and its registration, for a terminal."""
    claim = verdict.claim
    outcome = "failed as it must" if verdict.control_failed else "DID NOT FAIL"
    decision = ": ".join(filter(None, (verdict.decision, advice(verdict))))
    registered = words(claim)
    looks = f"; {claim.seeds} seeds, up to {verdict.looks} looks" if verdict.looks > 1 else ""
    return (
        f"{claim.id}  {claim.quantity}\n"
        f"    predicted {claim.order}; {_measured(verdict)}{looks}  ->  {decision}\n"
        f"    a violation of {_detectable(verdict)} would be detected\n"
        f"    control {claim.control.name}: {_control_measured(verdict)}  ->  {outcome}"
        + f"\n    {registered}"
        * bool(registered)
    )


def badge(verdict: Verdict) -> str:
    """One line for the board of the first page: symbol, decision and what was measured."""
    failed = "" if verdict.control_failed else ", but its control did not fail"
    return f"{SYMBOL[verdict.decision]} {verdict.decision}{failed}: {_measured(verdict)}"


def count_text(verdicts: Sequence[Verdict]) -> str:
    """``41 of 42 supported, 1 refuted``; a claim counts where its control failed as it must."""
    parts = [f"{sum(verdict.passed for verdict in verdicts)} of {len(verdicts)} supported"]
    for decision in ("refuted", "inconclusive"):
        if count := sum(verdict.decision == decision for verdict in verdicts):
            parts.append(f"{count} {decision}")
    return ", ".join(parts)


def changes(before: Stored, after: Stored) -> list[Change]:
    """Pairs of verdicts on one claim that differ in the decision, or in whether the control failed.

    A ValueError unless the two are verifications of the same claims at the same scale.
    """
    if (before.names, before.scale) != (after.names, after.scale):
        one, other = (
            f"{' '.join(stored.names) or 'the theorems'} at the scale {stored.scale}"
            for stored in (before, after)
        )
        raise ValueError(f"both files must hold the same claims, got {one} and {other}")
    pairs = zip(before.verdicts(), after.verdicts(), strict=True)
    return [
        (old, new)
        for old, new in pairs
        if (old.decision, old.control_failed) != (new.decision, new.control_failed)
    ]


def change_table(changed: Iterable[Change]) -> str:
    """Markdown table with one row a change."""

    def cell(verdict: Verdict) -> str:
        failed = f"; its control did not fail: {_control_measured(verdict)}"
        found = f"**{verdict.decision}**: {_measured(verdict)}"
        return found if verdict.control_failed else found + failed

    return _markdown(
        "claim | quantity | before | now",
        ((f"`{old.claim.id}`", old.claim.quantity, cell(old), cell(new)) for old, new in changed),
    )


def chance_text(scale: str, tallies: Sequence[Tally] = ()) -> str:
    """Sentences on how often the seed alone changes a verdict: the bound, and what was counted."""
    text = (
        "If every claim is true, a board shows a refuted one with a probability of at most "
        f"{FALSE_ALARM:.0%}: with new seeds, on average at "
        f"most one run in {round(1 / FALSE_ALARM)}. For inconclusive claims and controls there is "
        "no such bound."
    )
    words = ("a refuted claim", "an inconclusive one", "a control that did not fail")
    for tally in (tally for tally in tallies if tally.scale == scale):
        boards = map(tally.boards_with, OUTCOMES)
        counts = ", ".join(f"{n} with {what}" for n, what in zip(boards, words, strict=True))
        text += (
            f" Of {tally.boards} boards counted at the scale {scale}, each with another seed, "
            f"there were {counts}."
        )
    return text


def _bounds(moved: Iterable[str]) -> Iterable[str]:
    """The bounds among what was moved, old and new, each with the scales that it concerns."""
    scales: dict[str, list[str]] = {}
    for text in moved:
        if found := AT_SCALE.fullmatch(text):
            scales.setdefault(found[1], []).append(found[2] or "")
    for bound, of in scales.items():
        shown = re.sub(r"\d\.\d{5,}", lambda x: f"{float(x[0]):.3g}", _tolerances(bound))
        yield f"`{shown}`" + f" ({', '.join(of)})" * any(of)


def _tolerances(bound: str) -> str:
    """A bound in units of tolerances by these, where they are what was moved."""
    if "'units'" not in bound:
        return bound
    before, after = (ast.literal_eval(x)["units"] for x in bound.split(" -> "))
    told = [
        f"{name} {' -> '.join(str(Tolerance(*x[name])) for x in (before, after) if name in x)}"
        for name in after
        if before.get(name) != after[name]
    ]
    return "; ".join(told)


def moved_table(register: Register) -> str:
    """Markdown table of what was moved after the data were seen, of claims that stand.

    The bounds come first. Claims that were moved on one occasion share a row.
    """
    rows: dict[tuple[str, str, str], list[str]] = {}
    for name in (name for name in register.claims if register.last(name)):
        for entry in register.standing(name).moved:
            what = "; ".join([moves(entry), *_bounds(entry.get("moved", ()))])
            rows.setdefault((what, entry["why"], entry["date"][:10]), []).append(f"`{name}`")
    return _markdown(
        "what | claims | why | date",
        (
            (what, ", ".join(names), why, date)
            for (what, why, date), names in sorted(
                rows.items(), key=lambda row: not row[0][0].startswith("bound")
            )
        ),
    )
