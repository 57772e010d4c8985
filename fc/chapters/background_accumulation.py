"""Theorem 4.2: background features accumulate although they say nothing about the label."""

from functools import partial

from fc.chapters.scale import Scale
from fc.experiments.theorems.training import Training
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Constant


def claims(scale: Scale) -> list[Claim]:
    """C and B at T1, of one neuron at once, and the sum of the background weights."""
    say, relu = Statements("4.2", scale.seeds, "paper"), scale.over_d0(Training)
    to_t1 = partial(Training, checkpoints=("start", "T1"))
    variant = partial(scale.over_d0, to_t1, scale.control_d0)
    # More than half of each class; the population dynamics has from .84 of it, at d0 = 16, to .99.
    most = Constant("d0", floor=0.5, margin=scale.margin)
    bg_sum = "root mean square over neurons of sum_bg <w_k, m_j>, T1 / start"
    return [
        say(
            "joint",
            r"For most neurons of each class $C_k$ and $B_k$ are at once $\Theta(1)$ at $T_1$: "
            r"$C_k \ge 1/4$ and $B_k \ge 1/4$.",
        )
        .of(relu, "T1.joint", "smaller share over the classes with C, B >= 1/4 at T1", most)
        .against("identity activation", variant(activation="identity")),
        say.derived(
            "bg_weights",
            r"The background weights grow: $\sum_{\mathrm{bg}} \langle w_k, m_j \rangle$ at least "
            "doubles until $T_1$.",
        )
        .of(relu, "start-T1.bg_growth", bg_sum, low=2.0)
        .against("mean-zero background", variant(bg_shift=-0.5)),
    ]
