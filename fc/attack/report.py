"""Which statements are attacked, and what is told of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from fc.attack import orders
from fc.attack.laws import LAWS
from fc.attack.search import Search, Tried
from fc.attack.statement import Statement
from fc.requirements import require_one_of
from fc.verdicts.judge import FALSE_ALARM

STATEMENTS = {one.name: one for one in (LAWS, *orders.STATEMENTS)}
DIGITS = 4  # Significant ones of what is stored of each setting.


def wanted(names: Sequence[str], known: Mapping[str, Statement]) -> list[Statement]:
    """Statements by name, all without one; a ValueError says which there are."""
    told = {f"{one.name}.{read}": one.name for one in known.values() for read in one.tolerances}
    asked = dict.fromkeys(told.get(name, name) for name in names or known)
    return [known[require_one_of("name", name, [*known])] for name in asked]


def attack(
    statements: Sequence[Statement],
    seed: int = 0,
    settings: int = 300,
    train: int = 6,
    processes: int | None = None,
    store: str | None = None,
) -> list[Search]:
    """Search every statement in turn, as `Search` says; an interruption keeps what was found.

    The probability that a statement is called refuted although all hold is at most `FALSE_ALARM`:
    Bonferroni over everything that is trained.
    """
    tests = train * sum(len(statement.tolerances) for statement in statements)
    how = seed, settings, train, processes, store
    found = [Search(statement, *how, level=FALSE_ALARM / tests) for statement in statements]
    try:
        for one in found:
            one.run()
    except KeyboardInterrupt:
        print("\nInterrupted: this is what was found.", file=sys.stderr)
    return [one for one in found if one.tried]


def rows(found: Sequence[Search]) -> list[dict[str, Any]]:
    """What was found of each quantity of each statement, as plain data."""
    return [
        {
            "name": f"{one.statement.name}.{quantity}",
            "range": one.statement.range,
            "tolerance": tolerance,
            "tried": len(one.tried),
            "unreached": sum(math.isnan(x.misses[quantity].found) for x in one.tried),
            "worst": _told(one.worst(quantity, one.tried), quantity),
            "trained": len(one.trained),
            "worst_trained": _told(one.worst(quantity, one.trained), quantity, p=True),
            "refuted": one.refuted(quantity),
        }
        for one in found
        for quantity, tolerance in one.statement.tolerances.items()
    ]


def _told(one: Tried | None, quantity: str, p: bool = False) -> dict[str, Any] | None:
    if one is None:
        return None
    _, stated, found, over, value = one.misses[quantity]
    told = {"setting": one.coordinates, "quantity": quantity, "stated": stated}
    told |= {"found": None if math.isnan(found) else found, "miss_over_tolerance": over}
    return told | {"p": value} if p else told


def line(row: dict[str, Any]) -> str:
    """One row in words, two lines."""
    worst, trained = row["worst"], row["worst_trained"]
    text = f"{row['name']}  within {row['tolerance']}\n    {row['tried']} tried"
    text += f" ({row['unreached']} came to no end)" if row["unreached"] else ""
    text += f", worst {worst['miss_over_tolerance']:.2f} of the tolerance" if worst else ""
    if trained:
        text += f"; {row['trained']} trained, worst {trained['miss_over_tolerance']:.2f}"
    if not row["refuted"]:
        ended = row["unreached"] < row["tried"]
        return f"{text}  ->  {'not refuted' if ended else 'nothing was tested'}"
    at = (
        f"{x} {y:.3g}" if isinstance(y, float) else f"{x} {y}"
        for x, y in trained["setting"].items()
    )
    return f"{text}  ->  REFUTED at {', '.join(at)}"


def tried(found: Sequence[Search]) -> dict[str, Any]:
    """Every setting that was tried, in brief: coordinates, then misses over tolerances."""

    def brief(one: Tried) -> list[Any]:
        values = [*one.coordinates.values(), *(miss.over for miss in one.misses.values())]
        return [float(f"{x:.{DIGITS}g}") if isinstance(x, float) else x for x in values]

    return {
        one.statement.name: {
            "columns": [*one.statement.space, *one.statement.tolerances],
            "rows": list(map(brief, one.tried)),
        }
        for one in found
    }
