"""Which statements are attacked, all of them within a time, and what is told of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

from fc.attack import activations, orders
from fc.attack.laws import LAWS, POPULATION
from fc.attack.search import Found, Search, Tried
from fc.attack.statement import Statement
from fc.requirements import require_one_of
from fc.verdicts.judge import FALSE_ALARM

STATEMENTS = {
    one.name: one for one in (LAWS, POPULATION, *activations.STATEMENTS, *orders.STATEMENTS)
}
DIGITS = 4  # Significant ones of what is stored of each setting.


def wanted(names: Sequence[str]) -> list[Statement]:
    """Statements by name, all without one; a ValueError says which there are."""
    return [STATEMENTS[require_one_of("name", name, [*STATEMENTS])] for name in names or STATEMENTS]


def attack(
    statements: Sequence[Statement],
    seed: int = 0,
    minutes: float = math.inf,
    settings: int = 10**6,
    train: int = 6,
    processes: int | None = None,
    store: str | None = None,
) -> list[Found]:
    """Search every statement in turn; an interruption ends it, and keeps what was found.

    Parameters
    ----------
    minutes : float
        In all, shared alike.
    settings, train : int
        Of each statement, at most: tried by the cheap route, and trained.

    Notes
    -----
    The probability that a statement is called refuted although all hold is at most `FALSE_ALARM`:
    Bonferroni over everything that is trained.
    """
    tests = train * sum(len(statement.tolerances) for statement in statements)
    found = [Found(statement, level=FALSE_ALARM / tests) for statement in statements]
    seconds = 60 * minutes / len(statements)
    try:
        for one in found:
            most = max(settings // one.statement.thin, 1)
            Search(one, seed, most, train, seconds, processes, store).run()
            print(f"\n{one.statement.name}: done" if sys.stderr.isatty() else "", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted: this is what was found.", file=sys.stderr)
    return [one for one in found if one.tried]


def rows(found: Sequence[Found]) -> list[dict[str, Any]]:
    """What was found of each quantity of each statement, as plain data."""
    return [_row(one, quantity) for one in found for quantity in one.statement.tolerances]


def _row(found: Found, quantity: str) -> dict[str, Any]:
    statement, trained = found.statement, found.worst(quantity, found.trained)
    worst = found.worst(quantity, found.tried)
    return {
        "name": f"{statement.name}.{quantity}",
        "range": statement.range,
        "tolerance": statement.tolerances[quantity],
        "tried": len(found.tried),
        "worst": worst and _told(worst, quantity),
        "trained": len(found.trained),
        "worst_trained": trained and _told(trained, quantity) | {"p": trained.misses[quantity].p},
        "refuted": found.refuted(quantity),
    }


def line(row: dict[str, Any]) -> str:
    """One row in words."""
    worst, trained = row["worst"], row["worst_trained"]
    text = f"{row['name']:24} within {row['tolerance']}: {row['tried']} tried"
    text += f", worst {worst['miss_over_tolerance']:.2f} of the tolerance" if worst else ""
    if trained:
        text += f"; {row['trained']} trained, worst {trained['miss_over_tolerance']:.2f}"
    return f"{text}  ->  {'REFUTED' if row['refuted'] else 'not refuted'}"


def _told(one: Tried, quantity: str) -> dict[str, Any]:
    miss = one.misses[quantity]
    numbers = {"stated": miss.stated, "found": miss.found, "miss_over_tolerance": miss.over}
    return {"setting": one.coordinates, "quantity": quantity, **numbers}


def tried(found: Sequence[Found]) -> dict[str, Any]:
    """Every setting that was tried, in brief: coordinates, then misses over tolerances."""
    return {
        one.statement.name: {
            "columns": [*one.statement.space, *one.statement.tolerances],
            "rows": [
                [_brief(x) for x in one_tried.coordinates.values()]
                + [_brief(one_tried.misses[name].over) for name in one.statement.tolerances]
                for one_tried in one.tried
            ],
        }
        for one in found
    }


def _brief(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
