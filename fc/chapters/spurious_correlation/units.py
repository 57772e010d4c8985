"""Claims on what the output and the hidden units keep, and on a last layer fitted anew."""

from fc.chapters.spurious_correlation.cases import AGREEMENT, beside
from fc.experiments.boolean.hidden_units import HiddenUnits
from fc.experiments.boolean.training import ADAM
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

RECIPES = {"logistic": ADAM, "squared": Recipe("squared", "adam", 2e-3, 2500)}
FUNCTIONS = "parity 2", "parity 3"
LOOKS = (*range(50, 801, 50), 1000, 1500, 2000)
LATE = LOOKS[-1] // 2
NEAR, APART, AHEAD = 0.4, 0.4, 0.9


def taken_apart(spurious: str, loss: str = "logistic", agreement: float = AGREEMENT) -> HiddenUnits:
    """The hidden units of such a network."""
    return HiddenUnits(beside(spurious, agreement), LOOKS, RECIPES[loss])


def claims(say: Statements) -> list[Claim]:
    """Of the output, of two kinds of neurons, and of refits; over both functions and losses."""
    kept = [taken_apart(name, loss) for name in FUNCTIONS for loss in RECIPES]
    free = [taken_apart("parity 2", loss, 0.5) for loss in RECIPES]
    return [
        say.derived(
            "output_keeps",
            rf"From step {LATE:,} to {LOOKS[-1]:,}, when the core is learned, the output carries "
            rf"$\theta f_s$ with the $\theta$ of the smallest loss, within {NEAR}: half of "
            r"$\log\frac{\lambda}{1 - \lambda}$ under the logistic loss and nothing under the "
            rf"squared loss (spurious XOR and parity of degree 3, $\lambda = {AGREEMENT}$).",
        )
        .of(kept, "off_law", high=NEAR)
        .against("law of the other loss", read="off_other_law"),
        say(
            "two_kinds",
            "Then, under the logistic loss, neurons with most of their weight on core bits give "
            "$f_c$ and the others $f_s$: their correlation with their own function is larger by at "
            f"least {APART} than that with the other one.",
        )
        .of([taken_apart(name) for name in FUNCTIONS], "apart", low=APART)
        .against("as many neurons at random", read="apart_random"),
        say(
            "refit",
            "A last layer fitted anew to balanced data brings the minority to 0.9 in at most "
            rf"{AHEAD} of the steps that the network takes, with either function, either loss, and "
            r"without a correlation ($\lambda = \frac12$), too.",
        )
        .of(kept + free, "ahead", high=AHEAD)
        .against("on the spurious neurons alone", read="ahead_spurious"),
    ]
