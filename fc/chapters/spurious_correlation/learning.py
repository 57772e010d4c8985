"""Claims on how long the core takes beside a spurious feature, and on the phases of learning."""

from fc.chapters.spurious_correlation.cases import AGREEMENT, beside, parity
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.slowdown import Slowdown
from fc.networks.recipe import Recipe
from fc.verdicts.claim import Claim, Statements

AGREEMENTS = (0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
STRONG = 0.95
CURVE = tuple(range(0, 801, 20))
SGD = Recipe("logistic", "sgd", 0.5, 6000)
SGD_AGREEMENTS = (0.7, 0.8, 0.9, 0.95)
FITTED = 150  # A step at which SGD has fitted a spurious bit, and nothing of a core of degree 3.
# Multiples of the steps to learn the core without a correlation.
SLOW, SLOWER, LITTLE, AS_BEFORE = 2.5, 1.8, 1.1, 1.6
LIKE_A_PARITY = 1.5  # What separates a staircase from the parity of its degree.
CLOSE, NEAR, ROUGH = 0.1, 0.2, 0.3  # Relative errors of a law for the slope, and for the time.
RELIED, UNDECIDED = 0.05, 0.4
# What is read, and what that is.
RATIO = "slowdown", "steps to learn the core, over those at lambda = 1/2"
LEAST = "minority_least", "lowest accuracy on the minority while the core is learned"
OVER_LAW = "over_law", "steps over those at lambda = 1/2, times 4 lambda (1 - lambda)"
ROOT = "level_over_root", "steps to u = 1/2 over those at lambda = 1/2, over the root of the law"
SLOPE = f"twice the mean slope after {FITTED} steps of SGD, over the law"


def slowdown(spurious: str = "parity 2", agreement: float = AGREEMENT) -> Slowdown:
    """A core parity of degree 4 with one of the spurious functions, by Adam."""
    return Slowdown(beside(spurious, agreement), curve=CURVE if agreement == AGREEMENT else ())


def sgd_slowdown(agreement: float) -> Slowdown:
    """A core parity of degree 3 and one spurious bit, by SGD."""
    setting = BooleanSetting(parity(3), parity(1), agreement)
    return Slowdown(setting, SGD, slopes=(0, FITTED))


def claims(say: Statements) -> list[Claim]:
    """Strength and complexity, the law of the push on the core, and phases."""
    at = {agreement: slowdown(agreement=agreement) for agreement in AGREEMENTS}
    sgd = [sgd_slowdown(agreement) for agreement in SGD_AGREEMENTS]
    simple = [slowdown(name) for name in ("parity 1", "parity 2", "staircase 3")]
    three, four, five = (slowdown(f"parity {k}") for k in (3, 4, 5))
    return [
        say(
            "strength",
            rf"With $\lambda = {STRONG}$ the core takes at least {SLOW} times as many steps as "
            "without a correlation.",
        )
        .of(at[STRONG], *RATIO, low=SLOW)
        .against(f"lambda = {AGREEMENTS[0]}", at[AGREEMENTS[0]]),
        say(
            "every_strength",
            f"Beside a spurious XOR it takes at least {LITTLE} times as many from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${AGREEMENTS[-1]}$.",
        )
        .of(list(at.values()), *RATIO, low=LITTLE)
        .against("parity of degree 5", five),
        say(
            "simple",
            "Simple spurious functions (parities of degree 1 and 2, the staircase of degree 3) "
            rf"multiply the steps to the core by at least {SLOWER} at $\lambda = {AGREEMENT}$.",
        )
        .of(simple, *RATIO, low=SLOWER)
        .against("parity of degree 5", five),
        say("complex", f"Parities of degree 3, 4 and 5 multiply them by at most {AS_BEFORE}.")
        .of([three, four, five], *RATIO, high=AS_BEFORE)
        .against("parity of degree 2", slowdown()),
        say(
            "staircase",
            "Staircases of degree 3 and 5 multiply them by at least "
            f"{LIKE_A_PARITY}, which the parity of degree 3 does not.",
        )
        .of([slowdown("staircase 3"), slowdown("staircase 5")], *RATIO, low=LIKE_A_PARITY)
        .against("parity of degree 3", three),
        say.derived(
            "slope",
            r"Once the spurious bit is fitted, twice the mean slope of the loss, "
            rf"$2\mathbb{{E}}_\lambda[g]$, is $4\lambda(1 - \lambda)$, within {CLOSE:.0%}.",
        )
        .of(sgd, f"slope_over_law({FITTED})", SLOPE, low=1 - CLOSE, high=1 + CLOSE)
        .against("before training", sgd[2], "slope_over_law(0)"),
        say(
            "time",
            r"Under SGD the steps to an error of 5% go as $1/(4\lambda(1 - \lambda))$ at "
            rf"$\lambda = {AGREEMENT}$ and ${STRONG}$, within {ROUGH:.0%}.",
        )
        .of(sgd[2:], *OVER_LAW, low=1 - ROUGH, high=1 + ROUGH)
        .against("its root in the place of the law", sgd[3], "over_root"),
        say(
            "time_level",
            r"Under Adam the steps to $u = \frac12$ go as the root of that, from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${STRONG}$, within {NEAR:.0%}.",
        )
        .of([at[x] for x in at if x <= STRONG], *ROOT, low=1 - NEAR, high=1 + NEAR)
        .against("the law in the place of its root", slowdown(), "level_over_law"),
        say(
            "phases_apart",
            "Beside a simple spurious function there is a phase in which the network answers by it "
            f"alone: accuracy on the minority falls to at most {RELIED}.",
        )
        .of(simple, *LEAST, high=RELIED)
        .against("parity of degree 4", four),
        say(
            "phases_together",
            f"Beside parities of degree 4 and 5 there is none: it never falls below {UNDECIDED}.",
        )
        .of([four, five], *LEAST, low=UNDECIDED)
        .against("parity of degree 2", slowdown()),
    ]
