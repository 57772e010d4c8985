"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from fc.chapters.nonlinear_core import recovery
from fc.chapters.nonlinear_core.cases import (
    EVERYWHERE,
    FEW_BG,
    MEAN_ZERO,
    NO_MEAN,
    RECOVERED,
    STEPS,
    at,
    backgrounds,
    combination,
    job,
    of_activation,
    statements,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim

WITHOUT_OUTPUT_BIAS = (
    r"there to $n_b \mu^2/(n_b \mu^2 + 1)$, the share without an output bias, for $n_b$ from "
    "$n_c/8$"
)


def claims(sizes: Scale) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    if sizes.few:
        return _in_brief(sizes)
    parts = (_in_brief, _activations, _symmetries, _threshold, _share, recovery.claims)
    return [claim for part in parts for claim in part(sizes)]


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


def _activations(sizes: Scale) -> list[Claim]:
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


def _symmetries(sizes: Scale) -> list[Claim]:
    """What those of the activation say for any weights without biases."""
    say = statements(sizes).derived
    unbiased, mean_zero = at(job(sizes, biases=False)), at(job(sizes, **MEAN_ZERO))
    square, tanh = (at(of_activation(sizes, phi, biases=False)) for phi in ("square", "tanh"))
    return [
        say("without_bg", r"Without biases the error at $\kappa = 0$ is $1/2$, up to $0.03$.")
        .of(unbiased, "fit.error(0)", low=0.47, high=0.53)
        .against("trained biases and " + NO_MEAN, mean_zero),
        say(
            "even",
            r"`square`, $\phi(p) = p^2$: without biases the error at $\kappa = -1$ is at most "
            "$0.05$, as in distribution.",
        )
        .of(square, "fit.error(-1)", high=0.05)
        .against("ReLU", unbiased),
        say("even_without_bg", r"The error of that network at $\kappa = 0$ is $1/2$, up to $0.03$.")
        .of(square, "fit.error(0)", low=0.47, high=0.53)
        .against("the same network at kappa = -1", read="fit.error(-1)"),
        say(
            "odd",
            r"`tanh`: without biases the error at $\kappa = -1$ is at least $0.9$: every "
            "answer is reversed.",
        )
        .of(tanh, "fit.error(-1)", low=0.9)
        .against("trained biases", at(of_activation(sizes, "tanh"))),
    ]


def _threshold(sizes: Scale) -> list[Claim]:
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
    ]


def _share(sizes: Scale) -> list[Claim]:
    """Only observed: derived at the initial weights alone, which have grown by the fit."""
    say, unbiased = statements(sizes), ((sizes.n, job(sizes, biases=False)),)
    up_to_n, up_to_2n = (
        [at for at in backgrounds(sizes).items() if at[0] <= most]
        for most in (sizes.n, 2 * sizes.n)
    )
    return [
        say(
            "share",
            r"The background's share $\omega$ of the threshold is off "
            r"$A n_b \mu^2 / (A (n_b \mu^2 + 1) + 1)$, $A = 1/6$, by at most half of the "
            rf"distance from {WITHOUT_OUTPUT_BIAS} to $n_c$.",
        )
        .of(up_to_n, "fit.bg_share_off", within=0.5)
        .against("no biases", unbiased),
        say(
            "share_above",
            r"The share exceeds that law by at most half of the distance from "
            rf"{WITHOUT_OUTPUT_BIAS} to $2 n_c$.",
        )
        .of(up_to_2n, "fit.bg_share_off", high=0.5)
        .against("no biases", unbiased),
    ]
