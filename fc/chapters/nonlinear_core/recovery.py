"""Two radii of the core: with which loss and optimiser the accuracy recovers, and when."""

from dataclasses import replace

from fc.chapters.nonlinear_core.cases import (
    EVERYWHERE,
    LONG,
    NARROW,
    RECOVERED,
    STEPS,
    at,
    combination,
    job,
)
from fc.chapters.scale import Scale
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

NAMES = {"sgd": "SGD", "momentum": "momentum", "adam": "Adam", "adamw": "AdamW"}

LABEL_NOISE, DECAY = 0.2, 0.001
SMALL = Range(high=RECOVERED)
RECOVERS = f"the error {EVERYWHERE}", "fit.error_worst", SMALL
LATER = f"the error after {STEPS} steps {EVERYWHERE}", f"{STEPS}.error_worst", SMALL
ANSWERS = r"the error at $\kappa = -1$ is at most $0.1$", "fit.error(-1)", SMALL
FAILS = r"the error at $\kappa = -1$ is at least $0.4$", "fit.error(-1)", Range(low=0.4)
CURED = "squared loss and momentum", ("squared", "momentum")
# A loss and an optimiser, what is said of the two, and the pair that is the control.
PAIRS = (
    ("squared", "momentum", RECOVERS, "logistic loss", ("logistic", "momentum")),
    ("logistic", "adam", FAILS, *CURED),
    ("logistic", "adamw", FAILS, *CURED),
    ("hinge", "sgd", FAILS, *CURED),
    ("hinge", "adam", FAILS, *CURED),
    ("hinge", "adamw", FAILS, *CURED),
    ("squared", "sgd", LATER, "hinge loss", ("hinge", "sgd")),
    ("hinge", "momentum", LATER, "SGD", ("hinge", "sgd")),
    ("squared", "adam", ANSWERS, "logistic loss", ("logistic", "adam")),
    ("squared", "adamw", ANSWERS, "logistic loss", ("logistic", "adamw")),
)


def claims(sizes: Scale, say: Statements) -> list[Claim]:
    """Combinations that fail at the fit, those that recover, and what decides."""

    def trained(*pair: str) -> Sweep:
        return at(combination(sizes, *pair))

    decayed = job(sizes, "logistic", "momentum", checkpoints=(STEPS,), weight_decay=DECAY)
    halves = (
        ("momentum_half", "That network", trained("logistic", "momentum")),
        ("decay_half", rf"The same network with weight decay $\lambda = {DECAY}$", at(decayed)),
    )
    narrow = job(sizes, checkpoints=(STEPS,), bg_strengths=NARROW)
    clean = combination(sizes, "logistic", "adam")
    noisy = replace(clean, setting=replace(clean.setting, label_noise=LABEL_NOISE))
    return [
        *(
            say(f"{loss}_{optimiser}", f"With the {loss} loss and {NAMES[optimiser]} {says}.")
            .of(trained(loss, optimiser), read, order=bound)
            .against(changed, trained(*other))
            for loss, optimiser, (says, read, bound), changed, other in PAIRS
        ),
        say(
            "squared_half",
            r"The network of the squared loss and Adam has not recovered at $\kappa = -1/2$: its "
            "error is at least $0.1$.",
        )
        .of(trained("squared", "adam"), "fit.error(-0.5)", low=RECOVERED)
        .against("the same network at kappa = -1", read="fit.error(-1)"),
        *(
            say(
                name,
                rf"After {STEPS} steps of {NAMES[optimiser]} on the logistic loss the error at "
                r"$\kappa = -1$ is at most $0.1$.",
            )
            .of(trained("logistic", optimiser), f"{STEPS}.error(-1)", high=RECOVERED)
            .against("at the fit", read="fit.error(-1)")
            for name, optimiser in (("long", "sgd"), ("momentum_long", "momentum"))
        ),
        *(
            say(
                name,
                rf"{what} has not recovered at $\kappa = -1/2$: its error is at least $0.1$.",
            )
            .of(network, f"{STEPS}.error(-0.5)", low=RECOVERED)
            .against("squared loss", trained("squared", "momentum"))
            for name, what, network in halves
        ),
        say.derived(
            "narrow",
            f"After {STEPS} steps of SGD on the logistic loss, but with background strengths of a "
            r"variance 13.7 times smaller, the error at $\kappa = -1$ is still at least $0.4$.",
        )
        .of(at(narrow), f"{STEPS}.error(-1)", low=0.4)
        .against("uniform strengths", at(combination(sizes))),
        say.derived(
            "label_noise",
            f"With 20% of the labels redrawn, the error of Adam on the logistic loss after {LONG} "
            r"steps is at $\kappa = -1$ at most $1/4$, half that of a single answer.",
        )
        .of(at(noisy), f"{LONG}.error(-1)", high=0.25)
        .against("no label noise", at(clean)),
    ]
