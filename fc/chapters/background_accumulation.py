"""Theorem 4.2: background features accumulate although they say nothing about the label."""

from functools import partial

from fc.chapters.scale import Scale
from fc.experiments.theorems.label_information import LabelCorrelation
from fc.experiments.theorems.single_steps import Projection
from fc.experiments.theorems.training import Training
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Constant, Range

EXPLAINED = 0.05  # Relative deviation of one run's growth from the identity that would matter.
FOLLOWING = 0.05  # Times the label, added to every background strength.


def claims(scale: Scale) -> list[Claim]:
    """C and B at T1, the gradient-projection identity, and the label correlation."""
    say, relu = Statements("4.2", scale.seeds, "paper"), scale.over_d0(Training)
    to_t1 = partial(Training, checkpoints=("start", "T1"))
    variant = partial(scale.over_d0, to_t1, scale.control_d0)
    shuffled, linear = variant(label_noise=1.0), variant(activation="identity")
    correlations = (
        ("core", "C_k", "C_k", "shuffled labels", shuffled),
        ("bg", r"\lvert B_k \rvert", "|B_k|", "identity activation", linear),
    )
    constant = Constant("d0", floor=0.1, margin=scale.margin)
    labels, following = (
        scale.over_d0(LabelCorrelation, (64,), bg_label=c) for c in (0.0, FOLLOWING)
    )
    bg_sum = "root mean square over neurons of sum_bg <w_k, m_j>, T1 / start"
    growth = "growth of mean {} in ten steps, measured / predicted"
    explained = Range(1 - EXPLAINED, 1 + EXPLAINED)
    projections = {
        # Ten steps of small batches would hide a deviation of 5%.
        at: scale.over_d0(partial(Projection, checkpoint=at), (64,), batch=1000)
        for at in ("T1", "T2")
    }
    gate = "no_hinge_gate", "hinge gate left out"
    identities = (
        ("T1", "core", "core", "C", "other_group", "the background's prediction"),
        ("T1", "bg", "background", "B", "other_group", "the core's prediction"),
        ("T2", "core", "core", "C", *gate),
        ("T2", "bg", "background", "B", *gate),
    )
    return [
        *(
            say(block, rf"For at least half of the neurons ${tex}$ is $\Theta(1)$ at $T_1$.")
            .of(relu, f"T1.{block}_median", f"median over neurons of {symbol} at T1", constant)
            .against(changed, control)
            for block, tex, symbol, changed, control in correlations
        ),
        say.derived(
            "bg_weights",
            r"The background weights grow: $\sum_{\mathrm{bg}} \langle w_k, m_j \rangle$ at least "
            "doubles until $T_1$.",
        )
        .of(relu, "start-T1.bg_growth", bg_sum, low=2.0)
        .against("mean-zero background", variant(bg_shift=-0.5)),
        *(
            say(
                f"{block}_growth_{at}",
                rf"After ${at[0]}_{at[1]}$ the {group} weights grow as the gradient-projection "
                "identity says.",
            )
            .of(projections[at], block, growth.format(symbol), explained)
            .against(changed, read=f"{block}.{wrong}")
            for at, block, group, symbol, wrong, changed in identities
        ),
        say("label", "No background feature is correlated with the label.")
        .of(labels, "bg", "largest |correlation| of a background feature with y", high=0.05)
        .against(f"a background that follows the label by {FOLLOWING}", following),
    ]
