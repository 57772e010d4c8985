"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from __future__ import annotations

from functools import partial

from fc.chapters.nonlinear_core import recovery as radius_recovery
from fc.chapters.nonlinear_core import symmetry as radius_symmetry
from fc.chapters.nonlinear_core import threshold as radius_threshold
from fc.chapters.nonlinear_core.cases import (
    FEW_BG,
    MEAN_ZERO,
    NO_MEAN,
    STEPS,
    claim,
    combination,
    job,
    of_activation,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range


def claims(sizes: Scale) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    found = _in_brief(sizes)
    if sizes.few:
        return found
    found += _backgrounds_and_activations(sizes)
    for module in (radius_symmetry, radius_threshold, radius_recovery):
        found += module.claims(sizes)
    return found


def _in_brief(sizes: Scale) -> list[Claim]:
    relu = job(sizes) if sizes.few else combination(sizes, "logistic", "sgd")
    mean_zero = job(sizes, **MEAN_ZERO)
    weak = job(sizes, n_bg=sizes.n // 8)
    unbiased = job(sizes, biases=False)
    add = partial(claim, sizes)
    tried = STEPS // 10 if sizes.few else STEPS // 2
    linear = job(sizes, steps=tried, checkpoints=(tried,), activation="identity")
    return [
        add(
            "relu_id",
            "A ReLU network learns to tell the two radii apart: its error in distribution is at "
            "most $0.03$.",
            "ID 0-1 error at the fit",
            Range(high=0.03),
            (relu, "fit.error_id"),
            ("linear network", linear, f"{tried}.error_id"),
        ),
        add(
            "relu_ood",
            r"At $\kappa = -1$ the error of that network is at least $0.4$.",
            "0-1 error at the fit, kappa = -1",
            Range(low=0.4),
            (relu, "fit.error(-1)"),
            (FEW_BG, weak, "fit.error(-1)"),
        ),
        add(
            "answer",
            r"At $\kappa = -1$ it answers $+1$, the outer sphere, to at least $90\%$ of the "
            "inputs.",
            "share answered +1 at the fit, kappa = -1",
            Range(low=0.9),
            (relu, "fit.positive(-1)"),
            (FEW_BG, weak, "fit.positive(-1)"),
            "derived",
        ),
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
        ),
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
        ),
        add(
            "mean_zero",
            r"With a skewed mean-zero background the error is at most $0.1$ at $\kappa = -1, "
            "-1/2$ and $0$.",
            "largest 0-1 error at the fit",
            Range(high=0.1),
            (mean_zero, "fit.error_worst"),
            ("nothing changed", relu, "fit.error_worst"),
            "derived",
        ),
    ]


def _backgrounds_and_activations(sizes: Scale) -> list[Claim]:
    add, relu = partial(claim, sizes), combination(sizes, "logistic", "sgd")
    mean_zero = job(sizes, **MEAN_ZERO)
    return [
        add(
            "mean_zero_far",
            r"With that background the error is at most $0.1$ at $\kappa = -2$, too.",
            "0-1 error at the fit, kappa = -2",
            Range(high=0.1),
            (mean_zero, "fit.error(-2)"),
            ("nothing changed", relu, "fit.error(-2)"),
            "derived",
        ),
        *(
            add(
                f"{activation.partition(':')[0]}_ood",
                rf"`{activation}`: at $\kappa = -1$ the error is at least $0.4$.",
                "0-1 error at the fit, kappa = -1",
                Range(low=0.4),
                (of_activation(sizes, activation), "fit.error(-1)"),
                (NO_MEAN, of_activation(sizes, activation, **MEAN_ZERO), "fit.error(-1)"),
            )
            for activation in ("leaky_relu:0.1", "gelu", "sigmoid", "tanh")
        ),
    ]
