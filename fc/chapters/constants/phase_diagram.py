"""Claims on the boundary beyond which the background silences the network."""

from __future__ import annotations

from functools import partial

from fc.chapters.constants.cases import POPULATION_MARGIN, cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.phase import PhaseColumn
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Power, Range

# Single runs differ by up to 0.4, most by nothing: a mean within 0.03 takes many.
DEAD_SEEDS = 256

NEAR = tuple(round(0.6 + 0.025 * i, 3) for i in range(17))
PHASE_XS = (0.0, 0.25, 0.5, *NEAR, 1.05, 1.1, 1.25)
SOME_XS = (0.25, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
FEW_XS = (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def _column(scale: Scale, n_core: int, n_bg: int) -> PhaseColumn:
    if scale.name == "smoke":
        return PhaseColumn(cheap(near_320_steps(n_core, n_bg), 64, 300), FEW_XS)
    if scale.name == "quick":
        return PhaseColumn(near_320_steps(n_core, n_bg, width=128), SOME_XS)
    return PhaseColumn(near_320_steps(n_core, n_bg), PHASE_XS)


def _phase_columns(scale: Scale) -> tuple[tuple[float, PhaseColumn], ...]:
    """Columns of the phase diagram: n_bg / n_core with the experiment."""
    ratios = {"smoke": (0.5,), "quick": (0.5, 1.0)}.get(
        scale.name, (0.125, 0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
    )
    return tuple((r, _column(scale, 64, int(64 * r))) for r in ratios)


def _boundary(scale: Scale) -> list[Claim]:
    seeds = 6 if scale.name == "quick" else 8
    every: Sweep = tuple((c.setting.d0, c) for _, c in _phase_columns(scale))
    columns: Sweep = tuple((c.setting.d0, c) for r, c in _phase_columns(scale) if r <= 1)
    boundary = r"\kappa = -1/\rho"

    claim = partial(Claim, seeds=seeds, source="derived")
    return [
        claim(
            "constants.inside",
            rf"Inside ${boundary}$, beyond a band, the OOD error is below 0.1 ($n_b \le n_c$).",
            "largest OOD 0-1 error where the law has at most 0.05",
            Range(high=0.1),
            columns,
            "inside",
            control=Control("beyond the boundary, at kappa = -1.5 / rho", columns, "beyond"),
        ),
        *_band(scale),
        claim(
            "constants.silent",
            rf"Beyond ${boundary}$ the live neurons are silent.",
            "share of live neurons that are silent on an input at kappa = -1.5 / rho",
            Range(low=0.9),
            every,
            "silent",
            control=Control("inside, at kappa = -0.5 / rho", every, "silent_before"),
        ),
        *_dead(scale, boundary),
    ]


def _band(scale: Scale) -> list[Claim]:
    if scale.name != "full":  # Its exponent needs many sizes.
        return []
    half: Sweep = tuple(
        (3 * n // 2, _column(scale, n, n // 2)) for n in (16, 32, 64, 128, 256, 512)
    )
    return [
        Claim(
            "constants.band",
            r"The band inside $\kappa = -1/\rho$ shrinks as $d_0^{-1/2}$.",
            "1 minus rho |kappa| where the OOD 0-1 error passes 0.1, n_b = n_c / 2",
            Power(-0.5, "d0", 0.15),
            half,
            "band",
            8,
            Control("where the OOD hinge risk passes 1/2", half, "hinge_band"),
            "derived",
        )
    ]


def _dead(scale: Scale, boundary: str) -> list[Claim]:
    if scale.name != "full":  # The vote of the dead differs so much that a few runs cannot tell.
        return []
    # A strong background leaves more neurons dead.
    column: Sweep = ((80, PhaseColumn(near_320_steps(16, 64, width=64), (0.5, 1.0))),)
    return [
        Claim(
            "constants.dead",
            rf"Beyond ${boundary}$ the neurons dead in distribution explain the error of single "
            "runs.",
            "distance of the OOD 0-1 error from that of the population dynamics",
            Range(high=POPULATION_MARGIN),
            column,
            "beyond_population",
            DEAD_SEEDS,
            Control("distance from 1/2, the error without dead neurons", column, "beyond_half"),
            "derived",
        ),
    ]
