"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from fc.chapters.nonlinear_core import recovery, symmetry, threshold
from fc.chapters.nonlinear_core.cases import (
    EVERYWHERE,
    FEW_BG,
    MEAN_ZERO,
    NO_MEAN,
    RECOVERED,
    STEPS,
    at,
    combination,
    job,
    of_activation,
    statements,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim


def claims(sizes: Scale) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    found = _in_brief(sizes)
    if sizes.few:
        return found
    found += _backgrounds_and_activations(sizes)
    for module in (symmetry, threshold, recovery):
        found += module.claims(sizes)
    return found


def _in_brief(sizes: Scale) -> list[Claim]:
    say = statements(sizes)
    relu = at(job(sizes) if sizes.few else combination(sizes))
    weak, unbiased = at(job(sizes, n_bg=sizes.n // 8)), at(job(sizes, biases=False))
    tried = STEPS // 10 if sizes.few else STEPS // 2
    linear = at(job(sizes, steps=tried, checkpoints=(tried,), activation="identity"))
    return [
        say(
            "relu_id",
            "A ReLU network learns to tell the two radii apart: its error in distribution is at "
            "most $0.03$.",
        )
        .of(relu, "fit.error_id", high=0.03)
        .against("linear network", linear, f"{tried}.error_id"),
        say("relu_ood", r"At $\kappa = -1$ the error of that network is at least $0.4$.")
        .of(relu, "fit.error(-1)", low=0.4)
        .against(FEW_BG, weak),
        say.derived(
            "answer",
            r"At $\kappa = -1$ it answers $+1$, the outer sphere, to at least $90\%$ of the "
            "inputs.",
        )
        .of(relu, "fit.positive(-1)", low=0.9)
        .against(FEW_BG, weak),
        say.derived(
            "neurons",
            r"At least $90\%$ of the neurons with $a_k < 0$ are active on fewer than $5\%$ or "
            r"more than $95\%$ of the inputs in distribution.",
        )
        .of(relu, "fit.constant_neg", low=0.9)
        .against("neurons with positive output weight", read="fit.constant_pos"),
        say.derived(
            "symmetry",
            r"Without biases, $P_{R\kappa}(h > 0 \mid +1)$ and $P_\kappa(h > 0 \mid -1)$ differ "
            r"by at most $0.03$ on average over $\kappa$.",
        )
        .of(unbiased, "fit.symmetry_gap", high=0.03)
        .against("trained biases", relu),
        say.derived("mean_zero", f"With a skewed mean-zero background the error {EVERYWHERE}.")
        .of(at(job(sizes, **MEAN_ZERO)), "fit.error_worst", high=RECOVERED)
        .against("nothing changed", relu),
    ]


def _backgrounds_and_activations(sizes: Scale) -> list[Claim]:
    say, relu = statements(sizes), at(combination(sizes))
    return [
        say.derived(
            "mean_zero_far",
            r"With that background the error is at most $0.1$ at $\kappa = -2$, too.",
        )
        .of(at(job(sizes, **MEAN_ZERO)), "fit.error(-2)", high=RECOVERED)
        .against("nothing changed", relu),
        *(
            say(
                f"{activation.partition(':')[0]}_ood",
                rf"`{activation}`: at $\kappa = -1$ the error is at least $0.4$.",
            )
            .of(at(of_activation(sizes, activation)), "fit.error(-1)", low=0.4)
            .against(NO_MEAN, at(of_activation(sizes, activation, **MEAN_ZERO)))
            for activation in ("leaky_relu:0.1", "gelu", "sigmoid", "tanh")
        ),
    ]
