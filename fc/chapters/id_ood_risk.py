"""Theorem 4.3: the risk vanishes in distribution and not out of distribution."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.experiments.theorems.training import Training
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Constant, Vanishing


def claims(scale: Scale) -> list[Claim]:
    """R_ID and R_OOD(kappa) at T2."""

    def sweep(sizes: tuple[int, ...], **changes: object) -> Sweep:
        return tuple((d0, Training(scale.features(d0, **changes))) for d0 in sizes)

    relu = sweep(scale.d0)
    identity = sweep(scale.control_d0, activation="identity")
    centred = sweep(scale.control_d0, strengths="bernoulli:0.75", bg_shift=-0.75)
    # A linear network's risk at kappa = -1 equals its ID risk for any weights (parity), so there
    # the control is a ReLU network without a background mean. Its law is skewed: with a symmetric
    # one the data at kappa = -1 would be the ID data.
    controls = {
        -1: ("mean-zero background, strengths 0 or 1", centred),
        0: ("identity activation", identity),
        -2: ("identity activation", identity),
    }
    return [
        Claim(
            "4.3.id",
            r"$R_{ID} = o(1)$ at $T_2$.",
            "ID hinge risk at T2",
            Vanishing("d0", scale.margin),
            relu,
            "T2.risk_id",
            scale.seeds,
            Control("stopped at T1", relu, "T1.risk_id"),
        ),
        *(
            Claim(
                f"4.3.ood({kappa})",
                rf"$R_{{OOD}}(\kappa) = \Theta(1)$ at $T_2$ for $\kappa = {kappa}$.",
                f"OOD hinge risk at T2, kappa = {kappa}",
                Constant("d0", floor=0.1, margin=scale.margin),
                relu,
                f"T2.risk_ood({kappa})",
                scale.seeds,
                Control(name, control, f"T2.risk_ood({kappa})"),
                "paper" if kappa == -1 else "derived",
            )
            for kappa, (name, control) in controls.items()
        ),
    ]
