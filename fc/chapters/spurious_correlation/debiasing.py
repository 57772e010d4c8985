"""Claims on remedies that weigh the samples, with the groups known or guessed from errors."""

from fc.chapters.spurious_correlation import cases
from fc.chapters.spurious_correlation.cases import AGREEMENT, DEBIASED, EARLY
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.debiasing import Debiasing
from fc.verdicts.claim import Claim, Statements

# Without a remedy the core has not begun at step 300, and is learned after the last of these.
LONG, LONGEST = 600, 1000
# Debiasing: the spurious function is learned first; both staircases are climbed at once; the
# spurious function is not learned before the core.
EASY = BooleanSetting(cases.parity(4), cases.parity(2), AGREEMENT)
HARD = BooleanSetting(cases.staircase(7), cases.staircase(5), AGREEMENT)
LATER = BooleanSetting(cases.parity(4), cases.parity(5), AGREEMENT)
# Steps at which the early model of each setting is stopped.
STOPS = {EASY: (10, 30, 50, EARLY, 300), HARD: (EARLY, 300, 450, 600), LATER: (EARLY, 150, 200)}
RIGHT = 0.9
TOO_EARLY = tuple(t for t in STOPS[EASY] if t < EARLY)
# What is read, and what that is.
PRECISION = "precision", "share of the minority among the early model's errors"
ACCURACY, ACCURACY_LONG, ACCURACY_LONGEST = (
    (f"minority({t})", f"accuracy on the minority after {t} steps")
    for t in (DEBIASED, LONG, LONGEST)
)
ADDED = f"added({LONG})", f"{ACCURACY_LONG[1]}, centred minus as they are"


def debiased(setting: BooleanSetting, method: str, early: int = EARLY) -> Debiasing:
    """A remedy that weighs the samples; the hard setting, which is slower, is followed longer."""
    at = (300, DEBIASED, LONG, *([LONGEST] if setting == HARD else []))
    return Debiasing(setting, method, at, early)


def claims(say: Statements) -> list[Claim]:
    """The errors of an early model as groups, where they are not, and groups that are known."""
    errors, none = debiased(EASY, "errors"), debiased(EASY, "none")
    easy, hard, later = (
        [debiased(setting, "errors", t) for t in STOPS[setting]] for setting in (EASY, HARD, LATER)
    )
    plain = "no weights", debiased(HARD, "none")
    return [
        say(
            "errors",
            "Where the spurious function is learned first, weighing the errors of an early model "
            f"brings the accuracy on the minority to at least {RIGHT} after {DEBIASED} steps.",
        )
        .of(errors, *ACCURACY, low=RIGHT)
        .against("no weights", none),
        say(
            "precision",
            f"There at least 0.9 of its errors after {EARLY} steps are samples of the minority.",
        )
        .of(errors, *PRECISION, low=0.9)
        .against(f"stopped at {TOO_EARLY[1]}", easy[1]),
        say(
            "precision_early",
            f"Where the spurious function is learned first, at most 0.6 of the errors of a "
            f"model stopped at {TOO_EARLY[0]}, {TOO_EARLY[1]} or {TOO_EARLY[2]} steps "
            "are samples of the minority.",
        )
        .of(easy[: len(TOO_EARLY)], *PRECISION, high=0.6)
        .against(f"stopped at {STOPS[EASY][-1]}", easy[-1]),
        say(
            "errors_fail",
            "Where both functions are staircases that are climbed at once, weighing the errors "
            f"of a model stopped at {EARLY} steps leaves the minority at {cases.NEAR_CHANCE} or "
            f"less after {LONG} steps; so does no remedy.",
        )
        .of([hard[0], plain[1]], *ACCURACY_LONG, high=cases.NEAR_CHANCE)
        .against(f"stopped at {STOPS[HARD][-1]}", hard[-1]),
        say(
            "errors_stopped",
            "There an early model that is stopped at 300, 450 or 600 steps brings it to at least "
            f"0.8 after {LONGEST} steps.",
        )
        .of(hard[1:], *ACCURACY_LONGEST, low=0.8)
        .against(*plain),
        say(
            "precision_hard",
            "Stopped at 450 or 600 steps at least 0.4 of its errors there are samples of the "
            "minority.",
        )
        .of(hard[2:], *PRECISION, low=0.4)
        .against(f"stopped at {EARLY}", hard[0]),
        say(
            "precision_fails",
            f"Stopped at {EARLY} steps, or at {EARLY}, 150 and 200 where the spurious "
            f"function is learned last, at most 0.3 of them are.",
        )
        .of([hard[0], *later], *PRECISION, high=0.3)
        .against(f"two staircases, stopped at {STOPS[HARD][-1]}", hard[-1]),
        say(
            "later",
            "Where the spurious function is learned last there is nothing to cure: without "
            "weights, and with those of errors or groups, the accuracy is at least "
            f"{RIGHT} after {DEBIASED} steps.",
        )
        .of([debiased(LATER, x) for x in ("none", "errors", "groups")], *ACCURACY, low=RIGHT)
        .against("the spurious function is learned first", none),
        say(
            "groups",
            "With the groups known, weighing them brings the accuracy on the minority to at least "
            f"{RIGHT}.",
        )
        .of(debiased(EASY, "groups"), *ACCURACY, low=RIGHT)
        .against("groups shuffled among the samples", debiased(EASY, "groups_shuffled")),
        say(
            "groups_hard",
            f"With two staircases and the groups known it is at least {RIGHT} after {LONGEST} "
            "steps.",
        )
        .of(debiased(HARD, "groups"), *ACCURACY_LONGEST, low=RIGHT)
        .against(*plain),
        say.derived(
            "centring",
            "Centring the inputs, bits of mean 0, changes the accuracy on the minority after "
            f"{LONG} steps by at most 0.1.",
        )
        .of(debiased(EASY, "centred"), *ADDED, within=0.1)
        .against("1 subtracted from every bit", debiased(EASY, "shifted")),
    ]
