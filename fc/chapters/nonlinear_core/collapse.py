"""Two radii of the core: the 0-1 accuracy collapses out of distribution, and why."""

from fc.chapters.nonlinear_core import recovery
from fc.chapters.nonlinear_core.cases import (
    EVERYWHERE,
    LONG,
    MEAN_ZERO,
    RECOVERED,
    STEPS,
    at,
    combination,
    job,
    of_activation,
)
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim, Statements

NO_MEAN, FEW_BG = "mean-zero background, skewed", "n_b = n_c/8"
ENTRIES = {
    "fit.error_id": "ID 0-1 error at the fit",
    "fit.error(0)": "0-1 error at the fit, kappa = 0",
    "fit.error(-0.5)": "0-1 error at the fit, kappa = -1/2",
    "fit.error(-1)": "0-1 error at the fit, kappa = -1",
    "fit.error(-2)": "0-1 error at the fit, kappa = -2",
    "fit.error_worst": "largest 0-1 error at the fit",
    f"{STEPS}.error(-0.5)": f"0-1 error after {STEPS} steps, kappa = -1/2",
    f"{STEPS}.error(-1)": f"0-1 error after {STEPS} steps, kappa = -1",
    f"{LONG}.error(-1)": f"0-1 error after {LONG} steps, kappa = -1",
    f"{STEPS}.error_worst": f"largest 0-1 error after {STEPS} steps",
    "fit.positive(-1)": "share answered +1 at the fit, kappa = -1",
    "fit.positive_held": "share answered +1 at the fit, kappa = -1, with those neurons held",
    "fit.constant_neg": "share of the neurons with negative output weight that are constant",
    "fit.flipped_neg": "share of them active on fewer than 5% of the inputs",
    "fit.symmetry_gap": "mean difference over kappa at the fit",
}


def claims(sizes: Scale) -> list[Claim]:
    """Collapse, symmetries, neurons and recoveries."""
    say = Statements("nonlinear_core", sizes.seeds, words=ENTRIES.get)
    if sizes.few:
        return _in_brief(sizes, say)
    parts = (_in_brief, _activations, _threshold, recovery.claims)
    return [claim for part in parts for claim in part(sizes, say)]


def _in_brief(sizes: Scale, say: Statements) -> list[Claim]:
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


def _activations(sizes: Scale, say: Statements) -> list[Claim]:
    """Of other activations, and what their symmetries say for any weights without biases."""
    derived = say.derived
    relu, unbiased = at(combination(sizes)), at(job(sizes, biases=False))
    mean_zero = at(job(sizes, **MEAN_ZERO))
    square, tanh = (at(of_activation(sizes, phi, biases=False)) for phi in ("square", "tanh"))
    return [
        derived(
            "mean_zero_far",
            r"With that background the error is at most $0.1$ at $\kappa = -2$, too.",
        )
        .of(mean_zero, "fit.error(-2)", high=RECOVERED)
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
        derived("without_bg", r"Without biases the error at $\kappa = 0$ is $1/2$, up to $0.03$.")
        .of(unbiased, "fit.error(0)", low=0.47, high=0.53)
        .against("trained biases and " + NO_MEAN, mean_zero),
        derived(
            "even",
            r"`square`, $\phi(p) = p^2$: without biases the error at $\kappa = -1$ is at most "
            "$0.05$, as in distribution.",
        )
        .of(square, "fit.error(-1)", high=0.05)
        .against("ReLU", unbiased),
        derived(
            "even_without_bg", r"The error of that network at $\kappa = 0$ is $1/2$, up to $0.03$."
        )
        .of(square, "fit.error(0)", low=0.47, high=0.53)
        .against("the same network at kappa = -1", read="fit.error(-1)"),
        derived(
            "odd",
            r"`tanh`: without biases the error at $\kappa = -1$ is at least $0.9$: every "
            "answer is reversed.",
        )
        .of(tanh, "fit.error(-1)", low=0.9)
        .against("trained biases", at(of_activation(sizes, "tanh"))),
    ]


def _threshold(sizes: Scale, say: Statements) -> list[Claim]:
    """The neurons that hold it, and what takes it away."""
    relu, weak = at(combination(sizes)), at(job(sizes, n_bg=sizes.n // 8))
    centred = at(job(sizes, inputs="centred"))
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
