"""Two verifications side by side, and what was moved between two states of the register."""

import ast
import re
from collections.abc import Iterable, Sequence

from fc.boards.calibration import OUTCOMES, Tally
from fc.boards.register import Register, moves
from fc.boards.stored import Stored
from fc.boards.tables import control_text, markdown, measured_text
from fc.theory.setting_laws import Tolerance
from fc.verdicts.judge import FALSE_ALARM, Verdict

Change = tuple[Verdict, Verdict]
# A bound, old and new, and the scales at which it was moved.
AT_SCALE = re.compile(r"order: (.*?)(?: \(((?:smoke|quick|full)[a-z, ]*)\))?")


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
    return markdown(
        "what | claims | why | date",
        (
            (what, ", ".join(names), why, date)
            for (what, why, date), names in sorted(
                rows.items(), key=lambda row: not row[0][0].startswith("bound")
            )
        ),
    )
