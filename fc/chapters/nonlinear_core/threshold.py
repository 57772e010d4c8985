"""Two radii: what the threshold is made of, and where it is made of biases instead."""

from __future__ import annotations

from functools import partial

from fc.chapters.nonlinear_core.cases import FEW_BG, backgrounds, claim, combination, job
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range


def claims(sizes: Scale) -> list[Claim]:
    """The neurons that hold it, and the background's share."""
    add, relu = partial(claim, sizes), combination(sizes, "logistic", "sgd")
    weak = job(sizes, n_bg=sizes.n // 8)
    changes = "nothing changed", relu, "fit.error_worst"
    at_most = r"the error is at most $0.1$ at $\kappa = -1, -1/2$ and $0$."
    what, bar = "largest 0-1 error at the fit", Range(high=0.1)
    # That centring cures depends on the size of the initial weights, which nothing here derives.
    centred = job(sizes, inputs="centred"), "fit.error_worst"
    return [
        add(
            "silent",
            "At least half of the always active neurons with $a_k < 0$ fall silent at "
            r"$\kappa = -1$.",
            "share of them active on fewer than 5% of the inputs",
            Range(low=0.5),
            (relu, "fit.flipped_neg"),
            (FEW_BG, weak, "fit.flipped_neg"),
            "derived",
        ),
        add(
            "held",
            r"Even if those neurons gave at $\kappa = -1$ what they give in distribution, at least "
            r"$90\%$ of the inputs would be answered $+1$.",
            "share answered +1 at the fit, kappa = -1, with those neurons held",
            Range(low=0.9),
            (relu, "fit.positive_held"),
            (FEW_BG, weak, "fit.positive_held"),
        ),
        add("centred", f"With centred inputs {at_most}", what, bar, centred, changes),
        add(
            "weak",
            f"With $n_b = n_c/8$ {at_most}",
            what,
            bar,
            (weak, "fit.error_worst"),
            changes,
            "derived",
        ),
        *_share(sizes),
    ]


def _share(sizes: Scale) -> list[Claim]:
    sweep, unbiased = backgrounds(sizes), job(sizes, biases=False)
    without = (
        r"there to $n_b \mu^2/(n_b \mu^2 + 1)$, the share without an output bias, for $n_b$ from "
    )
    stated = (
        (
            "share",
            r"The background's share $\omega$ of the threshold is off "
            r"$A n_b \mu^2 / (A (n_b \mu^2 + 1) + 1)$, $A = 1/6$, by at most half of the "
            rf"distance from {without}$n_c/8$ to $n_c$.",
            Range(-0.5, 0.5),
            sizes.n,
        ),
        (
            "share_above",
            r"The share exceeds that law by at most half of the distance from "
            rf"{without}$n_c/8$ to $2 n_c$.",
            Range(high=0.5),
            2 * sizes.n,
        ),
    )
    return [
        Claim(
            f"nonlinear_core.{name}",
            statement,
            "deviation over that distance at the fit",
            order,
            tuple((n, network) for n, network in sweep.items() if n <= largest),
            "fit.bg_share_off",
            sizes.seeds,
            Control("no biases", ((sizes.n, unbiased),), "fit.bg_share_off"),
            # Derived at the initial weights alone, which have grown by the fit.
            "observed",
        )
        for name, statement, order, largest in stated
    ]
