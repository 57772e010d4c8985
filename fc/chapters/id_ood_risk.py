"""Theorem 4.3: the risk vanishes in distribution and not out of distribution."""

from functools import partial

from fc.chapters.practice import MEAN_ZERO
from fc.chapters.scale import Scale
from fc.experiments.theorems.random_signs import RandomSigns
from fc.experiments.theorems.training import Training
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Constant, Vanishing

# R_OOD(-1) with random signs minus that without: the population dynamics says -.001 at m = 64 and
# -.0001 at m = 256, since an excess of either sign delays its class and changes little else.
SIGNS = 0.01


def claims(scale: Scale) -> list[Claim]:
    """R_ID and R_OOD(kappa) at T2."""
    say, relu = Statements("4.3", scale.seeds, "paper"), scale.over_d0(Training)
    variant = partial(scale.over_d0, Training, scale.control_d0)
    linear = "identity activation", variant(activation="identity")
    # A linear network's risk at kappa = -1 equals its ID risk for any weights (parity), so there
    # the control is a ReLU network without a background mean.
    centred = "mean-zero background", variant(**MEAN_ZERO)
    signs = scale.features(64)
    constant = Constant("d0", floor=0.1, margin=scale.margin)
    return [
        say("id", r"$R_{ID} = o(1)$ at $T_2$.")
        .of(relu, "T2.risk_id", "ID hinge risk at T2", Vanishing("d0", scale.margin))
        .against("8 core features at every d0", scale.same_core(Training)),
        *(
            say(
                f"ood({kappa})",
                rf"$R_{{OOD}}(\kappa) = \Theta(1)$ at $T_2$ for $\kappa = {kappa}$.",
                "paper" if kappa == -1 else "derived",
            )
            .of(relu, f"T2.risk_ood({kappa})", f"OOD hinge risk at T2, kappa = {kappa}", constant)
            .against(*control)
            for kappa, control in ((-1, centred), (0, linear), (-2, linear))
        ),
        say.derived(
            "signs",
            r"With random signs $a_k$, as in the paper, $R_{OOD}(-1)$ at $T_2$ is the same "
            rf"to {SIGNS:g}.",
        )
        .of(
            RandomSigns(signs),
            "risk_ood(-1)",
            "OOD hinge risk at T2, random signs minus half and half",
            within=SIGNS,
        )
        .against(
            "background strengths lower by 1/16 with random signs", RandomSigns(signs, -1 / 16)
        ),
    ]
