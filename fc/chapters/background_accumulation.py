"""Theorem 4.2: background features accumulate although they say nothing about the label."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.experiments.theorems.growth_identity import Projection
from fc.experiments.theorems.label_information import LabelCorrelation
from fc.experiments.theorems.training import Training
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Constant, Range

EXPLAINED = 0.05  # Relative deviation of one run's growth from the identity that would matter.


def claims(scale: Scale) -> list[Claim]:
    """C and B at T1, the gradient-projection identity, and the label correlation."""
    relu: Sweep = tuple((d0, Training(scale.features(d0))) for d0 in scale.d0)

    def variant(**changes: object) -> Sweep:
        checkpoints = ("start", "T1")
        return tuple(
            (d0, Training(scale.features(d0, **changes), checkpoints)) for d0 in scale.control_d0
        )

    def correlation(block: str, read: str, control: Control) -> Claim:
        symbol = "C_k" if block == "core" else r"\lvert B_k \rvert"
        return Claim(
            f"4.2.{block}",
            rf"For at least half of the neurons ${symbol}$ is $\Theta(1)$ at $T_1$.",
            f"median over neurons of {'C_k' if block == 'core' else '|B_k|'} at T1",
            Constant("d0", floor=0.1, margin=scale.margin),
            relu,
            read,
            scale.seeds,
            control,
        )

    def identity(block: str, checkpoint: str, wrong: str, name: str) -> Claim:
        # Ten steps of small batches would hide a deviation of 5%.
        sweep: Sweep = ((64, Projection(scale.features(64, batch=1000), checkpoint)),)
        group = "core" if block == "core" else "background"
        return Claim(
            f"4.2.{block}_growth_{checkpoint}",
            rf"After ${checkpoint[0]}_{checkpoint[1]}$ the {group} weights grow as the "
            "gradient-projection identity says.",
            f"growth of mean {'C' if block == 'core' else 'B'} in ten steps, measured / predicted",
            Range(1 - EXPLAINED, 1 + EXPLAINED),
            sweep,
            block,
            scale.seeds,
            Control(name, sweep, f"{block}.{wrong}"),
        )

    labels: Sweep = ((64, LabelCorrelation(scale.features(64))),)
    return [
        correlation(
            "core",
            "T1.core_median",
            Control("shuffled labels", variant(label_noise=1.0), "T1.core_median"),
        ),
        correlation(
            "bg",
            "T1.bg_median",
            Control("identity activation", variant(activation="identity"), "T1.bg_median"),
        ),
        Claim(
            "4.2.bg_weights",
            r"The background weights grow: $\sum_{\mathrm{bg}} \langle w_k, m_j \rangle$ at least "
            "doubles until $T_1$.",
            "root mean square over neurons of sum_bg <w_k, m_j>, T1 / start",
            Range(low=2.0),
            relu,
            "start-T1.bg_growth",
            scale.seeds,
            Control("mean-zero background", variant(bg_shift=-0.5), "start-T1.bg_growth"),
            "derived",
        ),
        identity("core", "T1", "other_group", "the background's prediction"),
        identity("bg", "T1", "other_group", "the core's prediction"),
        identity("core", "T2", "no_hinge_gate", "hinge gate left out"),
        identity("bg", "T2", "no_hinge_gate", "hinge gate left out"),
        Claim(
            "4.2.label",
            "No background feature is correlated with the label.",
            "largest |correlation| of a background feature with y",
            Range(high=0.05),
            labels,
            "bg",
            scale.seeds,
            Control("core features", labels, "core"),
        ),
    ]
