"""Claims on how long the core takes beside a spurious feature, and on the phases of learning."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation.cases import (
    AGREEMENT,
    AGREEMENTS,
    COMPLEX,
    FITTED,
    SGD_AGREEMENTS,
    SIMPLE,
    STRONG,
    WEAK,
    maker,
    sgd_slowdown,
    slowdown,
)
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

# Multiples of the steps to learn the core without a correlation.
SLOW, SLOWER, LITTLE, AS_BEFORE = 2.5, 1.8, 1.1, 1.6
LIKE_A_PARITY = 1.5  # What separates a staircase from the parity of its degree.
CLOSE, NEAR, ROUGH = 0.1, 0.2, 0.3  # Relative errors of a law for the slope, and for the time.
RELIED, UNDECIDED = 0.05, 0.4
RATIO = "steps to learn the core, over those at lambda = 1/2"
LEAST = "lowest accuracy on the minority while the core is learned"


def strength(sizes: Scale) -> Claim:
    """A strong correlation slows the core down."""
    return maker(sizes)(
        "strength",
        rf"With $\lambda = {STRONG}$ the core takes at least {SLOW} times as many steps as without "
        "a correlation.",
        RATIO,
        Range(low=SLOW),
        [slowdown(agreement=STRONG)],
        "slowdown",
        (f"lambda = {WEAK}", slowdown(agreement=WEAK)),
    )


def claims(sizes: Scale) -> list[Claim]:
    """Complexity, the law of the push on the core, and phases."""
    make = maker(sizes)
    sgd = [sgd_slowdown(agreement) for agreement in SGD_AGREEMENTS]
    simple, complex_ = [slowdown(name) for name in SIMPLE], [slowdown(name) for name in COMPLEX]
    return [
        make(
            "every_strength",
            f"Beside a spurious XOR it takes at least {LITTLE} times as many from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${AGREEMENTS[-1]}$.",
            RATIO,
            Range(low=LITTLE),
            [slowdown(agreement=agreement) for agreement in AGREEMENTS],
            "slowdown",
            ("parity of degree 5", slowdown("parity 5")),
        ),
        make(
            "simple",
            "Simple spurious functions (parities of degree 1 and 2, the staircase of degree 3) "
            rf"multiply the steps to the core by at least {SLOWER} at $\lambda = {AGREEMENT}$.",
            RATIO,
            Range(low=SLOWER),
            simple,
            "slowdown",
            ("parity of degree 5", slowdown("parity 5")),
        ),
        make(
            "complex",
            f"Parities of degree 3, 4 and 5 multiply them by at most {AS_BEFORE}.",
            RATIO,
            Range(high=AS_BEFORE),
            complex_,
            "slowdown",
            ("parity of degree 2", slowdown("parity 2")),
        ),
        make(
            "staircase",
            "Staircases of degree 3 and 5 multiply them by at least "
            f"{LIKE_A_PARITY}, which the parity of degree 3 does not.",
            RATIO,
            Range(low=LIKE_A_PARITY),
            [slowdown("staircase 3"), slowdown("staircase 5")],
            "slowdown",
            ("parity of degree 3", slowdown("parity 3")),
        ),
        make(
            "slope",
            r"Once the spurious bit is fitted, twice the mean slope of the loss, "
            rf"$2\mathbb{{E}}_\lambda[g]$, is $4\lambda(1 - \lambda)$, within {CLOSE:.0%}.",
            f"twice the mean slope after {FITTED} steps of SGD, over the law",
            Range(1 - CLOSE, 1 + CLOSE),
            sgd,
            f"slope_over_law({FITTED})",
            ("before training", sgd_slowdown(AGREEMENT), "slope_over_law(0)"),
            "derived",
        ),
        make(
            "time",
            r"Under SGD the steps to an error of 5% go as $1/(4\lambda(1 - \lambda))$ at "
            rf"$\lambda = {AGREEMENT}$ and ${STRONG}$, within {ROUGH:.0%}.",
            "steps over those at lambda = 1/2, times 4 lambda (1 - lambda)",
            Range(1 - ROUGH, 1 + ROUGH),
            [sgd_slowdown(AGREEMENT), sgd_slowdown(STRONG)],
            "over_law",
            ("its root in the place of the law", sgd_slowdown(STRONG), "over_root"),
        ),
        make(
            "time_level",
            r"Under Adam the steps to $u = \frac12$ go as the root of that, from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${STRONG}$, within {NEAR:.0%}.",
            "steps to u = 1/2 over those at lambda = 1/2, over the root of the law",
            Range(1 - NEAR, 1 + NEAR),
            [slowdown(agreement=agreement) for agreement in AGREEMENTS if agreement <= STRONG],
            "level_over_root",
            ("the law in the place of its root", slowdown(), "level_over_law"),
        ),
        make(
            "phases_apart",
            "Beside a simple spurious function there is a phase in which the network answers by it "
            f"alone: accuracy on the minority falls to at most {RELIED}.",
            LEAST,
            Range(high=RELIED),
            simple,
            "minority_least",
            ("parity of degree 4", slowdown("parity 4")),
        ),
        make(
            "phases_together",
            f"Beside parities of degree 4 and 5 there is none: it never falls below {UNDECIDED}.",
            LEAST,
            Range(low=UNDECIDED),
            [slowdown("parity 4"), slowdown("parity 5")],
            "minority_least",
            ("parity of degree 2", slowdown("parity 2")),
        ),
    ]
