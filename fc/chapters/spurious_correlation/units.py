"""Claims on what the hidden units carry: retention, two sub-networks, a last layer fitted anew."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation.cases import (
    AGREEMENT,
    DEBIASED,
    EARLY,
    FEWEST,
    LATE,
    MOST,
    RETRAINED,
    SQUARED,
    maker,
    taken_apart,
)
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

TOLD = 0.95
FIT, KEPT = 0.1, 0.2  # Relative errors.
GONE = 0.1
FITTED = 200
GAIN, AS_GOOD = 0.75, 0.9
NEAR_CHANCE, SHORT = 0.65, 0.8
ALIKE, CORE_ALIKE, UNLIKE = 0.8, 0.95, 0.2
VERY_STRONG = 0.98
AFTER = "accuracy on the minority after balanced retraining"


def in_brief(sizes: Scale) -> Claim:
    """Balanced retraining."""
    simple = taken_apart("parity 2")
    return maker(sizes)(
        "retraining",
        f"At step {RETRAINED} a last layer fitted to balanced data adds at least {GAIN} to the "
        "accuracy on the minority.",
        "accuracy on the minority after retraining, minus that before",
        Range(low=GAIN),
        [simple],
        f"gain({RETRAINED})",
        (f"at step {EARLY}", simple, f"gain({EARLY})"),
    )


def claims(sizes: Scale) -> list[Claim]:
    """Retention, the sub-networks, and where retraining ends."""
    make, kept = maker(sizes), taken_apart("parity 3")
    simple, strong = taken_apart("parity 2"), taken_apart("parity 2", VERY_STRONG)
    squared = taken_apart("parity 2", recipe=SQUARED)
    return [
        make(
            "retention",
            "After the core has been learned a linear probe of the hidden units still tells the "
            f"spurious XOR that came before, with an accuracy of at least {TOLD}.",
            f"accuracy of the probe after {LATE} steps",
            Range(low=TOLD),
            [simple, squared],
            f"decoded({LATE})",
            ("lambda = 1/2", taken_apart("parity 2", 0.5)),
        ),
        make(
            "learned",
            f"By then accuracy on the minority is at least {TOLD}.",
            f"accuracy on the minority after {LATE} steps",
            Range(low=TOLD),
            [kept, simple, squared],
            f"before({LATE})",
            (f"after {EARLY} steps", simple, f"before({EARLY})"),
        ),
        make(
            "fitted",
            r"Before the core comes the output carries $\theta f_s$, $\theta$ within "
            f"{FIT:.0%} of the best.",
            f"theta after {FITTED} steps, over that of the smallest loss",
            Range(1 - FIT, 1 + FIT),
            [simple],
            f"over_best({FITTED})",
            ("after 50 steps", simple, "over_best(50)"),
        ),
        make(
            "kept",
            r"Under the logistic loss the output keeps $\theta f_s$ beside the core, $\theta$ "
            f"within {KEPT:.0%} of the best, about half of what it was.",
            f"theta after {LATE} steps, over that of the smallest logistic loss beside the core",
            Range(1 - KEPT, 1 + KEPT),
            [simple],
            f"over_best({LATE})",
            ("squared loss", squared),
        ),
        make(
            "let_go",
            r"Under the squared loss $\theta$ is at most "
            f"{GONE} after {LATE} steps.",
            f"theta after {LATE} steps",
            Range(-GONE, GONE),
            [squared],
            f"spurious_part({LATE})",
            ("logistic loss", simple),
        ),
        make(
            "together",
            "A spurious parity of degree 3, which comes with the core, ends within "
            rf"{KEPT:.0%} of the best $\theta$, too.",
            f"theta after {LATE} steps, over that of the smallest logistic loss beside the core",
            Range(1 - KEPT, 1 + KEPT),
            [kept],
            f"over_best({LATE})",
            ("a spurious parity of degree 5, not learned", taken_apart("parity 5")),
        ),
        make(
            "spurious_half",
            "The neurons with most of their weight on spurious bits give an output that has a "
            rf"correlation of at least {ALIKE} with $f_s$.",
            "correlation of their output with f_s",
            Range(low=ALIKE),
            [kept],
            f"spurious_half.spurious({LATE})",
            ("as many neurons at random", kept, f"random_half.spurious({LATE})"),
        ),
        make(
            "spurious_half_core",
            rf"That output has a correlation of at most {UNLIKE} with $f_c$.",
            "correlation of their output with f_c",
            Range(-UNLIKE, UNLIKE),
            [kept],
            f"spurious_half.core({LATE})",
            ("as many neurons at random", kept, f"random_half.core({LATE})"),
        ),
        make(
            "core_half",
            rf"The other neurons give one that has at least {CORE_ALIKE} with $f_c$.",
            "correlation of their output with f_c",
            Range(low=CORE_ALIKE),
            [kept],
            f"core_half.core({LATE})",
            ("as many neurons at random", kept, f"random_core_half.core({LATE})"),
        ),
        make(
            "retraining_early",
            f"At step {EARLY}, before the units carry the core, balanced retraining leaves at most "
            f"{NEAR_CHANCE}.",
            AFTER,
            Range(high=NEAR_CHANCE),
            [simple],
            f"after({EARLY})",
            (f"at step {RETRAINED}", simple, f"after({RETRAINED})"),
        ),
        make(
            "retraining_unbalanced",
            f"At step {DEBIASED} balance is not needed: a last layer fitted to data as they come "
            f"gives at least {AS_GOOD}.",
            "accuracy on the minority after a fit to samples of the training distribution",
            Range(low=AS_GOOD),
            [simple],
            f"after_unbalanced({DEBIASED})",
            (f"at step {RETRAINED}", simple, f"after_unbalanced({RETRAINED})"),
        ),
        make(
            "retraining_few",
            f"With {FEWEST} samples of each group it leaves at most {NEAR_CHANCE} at step "
            f"{RETRAINED}.",
            AFTER,
            Range(high=NEAR_CHANCE),
            [simple],
            f"few({RETRAINED},{FEWEST})",
            (f"{MOST} samples of each group", simple, f"few({RETRAINED},{MOST})"),
        ),
        make(
            "retraining_strong",
            rf"At $\lambda = {VERY_STRONG}$, where the units carry less of the core, it leaves at "
            f"most {SHORT} at step {RETRAINED}.",
            AFTER,
            Range(high=SHORT),
            [strong],
            f"after({RETRAINED})",
            (f"lambda = {AGREEMENT}", simple),
        ),
    ]
