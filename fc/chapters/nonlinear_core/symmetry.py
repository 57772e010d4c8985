"""Two radii without biases: what the symmetries of the activation say for any weights."""

from fc.chapters.nonlinear_core.cases import MEAN_ZERO, NO_MEAN, at, job, of_activation, statements
from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim


def claims(sizes: Scale) -> list[Claim]:
    """Homogeneous, even and odd activations."""
    say = statements(sizes)._replace(source="derived")
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
