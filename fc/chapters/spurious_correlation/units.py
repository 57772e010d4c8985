"""Claims on what the hidden units carry: retention, two sub-networks, a last layer fitted anew."""

from fc.chapters.spurious_correlation.cases import AGREEMENT, DEBIASED, EARLY, NEAR_CHANCE, beside
from fc.experiments.boolean.hidden_units import HiddenUnits
from fc.experiments.boolean.training import ADAM
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

SQUARED = Recipe("squared", "adam", 2e-3, 2500)
RETRAINED, LATE = 300, 1000
FEWEST = 10  # Samples of each group that a new last layer is fitted to.
TOLD = 0.95
KEPT = 0.2  # A relative error.
START, PLATEAU = 50, 200  # theta grows; it is fitted, and the core has not come.
VERY_STRONG = 0.98
# What is read, and what that is.
PROBE = f"decoded({LATE})", f"accuracy of the probe after {LATE} steps"
ACCURACY = f"before({LATE})", f"accuracy on the minority after {LATE} steps"
FITTED = f"over_best({PLATEAU})", f"theta after {PLATEAU} steps, over that of the smallest loss"
THETA = f"theta after {LATE} steps"
KEPT_PART = f"{THETA}, over that of the smallest logistic loss beside the core"
LIKE_SPURIOUS, LIKE_CORE = (f"correlation of their output with f_{x}" for x in "sc")
GAINED = f"gain({RETRAINED})", "accuracy on the minority after retraining, minus that before"
AFTER = "accuracy on the minority after balanced retraining"
AS_THEY_COME = "accuracy on the minority after a fit to samples of the training distribution"


def taken_apart(spurious: str, agreement: float = AGREEMENT, recipe: Recipe = ADAM) -> HiddenUnits:
    """The hidden units of such a network, at the steps that the claims read."""
    at = (START, EARLY, PLATEAU, RETRAINED, DEBIASED, LATE)
    return HiddenUnits(beside(spurious, agreement), at, recipe)


def claims(say: Statements) -> list[Claim]:
    """Retention, the sub-networks, and retraining of the last layer."""
    kept, simple = taken_apart("parity 3"), taken_apart("parity 2")
    squared = taken_apart("parity 2", recipe=SQUARED)
    strong, random = taken_apart("parity 2", VERY_STRONG), "as many neurons at random"
    return [
        say(
            "retention",
            "After the core has been learned a linear probe of the hidden units still tells the "
            f"spurious XOR that came before, with an accuracy of at least {TOLD}.",
        )
        .of([simple, squared], *PROBE, low=TOLD)
        .against("lambda = 1/2", taken_apart("parity 2", 0.5)),
        say("learned", f"By then accuracy on the minority is at least {TOLD}.")
        .of([kept, simple, squared], *ACCURACY, low=TOLD)
        .against(f"after {EARLY} steps", simple, f"before({EARLY})"),
        say(
            "fitted",
            r"Before the core comes the output carries $\theta f_s$, $\theta$ within "
            "10% of the best.",
        )
        .of(simple, *FITTED, low=0.9, high=1.1)
        .against(f"after {START} steps", read=f"over_best({START})"),
        say(
            "kept",
            r"Under the logistic loss the output keeps $\theta f_s$ beside the core, $\theta$ "
            f"within {KEPT:.0%} of the best, about half of what it was.",
        )
        .of(simple, f"over_best({LATE})", KEPT_PART, low=1 - KEPT, high=1 + KEPT)
        .against("squared loss", squared),
        say("let_go", rf"Under the squared loss $\theta$ is at most 0.1 after {LATE} steps.")
        .of(squared, f"spurious_part({LATE})", THETA, within=0.1)
        .against("logistic loss", simple),
        say(
            "together",
            "A spurious parity of degree 3, which comes with the core, ends within "
            rf"{KEPT:.0%} of the best $\theta$, too.",
        )
        .of(kept, f"over_best({LATE})", KEPT_PART, low=1 - KEPT, high=1 + KEPT)
        .against("a spurious parity of degree 5, not learned", taken_apart("parity 5")),
        say(
            "spurious_half",
            "The neurons with most of their weight on spurious bits give an output that has a "
            r"correlation of at least 0.8 with $f_s$.",
        )
        .of(kept, f"spurious_half.spurious({LATE})", LIKE_SPURIOUS, low=0.8)
        .against(random, read=f"random_half.spurious({LATE})"),
        say("spurious_half_core", r"That output has a correlation of at most 0.2 with $f_c$.")
        .of(kept, f"spurious_half.core({LATE})", LIKE_CORE, within=0.2)
        .against(random, read=f"random_half.core({LATE})"),
        say("core_half", "The other neurons give one that has at least 0.95 with $f_c$.")
        .of(kept, f"core_half.core({LATE})", LIKE_CORE, low=0.95)
        .against(random, read=f"random_core_half.core({LATE})"),
        say(
            "retraining",
            f"At step {RETRAINED} a last layer fitted to balanced data adds at least 0.75 to the "
            "accuracy on the minority.",
        )
        .of(simple, *GAINED, low=0.75)
        .against(f"at step {EARLY}", read=f"gain({EARLY})"),
        say(
            "retraining_early",
            f"At step {EARLY}, before the units carry the core, balanced retraining leaves at most "
            f"{NEAR_CHANCE}.",
        )
        .of(simple, f"after({EARLY})", AFTER, high=NEAR_CHANCE)
        .against(f"at step {RETRAINED}", read=f"after({RETRAINED})"),
        say(
            "retraining_unbalanced",
            f"At step {DEBIASED} balance is not needed: a last layer fitted to data as they come "
            f"gives at least 0.9.",
        )
        .of(simple, f"after_unbalanced({DEBIASED})", AS_THEY_COME, low=0.9)
        .against(f"at step {RETRAINED}", read=f"after_unbalanced({RETRAINED})"),
        say(
            "retraining_few",
            f"With {FEWEST} samples of each group it leaves at most {NEAR_CHANCE} at step "
            f"{RETRAINED}.",
        )
        .of(simple, f"few({RETRAINED},{FEWEST})", AFTER, high=NEAR_CHANCE)
        .against("300 samples of each group", read=f"few({RETRAINED},300)"),
        say(
            "retraining_strong",
            rf"At $\lambda = {VERY_STRONG}$, where the units carry less of the core, it leaves at "
            f"most 0.8 at step {RETRAINED}.",
        )
        .of(strong, f"after({RETRAINED})", AFTER, high=0.8)
        .against(f"lambda = {AGREEMENT}", simple),
    ]
