"""Two radii: what the threshold is made of, and where it is made of biases instead."""

import numpy as np

from fc.chapters.nonlinear_core.cases import (
    EVERYWHERE,
    FEW_BG,
    RECOVERED,
    at,
    backgrounds,
    combination,
    job,
    statements,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim

WITHOUT_OUTPUT_BIAS = (
    r"there to $n_b \mu^2/(n_b \mu^2 + 1)$, the share without an output bias, for $n_b$ from "
    "$n_c/8$"
)


def claims(sizes: Scale) -> list[Claim]:
    """The neurons that hold it, and the background's share."""
    say, relu = statements(sizes), at(combination(sizes))
    weak, centred = at(job(sizes, n_bg=sizes.n // 8)), at(job(sizes, inputs="centred"))
    return [
        say.derived(
            "silent",
            "At least half of the always active neurons with $a_k < 0$ fall silent at "
            r"$\kappa = -1$.",
        )
        .of(relu, "fit.flipped_neg", low=0.5)
        .against(FEW_BG, weak),
        say(
            "held",
            r"Even if those neurons gave at $\kappa = -1$ what they give in distribution, at least "
            r"$90\%$ of the inputs would be answered $+1$.",
        )
        .of(relu, "fit.positive_held", low=0.9)
        .against(FEW_BG, weak),
        # That centring cures depends on the size of the initial weights, which nothing here
        # derives.
        say("centred", f"With centred inputs the error {EVERYWHERE}.")
        .of(centred, "fit.error_worst", high=RECOVERED)
        .against("nothing changed", relu),
        say("weak", f"With $n_b = n_c/8$ the error {EVERYWHERE}.", "derived")
        .of(weak, "fit.error_worst", high=RECOVERED)
        .against("nothing changed", relu),
        *_share(sizes),
    ]


def _share(sizes: Scale) -> list[Claim]:
    """Only observed: derived at the initial weights alone, which have grown by the fit."""
    say, unbiased = statements(sizes), job(sizes, biases=False)
    stated = {
        "share": (
            r"The background's share $\omega$ of the threshold is off "
            r"$A n_b \mu^2 / (A (n_b \mu^2 + 1) + 1)$, $A = 1/6$, by at most half of the "
            rf"distance from {WITHOUT_OUTPUT_BIAS} to $n_c$.",
            -0.5,
            sizes.n,
        ),
        "share_above": (
            r"The share exceeds that law by at most half of the distance from "
            rf"{WITHOUT_OUTPUT_BIAS} to $2 n_c$.",
            -np.inf,
            2 * sizes.n,
        ),
    }
    return [
        say(name, statement)
        .of(
            tuple((n, job) for n, job in backgrounds(sizes).items() if n <= largest),
            "fit.bg_share_off",
            low=low,
            high=0.5,
        )
        .against("no biases", ((sizes.n, unbiased),))
        for name, (statement, low, largest) in stated.items()
    ]
