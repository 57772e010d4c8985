"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from __future__ import annotations

from functools import partial

from fc.beyond import radius_recovery
from fc.beyond.radius_jobs import (
    MEAN_ZERO,
    STEPS,
    backgrounds,
    claim,
    combination,
    job,
    of_activation,
)
from fc.beyond.sizes import Sizes
from fc.claims import Claim, Control
from fc.radius import RadiusTraining
from fc.trend import Range


def claims(sizes: Sizes) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    found: list[Claim] = []
    relu = job(sizes) if sizes.few else combination(sizes, "logistic", "sgd")
    mean_zero = job(sizes, **MEAN_ZERO)
    weak = job(sizes, n_bg=sizes.n // 8)
    unbiased = job(sizes, biases=False)
    no_mean, few_bg = "mean-zero background, skewed", "n_b = n_c/8"

    add = partial(claim, sizes)
    tried = STEPS // 10 if sizes.few else STEPS // 2
    linear = job(sizes, steps=tried, checkpoints=(tried,), activation="identity")
    found.append(
        add(
            "relu_id",
            "A ReLU network learns to tell the two radii apart: its error in distribution is at "
            "most $0.03$.",
            "ID 0-1 error at the fit",
            Range(high=0.03),
            (relu, "fit.error_id"),
            ("linear network", linear, f"{tried}.error_id"),
        )
    )
    found.append(
        add(
            "relu_ood",
            r"At $\kappa = -1$ the error of that network is at least $0.4$.",
            "0-1 error at the fit, kappa = -1",
            Range(low=0.4),
            (relu, "fit.error(-1)"),
            (few_bg, weak, "fit.error(-1)"),
        )
    )
    found.append(
        add(
            "answer",
            r"At $\kappa = -1$ it answers $+1$, the outer sphere, to at least $90\%$ of the "
            "inputs.",
            "share answered +1 at the fit, kappa = -1",
            Range(low=0.9),
            (relu, "fit.positive(-1)"),
            (few_bg, weak, "fit.positive(-1)"),
            "derived",
        )
    )
    found.append(
        add(
            "neurons",
            r"At least $90\%$ of the neurons with $a_k < 0$ are active on fewer than $5\%$ or "
            r"more than $95\%$ of "
            "the inputs in distribution.",
            "share of the neurons with negative output weight that are constant",
            Range(low=0.9),
            (relu, "fit.constant_neg"),
            ("neurons with positive output weight", relu, "fit.constant_pos"),
            "derived",
        )
    )
    found.append(
        add(
            "symmetry",
            r"Without biases, $P_{R\kappa}(h > 0 \mid +1)$ and $P_\kappa(h > 0 \mid -1)$ differ "
            "by at most $0.03$ "
            r"on average over $\kappa$.",
            "mean difference over kappa at the fit",
            Range(high=0.03),
            (unbiased, "fit.symmetry_gap"),
            ("trained biases", relu, "fit.symmetry_gap"),
            "derived",
        )
    )
    found.append(
        add(
            "mean_zero",
            r"With a skewed mean-zero background the error is at most $0.1$ at $\kappa = -1, "
            "-1/2$ and $0$.",
            "largest 0-1 error at the fit",
            Range(high=0.1),
            (mean_zero, "fit.error_worst"),
            ("nothing changed", relu, "fit.error_worst"),
            "derived",
        )
    )
    if sizes.few:
        return found

    found.append(
        add(
            "mean_zero_far",
            r"With that background the error is at most $0.1$ at $\kappa = -2$, too.",
            "0-1 error at the fit, kappa = -2",
            Range(high=0.1),
            (mean_zero, "fit.error(-2)"),
            ("nothing changed", relu, "fit.error(-2)"),
            "derived",
        )
    )
    for activation in ("leaky_relu:0.1", "gelu", "sigmoid", "tanh"):
        found.append(
            add(
                f"{activation.partition(':')[0]}_ood",
                rf"`{activation}`: at $\kappa = -1$ the error is at least $0.4$.",
                "0-1 error at the fit, kappa = -1",
                Range(low=0.4),
                (of_activation(sizes, activation), "fit.error(-1)"),
                (no_mean, of_activation(sizes, activation, **MEAN_ZERO), "fit.error(-1)"),
            )
        )
    square, tanh = (of_activation(sizes, phi, biases=False) for phi in ("square", "tanh"))
    found.append(
        add(
            "without_bg",
            r"Without biases the error at $\kappa = 0$ is $1/2$, up to $0.03$.",
            "0-1 error at the fit, kappa = 0",
            Range(0.47, 0.53),
            (unbiased, "fit.error(0)"),
            ("trained biases and " + no_mean, mean_zero, "fit.error(0)"),
            "derived",
        )
    )
    found.append(
        add(
            "even",
            r"`square`, $\phi(p) = p^2$: without biases the error at $\kappa = -1$ is at most "
            "$0.05$, as in "
            "distribution.",
            "0-1 error at the fit, kappa = -1",
            Range(high=0.05),
            (square, "fit.error(-1)"),
            ("ReLU", unbiased, "fit.error(-1)"),
            "derived",
        )
    )
    found.append(
        add(
            "even_without_bg",
            r"The error of that network at $\kappa = 0$ is $1/2$, up to $0.03$.",
            "0-1 error at the fit, kappa = 0",
            Range(0.47, 0.53),
            (square, "fit.error(0)"),
            (r"the same network at kappa = -1", square, "fit.error(-1)"),
            "derived",
        )
    )
    found.append(
        add(
            "odd",
            r"`tanh`: without biases the error at $\kappa = -1$ is at least $0.9$: every "
            "answer is reversed.",
            "0-1 error at the fit, kappa = -1",
            Range(low=0.9),
            (tanh, "fit.error(-1)"),
            ("trained biases", of_activation(sizes, "tanh"), "fit.error(-1)"),
            "derived",
        )
    )
    found.append(
        add(
            "silent",
            "At least half of the always active neurons with $a_k < 0$ fall silent at "
            r"$\kappa = -1$.",
            "share of them active on fewer than 5% of the inputs",
            Range(low=0.5),
            (relu, "fit.flipped_neg"),
            (few_bg, weak, "fit.flipped_neg"),
            "derived",
        )
    )
    found.append(
        add(
            "held",
            r"Even if those neurons gave at $\kappa = -1$ what they give in distribution, at least "
            r"$90\%$ of the inputs would be answered $+1$.",
            "share answered +1 at the fit, kappa = -1, with those neurons held",
            Range(low=0.9),
            (relu, "fit.positive_held"),
            (few_bg, weak, "fit.positive_held"),
        )
    )
    changes = "nothing changed", relu, "fit.error_worst"
    at_most = r"the error is at most $0.1$ at $\kappa = -1, -1/2$ and $0$."
    what, bar = "largest 0-1 error at the fit", Range(high=0.1)
    # That centring cures depends on the size of the initial weights, which nothing here derives.
    centred = job(sizes, inputs="centred"), "fit.error_worst"
    found += [
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
        *_share(sizes, unbiased),
    ]
    return found + radius_recovery.claims(sizes)


def _share(sizes: Sizes, unbiased: RadiusTraining) -> list[Claim]:
    sweep = backgrounds(sizes)
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
