"""Two radii without biases: what the symmetries of the activation say for any weights."""

from __future__ import annotations

from functools import partial

from fc.chapters.nonlinear_core.cases import MEAN_ZERO, NO_MEAN, claim, job, of_activation
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range


def claims(sizes: Scale) -> list[Claim]:
    """Homogeneous, even and odd activations."""
    add, unbiased = partial(claim, sizes), job(sizes, biases=False)
    mean_zero = job(sizes, **MEAN_ZERO)
    square, tanh = (of_activation(sizes, phi, biases=False) for phi in ("square", "tanh"))
    return [
        add(
            "without_bg",
            r"Without biases the error at $\kappa = 0$ is $1/2$, up to $0.03$.",
            "0-1 error at the fit, kappa = 0",
            Range(0.47, 0.53),
            (unbiased, "fit.error(0)"),
            ("trained biases and " + NO_MEAN, mean_zero, "fit.error(0)"),
            "derived",
        ),
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
        ),
        add(
            "even_without_bg",
            r"The error of that network at $\kappa = 0$ is $1/2$, up to $0.03$.",
            "0-1 error at the fit, kappa = 0",
            Range(0.47, 0.53),
            (square, "fit.error(0)"),
            (r"the same network at kappa = -1", square, "fit.error(-1)"),
            "derived",
        ),
        add(
            "odd",
            r"`tanh`: without biases the error at $\kappa = -1$ is at least $0.9$: every "
            "answer is reversed.",
            "0-1 error at the fit, kappa = -1",
            Range(low=0.9),
            (tanh, "fit.error(-1)"),
            ("trained biases", of_activation(sizes, "tanh"), "fit.error(-1)"),
            "derived",
        ),
    ]
