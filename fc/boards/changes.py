"""Two verifications side by side: which verdicts changed, and how often chance does that."""

from collections.abc import Iterable, Sequence

from fc.boards.calibration import Tally
from fc.boards.stored import Stored
from fc.boards.tables import interval_text
from fc.verdicts.judge import FALSE_ALARM, Verdict

Change = tuple[Verdict, Verdict]


def changes(before: Stored, after: Stored) -> list[Change]:
    """Pairs of verdicts on one claim that differ in the decision, or in whether the control failed.

    Raises
    ------
    ValueError
        If the two are not verifications of the same claims at the same scale.
    """
    if (before.names, before.scale) != (after.names, after.scale):
        one, other = (
            f"{' '.join(stored.names) or 'the theorems'} at the scale {stored.scale}"
            for stored in (before, after)
        )
        raise ValueError(f"both files must hold the same claims, got {one} and {other}")
    pairs = zip(before.verdicts(), after.verdicts(), strict=True)
    return [(old, new) for old, new in pairs if _outcome(old) != _outcome(new)]


def change_table(changed: Iterable[Change]) -> str:
    """Markdown table with one row a change."""
    lines = ["| claim | quantity | before | now |", "|---|---|---|---|"]
    for old, new in changed:
        cells = (f"`{old.claim.id}`", old.claim.quantity, _cell(old), _cell(new))
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(lines)


def chance_text(scale: str, tallies: Sequence[Tally] = ()) -> str:
    """Sentences on how often the seed alone changes a verdict: the bound, and what was counted."""
    text = (
        "If every claim is true, a board shows a refuted one with a probability of at most "
        f"{FALSE_ALARM:.0%} where runs are normally distributed: with new seeds, on average at "
        f"most one run in {round(1 / FALSE_ALARM)}. For inconclusive claims and controls there is "
        "no such bound."
    )
    for tally in tallies:
        if tally.scale == scale:
            counts = [
                f"{tally.boards_with(outcome)} with {words}"
                for outcome, words in (
                    ("refuted", "a refuted claim"),
                    ("inconclusive", "an inconclusive one"),
                    ("control did not fail", "a control that did not fail"),
                )
            ]
            text += (
                f" Of {tally.boards} boards counted at the scale {scale}, each with another seed, "
                f"there were {', '.join(counts)}."
            )
    return text


def _outcome(verdict: Verdict) -> tuple[str, bool]:
    return verdict.decision, verdict.control_failed


def _cell(verdict: Verdict) -> str:
    text = f"**{verdict.decision}**: {verdict.measured} {interval_text(verdict.interval)}"
    if verdict.control_failed:
        return text
    measured = f"{verdict.control_measured} {interval_text(verdict.control_interval)}"
    return f"{text}; its control did not fail: {measured}"
