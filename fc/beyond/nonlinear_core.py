"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from __future__ import annotations

from functools import partial

from fc.beyond import radius_recovery
from fc.beyond.radius_jobs import STEPS, claim, combination, job, of_activation
from fc.beyond.sizes import Sizes
from fc.claims import Claim
from fc.trend import Range


def claims(sizes: Sizes) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    found: list[Claim] = []
    relu = job(sizes) if sizes.few else combination(sizes, "logistic", "sgd")
    mean_zero = job(sizes, bg_shift=-0.5)
    unbiased = job(sizes, biases=False)
    no_mean = "mean-zero background"

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
            (no_mean, mean_zero, "fit.error(-1)"),
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
            (no_mean, mean_zero, "fit.positive(-1)"),
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
            r"With a mean-zero background the error is at most $0.1$ at $\kappa = -1, -1/2$ "
            "and $0$.",
            "largest 0-1 error at the fit",
            Range(high=0.1),
            (mean_zero, "fit.error_worst"),
            ("nothing changed", relu, "fit.error_worst"),
            "derived",
        )
    )
    if sizes.few:
        return found

    named = {"leaky_relu:0.1": "LeakyReLU", "gelu": "GELU", "sigmoid": "sigmoid", "tanh": "tanh"}
    for activation, name in named.items():
        found.append(
            add(
                f"{activation.partition(':')[0]}_ood",
                rf"At $\kappa = -1$ the error of a network with {name} is at least $0.4$.",
                "0-1 error at the fit, kappa = -1",
                Range(low=0.4),
                (of_activation(sizes, activation), "fit.error(-1)"),
                (no_mean, of_activation(sizes, activation, bg_shift=-0.5), "fit.error(-1)"),
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
            r"With $\phi(p) = p^2$ and without biases the error at $\kappa = -1$ is at most "
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
            r"With tanh and without biases the error at $\kappa = -1$ is at least $0.9$: every "
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
            (no_mean, mean_zero, "fit.flipped_neg"),
            "derived",
        )
    )
    for name, what, other in (
        ("centred", "With centred inputs", job(sizes, inputs="centred")),
        ("weak", r"With $n_b = n_c/8$", job(sizes, n_bg=sizes.n // 8)),
    ):
        found.append(
            add(
                name,
                rf"{what} the error is at most $0.1$ at $\kappa = -1, -1/2$ and $0$.",
                "largest 0-1 error at the fit",
                Range(high=0.1),
                (other, "fit.error_worst"),
                ("nothing changed", relu, "fit.error_worst"),
                "derived",
            )
        )
    return found + radius_recovery.claims(sizes)
