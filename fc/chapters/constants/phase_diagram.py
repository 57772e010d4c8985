"""Claims on the boundary beyond which the background silences the network."""

from fc.chapters.constants.population_dynamics import cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.shifted_backgrounds import PhaseColumn
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Power

NEAR = tuple(round(0.6 + 0.025 * i, 3) for i in range(17))
# Values of rho |kappa|, and n_bg / n_core of the columns of the diagram.
XS = {
    "smoke": (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "quick": (0.25, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0),
    "full": (0.0, 0.25, 0.5, *NEAR, 1.05, 1.1, 1.25),
}
RATIOS = {
    "smoke": (0.5,),
    "quick": (0.5, 1.0),
    "full": (0.125, 0.25, 0.375, 0.5, 0.75, 1.0),
}
BOUNDARY = r"\kappa = -1/\rho"


def _column(scale: Scale, n_core: int, n_bg: int) -> PhaseColumn:
    setting = near_320_steps(n_core, n_bg, width=128 if scale.name == "quick" else 256)
    return PhaseColumn(cheap(setting, 64, 300) if scale.few else setting, XS[scale.name])


def claims(scale: Scale) -> list[Claim]:
    """The inside of the boundary; in a full run the band there, too."""
    say = Statements("constants", scale.phase_seeds, "derived")
    backgrounds = [int(64 * ratio) for ratio in RATIOS[scale.name]]
    columns = tuple((64 + n, _column(scale, 64, n)) for n in backgrounds)
    found = [
        say(
            "inside",
            rf"Inside ${BOUNDARY}$, beyond a band, the OOD error is below 0.1 ($n_b \le n_c$).",
        )
        .of(columns, "inside", "largest OOD 0-1 error where the law has at most 0.05", high=0.1)
        .against("beyond the boundary, at kappa = -1.5 / rho", read="beyond"),
    ]
    if scale.name != "full":
        return found
    width = "1 minus rho |kappa| where the OOD 0-1 error passes 0.1, n_b = n_c / 2"
    # The exponent needs many sizes.
    halves = tuple((3 * n // 2, _column(scale, n, n // 2)) for n in (16, 32, 64, 128, 256, 512))
    return [
        *found,
        say("band", rf"The band inside ${BOUNDARY}$ shrinks as $d_0^{{-1/2}}$.")
        .of(halves, "band", width, Power(-0.5, "d0", 0.15))
        .against("where the OOD hinge risk passes 1/2", read="hinge_band"),
    ]
