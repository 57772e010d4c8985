"""Theorem 4.3: the risk vanishes in distribution and not out of distribution."""

from fc.chapters.constants.finite_size_laws import in_tex
from fc.chapters.constants.population_dynamics import cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.comparisons import AtMargin
from fc.experiments.theorems.training import LAWS, Training
from fc.model.setting import Setting
from fc.theory.setting_laws import TOLERANCES
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Constant, Vanishing

# The laws of the background, and what is left of them as their mean goes to 0.
SHIFTS = (0.0, *LAWS)


def settings(scale: Scale) -> list[Setting]:
    """Settings, inside the range of the laws, at which the background gets other laws."""
    if scale.few:
        return [cheap(near_320_steps(32, 32), 128, 600)]
    sizes = [((64, 64), "uniform"), ((64, 16), "bernoulli:0.5")]
    return [near_320_steps(*n, spec, width=scale.width) for n, spec in sizes]


def claims(scale: Scale) -> list[Claim]:
    """R_ID, and R_OOD under laws of the background on [-1, 0]: the worst, and each as predicted."""
    say, relu = Statements("4.3", scale.seeds, "paper"), scale.over_d0(Training)
    # At kappa = -1 a linear network passes whatever its weights (parity); under these laws not.
    linear = scale.over_d0(Training, scale.control_d0, activation="identity")
    laws = "SGD minus law, over the tolerance, at the worst of the laws and kappa = 0, size of"
    return [
        say("id", r"$R_{ID} = o(1)$ at $T_2$.")
        .of(relu, "T2.risk_id", "ID hinge risk at T2", Vanishing("d0", scale.margin))
        .against("8 core features at every d0", scale.same_core(Training)),
        say(
            "worst",
            r"$R_{OOD}$, the largest risk over five laws of the background on $[-1, 0]$ with means "
            r"from $-1/4$ to $-1$, is $\Theta(1)$ at $T_2$.",
        )
        .of(
            relu,
            "T2.worst_risk_ood",
            f"largest OOD hinge risk at T2 over minus {'; '.join(LAWS)}",
            Constant("d0", floor=0.1, margin=scale.margin),
        )
        .against("identity activation", linear),
        say.derived(
            "laws",
            "Under each of these laws, $R_{OOD}$ follows from its mean and its variance alone, "
            f"{in_tex(TOLERANCES['risk_ood'])}.",
        )
        .of([AtMargin(s, SHIFTS) for s in settings(scale)], "law(risk_ood)", laws, within=1)
        .against("every law counts as kappa = -1", read="flipped(risk_ood)"),
    ]
