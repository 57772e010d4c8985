"""Theorem 4.4: a linear network on the same data is not contaminated."""

from fc.chapters.scale import Scale
from fc.experiments.theorems.training import Training
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Power, Vanishing

RMS = "root mean square of B over neurons"
SAME_DATA = "ReLU, same data and initial weights"


def claims(scale: Scale) -> list[Claim]:
    """Background correlation over d, and both risks over d0."""

    def over_d(planted: float = 0.0, activation: str = "identity") -> Sweep:
        # The batches' sampling noise in B must stay below its initial size.
        settings = [scale.features(64, d=d, activation=activation, batch=1000) for d in scale.d]
        return tuple((s.d, Training(s, ("start", "T2"), planted)) for s in settings)

    say, small = Statements("4.4", scale.seeds, "paper"), Vanishing("d0", scale.margin)
    linear = scale.over_d0(Training, activation="identity")
    relu = scale.over_d0(Training, scale.control_d0)
    return [
        say.derived(
            "bg",
            r"$\lvert \sum_{\mathrm{bg}} \mu_j \langle w_k, m_j \rangle \rvert$ at $T_2$ scales as "
            r"$d^{-1/2}$.",
        )
        .of(over_d(), "T2.bg_correlation_rms", f"{RMS} at T2", Power(-0.5, "d"))
        .against("background weights planted", over_d(1.0)),
        say("growth", "Training does not make the background correlation grow.")
        .of(over_d(), "start-T2.bg_growth", f"{RMS}, T2 / start", high=1.1)
        .against(SAME_DATA, over_d(activation="relu")),
        say("id", r"$R_{ID} = o(1)$ at $T_2$.")
        .of(linear, "T2.risk_id", "ID hinge risk at T2", small)
        .against("8 core features at every d0", scale.same_core(Training, activation="identity")),
        *(
            say.derived(
                f"ood({kappa})", rf"$R_{{OOD}}(\kappa) = o(1)$ at $T_2$ for $\kappa = {kappa}$."
            )
            .of(linear, f"T2.risk_ood({kappa})", f"OOD hinge risk at T2, kappa = {kappa}", small)
            .against(SAME_DATA, relu)
            for kappa in (0, -2)
        ),
    ]
