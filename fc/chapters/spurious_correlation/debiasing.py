"""Claims on remedies that weigh the samples, with the groups known or guessed from errors."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation.cases import (
    DEBIASED,
    EARLY,
    EASY,
    HARD,
    LATER,
    LONG,
    LONGEST,
    STOPS,
    debiased,
    maker,
)
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

CURED, NEAR_CHANCE, UNTOUCHED = 0.9, 0.65, 0.1
PURE, IMPURE, MIXED = 0.9, 0.3, 0.6
HELPED, SOME = 0.8, 0.4
TOO_EARLY = tuple(t for t in STOPS[EASY] if t < EARLY)
ACCURACY = "accuracy on the minority after {} steps"
PRECISION = "share of the minority among the early model's errors"


def in_brief(sizes: Scale) -> list[Claim]:
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
            f"There at least {PURE} of its errors after {EARLY} steps are samples of the minority.",
            PRECISION,
            Range(low=PURE),
            [errors],
            "precision",
            (f"stopped at {TOO_EARLY[1]}", debiased(EASY, "errors", TOO_EARLY[1])),
        ),
    ]


def claims(sizes: Scale) -> list[Claim]:
    """Where the early model's errors are not the minority, and what groups and centring do."""
    make, hard, groups = maker(sizes), debiased(HARD, "errors"), debiased(EASY, "groups")
    waited, plain = [debiased(HARD, "errors", t) for t in STOPS[HARD][1:]], debiased(HARD, "none")
    return [
        make(
            "precision_early",
            f"Where the spurious function is learned first, at most {MIXED} of the errors of a "
            f"model stopped at {TOO_EARLY[0]}, {TOO_EARLY[1]} or {TOO_EARLY[2]} steps "
            "are samples of the minority.",
            PRECISION,
            Range(high=MIXED),
            [debiased(EASY, "errors", t) for t in TOO_EARLY],
            "precision",
            (f"stopped at {STOPS[EASY][-1]}", debiased(EASY, "errors", STOPS[EASY][-1])),
        ),
        make(
            "errors_fail",
            "Where both functions are staircases that are climbed at once, weighing the errors "
            f"of a model stopped at {EARLY} steps leaves the minority at {NEAR_CHANCE} or less "
            f"after {LONG} steps; so does no remedy.",
            ACCURACY.format(LONG),
            Range(high=NEAR_CHANCE),
            [hard, plain],
            f"minority({LONG})",
            (f"stopped at {STOPS[HARD][-1]}", waited[-1]),
        ),
        make(
            "errors_stopped",
            "There an early model that is stopped at 300, 450 or 600 steps brings it to at least "
            f"{HELPED} after {LONGEST} steps.",
            ACCURACY.format(LONGEST),
            Range(low=HELPED),
            waited,
            f"minority({LONGEST})",
            ("no weights", plain),
        ),
        make(
            "precision_hard",
            f"Stopped at 450 or 600 steps at least {SOME} of its errors there are samples of the "
            "minority.",
            PRECISION,
            Range(low=SOME),
            waited[1:],
            "precision",
            (f"stopped at {EARLY}", hard),
        ),
        make(
            "precision_fails",
            f"Stopped at {EARLY} steps, or at {EARLY}, 150 and 200 where the spurious "
            f"function is learned last, at most {IMPURE} of them are.",
            PRECISION,
            Range(high=IMPURE),
            [hard, *(debiased(LATER, "errors", t) for t in STOPS[LATER])],
            "precision",
            (f"two staircases, stopped at {STOPS[HARD][-1]}", waited[-1]),
        ),
        make(
            "later",
            "Where the spurious function is learned last there is nothing to cure: without "
            "weights, and with those of errors or groups, the accuracy is at least "
            f"{CURED} after {DEBIASED} steps.",
            ACCURACY.format(DEBIASED),
            Range(low=CURED),
            [debiased(LATER, method) for method in ("none", "errors", "groups")],
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
            "groups_hard",
            f"With two staircases and the groups known it is at least {CURED} after {LONGEST} "
            "steps.",
            ACCURACY.format(LONGEST),
            Range(low=CURED),
            [debiased(HARD, "groups")],
            f"minority({LONGEST})",
            ("no weights", plain),
        ),
        make(
            "centring",
            "Centring the inputs, bits of mean 0, changes the accuracy on the minority after "
            f"{LONG} steps by at most {UNTOUCHED}.",
            f"{ACCURACY.format(LONG)}, centred minus as they are",
            Range(-UNTOUCHED, UNTOUCHED),
            [debiased(EASY, "centred")],
            f"added({LONG})",
            ("1 subtracted from every bit", debiased(EASY, "shifted")),
            "derived",
        ),
    ]
