"""Theorem 4.4: a linear network on the same data is not contaminated."""

from fc.chapters.scale import Scale
from fc.experiments.theorems.training import LAWS, Training
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Power, Vanishing

LARGEST = "largest |<w_k, m_j>| over neurons and background features"
SAME_DATA = "ReLU, same data and initial weights"
# Until T1 the batches push each weight by ``8 (E z^2 / (N T1))^1/2 / d0``, one standard deviation.
# Three are at most 0.047 of the largest weight: at the largest d of the scale smoke.
FLAT = 0.05


def claims(scale: Scale) -> list[Claim]:
    """Background weights, one by one and in sum, over d; and the worst risk over d0."""

    def over_d(planted: float = 0.0, activation: str = "identity") -> Sweep:
        # The batches' sampling noise in B must stay below its initial size.
        settings = [scale.features(64, d=d, activation=activation, batch=1000) for d in scale.d]
        return tuple((s.d, Training(s, ("start", "T1"), planted)) for s in settings)

    say, rms = Statements("4.4", scale.seeds, "paper"), "root mean square of B over neurons"
    planted = "background weights planted", over_d(1.0)
    return [
        say(
            "each",
            r"The largest $\lvert \langle w_k, m_j \rangle \rvert$ over all neurons and background "
            r"features at $T_1$ falls as $d^{-1/2}$, which is the paper's bound.",
        )
        .of(over_d(), "T1.bg_largest", f"{LARGEST}, at T1", Power(-0.5, "d"))
        .against(*planted),
        say.derived(
            "growth",
            r"The largest background weight does not grow: at $T_1$ it is within "
            rf"${100 * FLAT:g}$% of the largest before training.",
        )
        .of(
            over_d(),
            "start-T1.bg_largest_growth",
            f"{LARGEST}, T1 / start",
            low=1 - FLAT,
            high=1 + FLAT,
        )
        .against(SAME_DATA, over_d(activation="relu")),
        say.derived(
            "bg",
            r"$\lvert \sum_{\mathrm{bg}} \mu_j \langle w_k, m_j \rangle \rvert$ at $T_1$ scales as "
            r"$d^{-1/2}$.",
        )
        .of(over_d(), "T1.bg_correlation_rms", f"{rms} at T1", Power(-0.5, "d"))
        .against(*planted),
        say.derived(
            "worst",
            r"The largest risk over five laws of the background on $[-1, 0]$ with means from "
            r"$-1/4$ to $-1$ is $o(1)$ at $T_2$.",
        )
        .of(
            scale.over_d0(Training, activation="identity"),
            "T2.worst_risk_ood",
            f"largest OOD hinge risk at T2 over minus {'; '.join(LAWS)}",
            Vanishing("d0", scale.margin),
        )
        .against(SAME_DATA, scale.over_d0(Training, scale.control_d0)),
    ]
