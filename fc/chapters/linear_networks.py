"""Theorem 4.4: a linear network on the same data is not contaminated."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.experiments.theorems.training import Training
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Power, Range, Vanishing

SAME_DATA = "ReLU, same data and initial weights"


def claims(scale: Scale) -> list[Claim]:
    """Background correlation over d, and both risks over d0."""

    def over_d(planted: float = 0.0, **changes: object) -> Sweep:
        # The batches' sampling noise in B must stay below its initial size.
        fields = {"activation": "identity", "batch": 1000} | changes
        checkpoints = ("start", "T2")
        return tuple(
            (d, Training(scale.features(64, d=d, **fields), checkpoints, planted)) for d in scale.d
        )

    def over_d0(activation: str, sizes: tuple[int, ...]) -> Sweep:
        return tuple((d0, Training(scale.features(d0, activation=activation))) for d0 in sizes)

    linear, relu = over_d0("identity", scale.d0), over_d0("relu", scale.control_d0)
    return [
        Claim(
            "4.4.bg",
            r"$\lvert \sum_{\mathrm{bg}} \mu_j \langle w_k, m_j \rangle \rvert$ at $T_2$ scales as "
            r"$d^{-1/2}$.",
            "root mean square of B over neurons at T2",
            Power(-0.5, "d"),
            over_d(),
            "T2.bg_correlation_rms",
            scale.seeds,
            Control("background weights planted", over_d(1.0), "T2.bg_correlation_rms"),
            "derived",
        ),
        Claim(
            "4.4.growth",
            "Training does not make the background correlation grow.",
            "root mean square of B over neurons, T2 / start",
            Range(high=1.1),
            over_d(),
            "start-T2.bg_growth",
            scale.seeds,
            Control(SAME_DATA, over_d(activation="relu"), "start-T2.bg_growth"),
        ),
        Claim(
            "4.4.id",
            r"$R_{ID} = o(1)$ at $T_2$.",
            "ID hinge risk at T2",
            Vanishing("d0", scale.margin),
            linear,
            "T2.risk_id",
            scale.seeds,
            Control("before training", linear, "start.risk_id"),
        ),
        *(
            Claim(
                f"4.4.ood({kappa})",
                rf"$R_{{OOD}}(\kappa) = o(1)$ at $T_2$ for $\kappa = {kappa}$.",
                f"OOD hinge risk at T2, kappa = {kappa}",
                Vanishing("d0", scale.margin),
                linear,
                f"T2.risk_ood({kappa})",
                scale.seeds,
                Control(SAME_DATA, relu, f"T2.risk_ood({kappa})"),
                "derived",
            )
            for kappa in (0, -2)
        ),
    ]
