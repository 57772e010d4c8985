"""Two radii of the core: with which loss and optimiser the accuracy recovers, and when."""

from __future__ import annotations

from functools import partial

from fc.chapters.nonlinear_core.cases import (
    DECAY,
    LABEL_NOISE,
    LONG,
    NARROW,
    STEPS,
    claim,
    combination,
    job,
)
from fc.chapters.scale import Scale
from fc.networks.recipe import LOSSES, OPTIMISERS
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

# At most so large an error is a recovery.
RECOVERED = 0.1
NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}


def claims(sizes: Scale) -> list[Claim]:
    """Combinations that fail at the fit, those that recover, and what decides."""
    found: list[Claim] = []
    add = partial(claim, sizes)
    table = {
        (loss, optimiser): combination(sizes, loss, optimiser)
        for loss in LOSSES
        for optimiser in OPTIMISERS
    }
    relu = table["logistic", "sgd"]
    found.append(
        add(
            "squared_momentum",
            r"With the squared loss and momentum the error is at most $0.1$ at $\kappa = -1, "
            "-1/2$ and $0$.",
            "largest 0-1 error at the fit",
            Range(high=RECOVERED),
            (table["squared", "momentum"], "fit.error_worst"),
            ("logistic loss", table["logistic", "momentum"], "fit.error_worst"),
        )
    )
    for loss, optimiser in (
        ("logistic", "adam"),
        ("logistic", "adamw"),
        ("hinge", "sgd"),
        ("hinge", "adam"),
        ("hinge", "adamw"),
    ):
        found.append(
            add(
                f"{loss}_{optimiser}",
                rf"With the {loss} loss and {NAMES[optimiser]} the error at $\kappa = -1$ is at "
                "least $0.4$.",
                "0-1 error at the fit, kappa = -1",
                Range(low=0.4),
                (table[loss, optimiser], "fit.error(-1)"),
                ("squared loss and momentum", table["squared", "momentum"], "fit.error(-1)"),
            )
        )
    found.append(
        add(
            "squared_sgd",
            rf"With the squared loss and SGD the error after {STEPS} steps is at most $0.1$ at "
            r"$\kappa = -1, -1/2$ and $0$.",
            f"largest 0-1 error after {STEPS} steps",
            Range(high=RECOVERED),
            (table["squared", "sgd"], f"{STEPS}.error_worst"),
            ("hinge loss", table["hinge", "sgd"], f"{STEPS}.error_worst"),
        )
    )
    found.append(
        add(
            "hinge_momentum",
            rf"With the hinge loss and momentum the error after {STEPS} steps is at most $0.1$ at "
            r"$\kappa = -1, -1/2$ and $0$.",
            f"largest 0-1 error after {STEPS} steps",
            Range(high=RECOVERED),
            (table["hinge", "momentum"], f"{STEPS}.error_worst"),
            ("SGD", table["hinge", "sgd"], f"{STEPS}.error_worst"),
        )
    )
    for optimiser in ("adam", "adamw"):
        found.append(
            add(
                f"squared_{optimiser}",
                rf"With the squared loss and {NAMES[optimiser]} the error at $\kappa = -1$ is at "
                "most $0.1$.",
                "0-1 error at the fit, kappa = -1",
                Range(high=RECOVERED),
                (table["squared", optimiser], "fit.error(-1)"),
                ("logistic loss", table["logistic", optimiser], "fit.error(-1)"),
            )
        )
    found.append(
        add(
            "squared_half",
            r"The network of the squared loss and Adam has not recovered at $\kappa = -1/2$: its "
            "error is at least $0.1$.",
            "0-1 error at the fit, kappa = -1/2",
            Range(low=RECOVERED),
            (table["squared", "adam"], "fit.error(-0.5)"),
            ("the same network at kappa = -1", table["squared", "adam"], "fit.error(-1)"),
        )
    )
    found.append(
        add(
            "long",
            rf"After {STEPS} steps of SGD on the logistic loss the error at $\kappa = -1$ is at "
            "most $0.1$.",
            f"0-1 error after {STEPS} steps, kappa = -1",
            Range(high=RECOVERED),
            (relu, f"{STEPS}.error(-1)"),
            ("at the fit", relu, "fit.error(-1)"),
        )
    )
    momentum = table["logistic", "momentum"]
    found.append(
        add(
            "momentum_long",
            rf"After {STEPS} steps of momentum on the logistic loss the error at $\kappa = -1$ is "
            "at most $0.1$.",
            f"0-1 error after {STEPS} steps, kappa = -1",
            Range(high=RECOVERED),
            (momentum, f"{STEPS}.error(-1)"),
            ("at the fit", momentum, "fit.error(-1)"),
        )
    )
    decayed = job(sizes, "logistic", "momentum", checkpoints=(STEPS,), weight_decay=DECAY)
    for name, what, network in (
        ("momentum_half", "That network", momentum),
        ("decay_half", rf"The same network with weight decay $\lambda = {DECAY}$", decayed),
    ):
        found.append(
            add(
                name,
                rf"{what} has not recovered at $\kappa = -1/2$: its error is at least $0.1$.",
                f"0-1 error after {STEPS} steps, kappa = -1/2",
                Range(low=RECOVERED),
                (network, f"{STEPS}.error(-0.5)"),
                ("squared loss", table["squared", "momentum"], f"{STEPS}.error(-0.5)"),
            )
        )
    found.append(
        add(
            "narrow",
            f"After {STEPS} steps of SGD on the logistic loss, but with background strengths of a "
            r"variance 13.7 times smaller, the error at $\kappa = -1$ is still at least $0.4$.",
            f"0-1 error after {STEPS} steps, kappa = -1",
            Range(low=0.4),
            (job(sizes, checkpoints=(STEPS,), bg_strengths=NARROW), f"{STEPS}.error(-1)"),
            ("uniform strengths", relu, f"{STEPS}.error(-1)"),
            "derived",
        )
    )
    noisy = job(
        sizes,
        "logistic",
        "adam",
        steps=LONG,
        checkpoints=(STEPS, LONG),
        label_noise=LABEL_NOISE,
    )
    found.append(
        add(
            "label_noise",
            f"With 20% of the labels redrawn, the error of Adam on the logistic loss after {LONG} "
            r"steps is at $\kappa = -1$ at most $1/4$, half that of a single answer.",
            f"0-1 error after {LONG} steps, kappa = -1",
            Range(high=0.25),
            (noisy, f"{LONG}.error(-1)"),
            ("no label noise", table["logistic", "adam"], f"{LONG}.error(-1)"),
            "derived",
        )
    )
    return found
