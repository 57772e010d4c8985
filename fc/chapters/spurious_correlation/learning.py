"""Claims on how long the core takes beside a spurious feature, and on the phases of learning."""

from fc.chapters.spurious_correlation.cases import AGREEMENT, beside, parity
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.training import Slowdown
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

AGREEMENTS = (0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
STRONG = 0.95
CURVE = tuple(range(0, 801, 20))
SGD = Recipe("logistic", "sgd", 0.5, 6000)
SGD_AGREEMENTS = (0.7, 0.8, 0.9, 0.95)
FITTED = 150  # A step at which SGD has fitted a spurious bit, and nothing of a core of degree 3.
BOTH = 1500  # One at which, for lambda up to 0.95, it has learned both.
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
    return Slowdown(setting, SGD, slopes=(0, FITTED, BOTH))


def claims(say: Statements) -> list[Claim]:
    """Strength and complexity, the law of the push on the core, and phases."""
    at = {agreement: slowdown(agreement=agreement) for agreement in AGREEMENTS}
    sgd = [sgd_slowdown(agreement) for agreement in SGD_AGREEMENTS]
    simple = [slowdown(name) for name in ("parity 1", "parity 2", "staircase 3")]
    three, four, five = (slowdown(f"parity {k}") for k in (3, 4, 5))
    return [
        say(
            "strength",
            rf"With $\lambda = {STRONG}$ the core takes at least 2.5 times as many steps as "
            "without a correlation.",
        )
        .of(at[STRONG], *RATIO, low=2.5)
        .against(f"lambda = {AGREEMENTS[0]}", at[AGREEMENTS[0]]),
        say(
            "every_strength",
            f"Beside a spurious XOR it takes at least 1.1 times as many from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${AGREEMENTS[-1]}$.",
        )
        .of(list(at.values()), *RATIO, low=1.1)
        .against("parity of degree 5", five),
        say(
            "simple",
            "Simple spurious functions (parities of degree 1 and 2, the staircase of degree 3) "
            rf"multiply the steps to the core by at least 1.8 at $\lambda = {AGREEMENT}$.",
        )
        .of(simple, *RATIO, low=1.8)
        .against("parity of degree 5", five),
        say("complex", "Parities of degree 3, 4 and 5 multiply them by at most 1.6.")
        .of([three, four, five], *RATIO, high=1.6)
        .against("parity of degree 2", slowdown()),
        say(
            "staircase",
            "Staircases of degree 3 and 5 multiply them by at least "
            "1.5, which the parity of degree 3 does not.",
        )
        .of([slowdown("staircase 3"), slowdown("staircase 5")], *RATIO, low=1.5)
        .against("parity of degree 3", three),
        say.derived(
            "slope",
            r"Once the spurious bit is fitted, twice the mean slope of the loss, "
            r"$2\mathbb{E}_\lambda[g]$, is $4\lambda(1 - \lambda)$, within 10%.",
        )
        .of(sgd, f"slope_over_law({FITTED})", SLOPE, low=0.9, high=1.1)
        .against("once the core is learned, too", sgd[2], f"slope_over_law({BOTH})"),
        say(
            "time",
            r"Under SGD the steps to an error of 5% go as $1/(4\lambda(1 - \lambda))$ at "
            rf"$\lambda = {AGREEMENT}$ and ${STRONG}$, within 30%.",
        )
        .of(sgd[2:], *OVER_LAW, low=0.7, high=1.3)
        .against("its root in the place of the law", sgd[3], "over_root"),
        say(
            "time_level",
            r"Under Adam the steps to $u = \frac12$ go as the root of that, from "
            rf"$\lambda = {AGREEMENTS[0]}$ to ${STRONG}$, within 20%.",
        )
        .of([at[x] for x in at if x <= STRONG], *ROOT, low=0.8, high=1.2)
        .against("the law in the place of its root", slowdown(), "level_over_law"),
        say(
            "phases_apart",
            "Beside a simple spurious function there is a phase in which the network answers by it "
            "alone: accuracy on the minority falls to at most 0.05.",
        )
        .of(simple, *LEAST, high=0.05)
        .against("parity of degree 4", four),
        say(
            "phases_together",
            "Beside parities of degree 4 and 5 there is none: it never falls below 0.4.",
        )
        .of([four, five], *LEAST, low=0.4)
        .against("parity of degree 2", slowdown()),
    ]
