"""What of the claims was moved after their data had been seen, as a table."""

import ast
import re
from collections.abc import Iterable

from fc.boards.register import Register, moves
from fc.boards.tables import markdown
from fc.theory.setting_laws import Tolerance

# A bound, old and new, and the scales at which it was moved.
AT_SCALE = re.compile(r"order: (.*?)(?: \(((?:smoke|quick|full)[a-z, ]*)\))?")


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
