"""Two verifications side by side."""

from collections.abc import Iterable, Sequence

from fc.boards.calibration import OUTCOMES, Tally
from fc.boards.stored import Stored
from fc.boards.tables import control_text, markdown, measured_text
from fc.verdicts.judge import FALSE_ALARM, Verdict

Change = tuple[Verdict, Verdict]


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
        failed = f"; its control did not fail: {control_text(verdict)}"
        found = f"**{verdict.decision}**: {measured_text(verdict)}"
        return found if verdict.control_failed else found + failed

    return markdown(
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
