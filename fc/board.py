"""Verdicts as a table for a page."""

from __future__ import annotations

from collections.abc import Iterable

from fc.claims import Verdict
from fc.trend import Interval

SYMBOL = {"supported": "✓", "refuted": "✗", "inconclusive": "?"}


def interval_text(interval: Interval | None) -> str:
    """``0.91 [0.86, 0.97]``, or a dash."""
    if interval is None:
        return "–"
    return f"{interval.estimate:.3g} [{interval.low:.3g}, {interval.high:.3g}]"


def verdict_table(verdicts: Iterable[Verdict]) -> str:
    """Markdown table with one row a claim; the verdict is a badge that book.css draws."""
    lines = [
        "| claim | tested as | measured | control | verdict |",
        "|---|---|---|---|---|",
    ]
    for verdict in verdicts:
        claim = verdict.claim
        control = "refuted" if verdict.control_failed else "**not refuted**"
        cells = [
            claim.statement + (" (derived here)" if claim.source == "derived" else ""),
            claim.order.tex,
            f"{verdict.measured} {interval_text(verdict.interval)}",
            f"{claim.control.name}: {interval_text(verdict.control_interval)}, {control}",
            f'<span class="verdict-{verdict.decision}">{verdict.decision}</span>',
        ]
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(lines)


def badge(verdict: Verdict) -> str:
    """Short text for the board of the first page: a symbol and the decision."""
    failed = "" if verdict.control_failed else " (control did not fail)"
    return f"{SYMBOL[verdict.decision]} {verdict.decision}{failed}"
