"""Claims on remedies that weigh the samples, with the groups known or guessed from errors."""

from __future__ import annotations

from fc.beyond.sizes import Sizes
from fc.beyond.spurious_cases import (
    DEBIASED,
    EASY,
    HARD,
    LATER,
    LONG,
    UNLEARNED,
    debiased,
    maker,
)
from fc.claims import Claim
from fc.trend import Range

CURED, NEAR_CHANCE, UNTOUCHED = 0.9, 0.65, 0.1
PURE, IMPURE = 0.9, 0.3
ACCURACY = "accuracy on the minority after {} steps"
PRECISION = "share of the minority among the early model's errors"


def in_brief(sizes: Sizes) -> list[Claim]:
    """The errors of an early model as groups, where the spurious function is learned first."""
    make, errors = maker(sizes), debiased(EASY, "errors")
    return [
        make(
            "errors",
            "Where the spurious function is learned first, weighing the errors of an early model "
            f"brings the accuracy on the minority to at least {CURED} after {DEBIASED} steps.",
            ACCURACY.format(DEBIASED),
            Range(low=CURED),
            [errors],
            f"minority({DEBIASED})",
            ("no weights", debiased(EASY, "none")),
        ),
        make(
            "precision",
            f"There at least {PURE} of its errors are samples of the minority.",
            PRECISION,
            Range(low=PURE),
            [errors],
            "precision",
            ("two staircases", debiased(HARD, "errors")),
        ),
    ]


def claims(sizes: Sizes) -> list[Claim]:
    """Where the early model's errors are not the minority, and what groups and centring do."""
    make, hard, groups = maker(sizes), debiased(HARD, "errors"), debiased(EASY, "groups")
    return [
        make(
            "errors_fail",
            "Where both functions are staircases that are climbed at once, weighing the errors "
            f"leaves the minority at {NEAR_CHANCE} or less after {LONG} steps; so does no remedy.",
            ACCURACY.format(LONG),
            Range(high=NEAR_CHANCE),
            [hard, debiased(HARD, "none")],
            f"minority({LONG})",
            ("the same setting, groups known", debiased(HARD, "groups")),
        ),
        make(
            "precision_fails",
            f"There, and where the spurious function is learned last, at most {IMPURE} of the "
            "errors are samples of the minority.",
            PRECISION,
            Range(high=IMPURE),
            [hard, debiased(LATER, "errors")],
            "precision",
            ("the spurious function is learned first", debiased(EASY, "errors")),
        ),
        make(
            "later",
            "Where the spurious function is learned last there is nothing to cure: with the method "
            f"and without, the accuracy is at least {CURED} after {DEBIASED} steps.",
            ACCURACY.format(DEBIASED),
            Range(low=CURED),
            [debiased(LATER, "errors"), debiased(LATER, "none")],
            f"minority({DEBIASED})",
            ("the spurious function is learned first", debiased(EASY, "none")),
        ),
        make(
            "groups",
            "With the groups known, weighing them brings the accuracy on the minority to at least "
            f"{CURED}.",
            ACCURACY.format(DEBIASED),
            Range(low=CURED),
            [groups],
            f"minority({DEBIASED})",
            ("groups shuffled among the samples", debiased(EASY, "groups_shuffled")),
        ),
        make(
            "centring",
            f"Centring leaves it at {UNTOUCHED} or less after {UNLEARNED} steps: bits have "
            "mean 0 already.",
            ACCURACY.format(UNLEARNED),
            Range(high=UNTOUCHED),
            [debiased(EASY, "centred")],
            f"minority({UNLEARNED})",
            ("groups weighed instead", groups),
            "derived",
        ),
    ]
