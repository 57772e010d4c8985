"""Claims on the constants behind Theta(1): the laws inside and outside their range."""

from __future__ import annotations

from fc.chapters.constants.cases import LAW_MARGIN, POPULATION_MARGIN, SEEDS, holds, settings
from fc.chapters.constants.phase_diagram import _boundary
from fc.chapters.constants.population_dynamics import _closure, _course
from fc.chapters.scale import Scale
from fc.experiments.theorems.at_margin import AtMargin
from fc.model.setting import Setting
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range

KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -3.0)
FEW_KAPPAS = (0.0, -1.0, -3.0)


def claims(scale: Scale) -> list[Claim]:
    """Laws inside their range, population dynamics everywhere, and the error of the closure."""
    seeds = SEEDS[scale.name]

    def sweep(chosen: list[Setting]) -> Sweep:
        """Numbered: no size is special."""
        kappas = FEW_KAPPAS if scale.name == "smoke" else KAPPAS
        return tuple((i, AtMargin(s, kappas)) for i, s in enumerate(chosen, 1))

    chosen = settings(scale)
    inside, outside = [s for s in chosen if holds(s)], [s for s in chosen if not holds(s)]
    # Only where the groups are equally strong is q large enough to matter.
    equal = [s for s in inside if s.n_core == s.n_bg and s.strengths == "uniform" and not s.taper]
    small = Range(-LAW_MARGIN, LAW_MARGIN)

    def constant(entry: str, symbol: str, what: str, control: str, wrong: str) -> Claim:
        return Claim(
            f"constants.{entry}",
            rf"The law for {symbol} holds within ${LAW_MARGIN}$ at $T_2$.",
            f"{what}, SGD minus law, over {len(inside)} settings",
            small,
            sweep(inside),
            f"{entry}.law",
            seeds,
            Control(control, sweep(equal[:1]), f"{entry}.{wrong}"),
            "derived",
        )

    dropped, exchanged = "(1-q)/(1+q) left out of the law", "mu and sigma exchanged in the law"
    return [
        constant("core", "$C$", "mean C", dropped, "symmetric"),
        constant("bg", "$B$", "mean B", dropped, "symmetric"),
        constant("active_neg", "$q^-$", "median q-", exchanged, "exchanged"),
        constant("risk_id", "$R_{ID}$", "ID hinge risk", exchanged, "exchanged"),
        constant(
            "risk_ood",
            r"$R_{OOD}(\kappa)$, $-3 \le \kappa \le 1$,",
            "OOD hinge risk at the worst kappa, size of",
            "kappa's sign reversed in the law",
            "reversed",
        ),
        *([_outside(sweep(outside), seeds)] if outside else []),
        *_course(scale),
        *_closure(scale),
        *_boundary(scale),
    ]


def _outside(sweep: Sweep, seeds: int) -> Claim:
    return Claim(
        "constants.population",
        rf"Outside the laws' range the population dynamics holds within "
        rf"${POPULATION_MARGIN}$ at $T_2$.",
        f"largest deviation of C, B, q-, R_ID, R_OOD, over {len(sweep)} settings",
        Range(-POPULATION_MARGIN, POPULATION_MARGIN),
        sweep,
        "worst.population",
        seeds,
        Control("the laws, extrapolated", sweep, "worst.law"),
        "derived",
    )
