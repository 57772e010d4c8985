"""The constants behind Theta(1): laws and population dynamics against SGD."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fc.claims import Claim, Control, Sweep
from fc.comparisons import AtMargin, ClosureError, Course
from fc.laws import law
from fc.phase import PhaseColumn
from fc.setting import Setting
from fc.strengths import strengths
from fc.theorems.scale import Scale
from fc.trend import Power, Range
from fc.validity import obstacles

KAPPAS = (0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -3.0)
FEW_KAPPAS = (0.0, -1.0, -3.0)
LAWS = ("uniform", "beta:2,5", "bernoulli:0.5")
EQUAL = ((32, 32), (64, 64), (128, 128), (256, 256))
WEAKER = ((32, 4), (32, 16), (64, 16), (128, 32), (256, 64))
STRONGER = ((16, 2), (16, 16), (16, 64))
LAW_MARGIN, POPULATION_MARGIN = 0.02, 0.03
# From the spread over 8 runs: so many that the intervals are shorter than the margins.
SEEDS = {"smoke": 8, "quick": 8, "full": 16}
# Single runs differ by up to 0.4, most by nothing: a mean within 0.03 takes many.
DEAD_SEEDS = 256
TO_T2, TO_5_T2 = 0.002, 0.02
# Of T2, where the population dynamics is compared with SGD.
FRACTIONS = (0.25, 0.5, 1.0, 2.0, 5.0)


def near_320_steps(n_core: int, n_bg: int, spec: str = "uniform", **fields: object) -> Setting:
    """Setting whose T2 is some 320 steps whatever the mean strength, with d = max(1e6, d0^3)."""
    base = {"n_core": n_core, "n_bg": n_bg, "d": max(10**6, (n_core + n_bg) ** 3)}
    setting = Setting(strengths=spec, **(base | fields))  # type: ignore[arg-type]
    return replace(setting, step_size=setting.eta / (2 * strengths(spec).mean) ** 2)


def cheap(setting: Setting, width: int, batch: int) -> Setting:
    """Near the edge of the laws' range: T2 is some 110 steps of a small network."""
    small = replace(setting, width=width, batch=batch)
    return replace(small, step_size=3 * setting.eta * small.width / setting.width)


def settings(scale: Scale) -> list[Setting]:
    """Settings at which the laws are compared with SGD, inside and outside their range."""
    if scale.name == "smoke":
        sizes = [((32, 32), "uniform"), ((64, 16), "bernoulli:0.5")]
        return [cheap(near_320_steps(*n, spec), 128, 600) for n, spec in sizes]
    if scale.name == "quick":
        sizes = [((32, 32), "uniform"), ((64, 16), "bernoulli:0.5"), ((32, 32), "beta:2,5")]
        sizes += [((16, 64), "uniform")]
        return [near_320_steps(*n, spec, width=128) for n, spec in sizes]
    sizes = [(n, spec) for spec in LAWS for n in (*EQUAL, *WEAKER, *STRONGER)]
    sizes += [(n, "uniform") for n in ((512, 64), (512, 512), (64, 96), (32, 128), (128, 512))]
    return [near_320_steps(*n, spec) for n, spec in sizes] + [
        near_320_steps(64, 64, bg_strengths="beta:2,5"),
        near_320_steps(64, 64, taper=0.8),
        near_320_steps(64, 32, taper=0.8),
        near_320_steps(64, 64, activation="leaky_relu:0.125"),
        near_320_steps(64, 64, activation="identity"),
    ]


def holds(setting: Setting) -> bool:
    """Whether `setting` lies in the laws' range of validity."""
    return not list(obstacles(setting, law(setting, extrapolate=True)))


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


def _course(scale: Scale) -> list[Claim]:
    seeds = {"smoke": 10, "quick": 12, "full": 32}[scale.name]
    near = Setting(32, 32, 256, width=128 if scale.name == "quick" else 256)
    if scale.name == "smoke":
        near = cheap(near, 128, 500)

    def course(name: str, setting: Setting, d: str, fraction: float, margin: float) -> list[Claim]:
        fractions = tuple(f for f in FRACTIONS if f <= fraction)
        wrong = replace(setting, strengths="bernoulli:0.5")
        when = r"T_2" if fraction == 1 else rf"{fraction:g} T_2"
        return [
            Claim(
                f"constants.{entry}_{name}",
                rf"At ${when}$, ${symbol}$ follows the population dynamics within "
                rf"${100 * margin:g}$% ($d = {d}$).",
                f"mean {symbol} of SGD over that of the population dynamics at {when}, minus 1",
                Range(-margin, margin),
                ((setting.d0, Course(setting, fractions)),),
                f"{entry}({fraction:g})",
                seeds,
                Control(
                    "the variance of the strengths three times too large",
                    ((setting.d0, Course(setting, fractions, wrong)),),
                    f"{entry}({fraction:g})",
                ),
                "derived",
            )
            for entry, symbol in (("core", "C"), ("bg", "B"))
        ]

    # Small batches leave more noise than the margins of a full run.
    loose = 2 if scale.name == "smoke" else 1
    claims = course("near", near, "4 d_0", 1, loose * TO_T2)
    if scale.name == "full":
        claims += course("far", replace(near, d=10**6), "10^6", 5, TO_5_T2)
    return claims


def _closure(scale: Scale) -> list[Claim]:
    if scale.name != "full":  # Two exponents so near to each other need a wide range of sizes.
        return []
    sizes, margin = (16, 64, 256, 1024), 0.15

    def short(n_core: int, n_bg: int, d: int, spec: str) -> ClosureError:
        """Forty steps to half of T2."""
        setting = near_320_steps(n_core, n_bg, spec, d=d, width=16)
        return ClosureError(replace(setting, step_size=4 * setting.eta))

    # Symmetric strengths: weights still close to their random start, where the error is largest.
    # Skewed ones: aligned weights of unequal groups, where the skews of core and background do
    # not cancel.
    symmetric = tuple((n, short(n // 2, n // 2, 4 * n, "uniform")) for n in sizes)
    skewed = tuple((n, short(n // 4, 3 * n // 4, 100 * n * n, "beta:2,5")) for n in sizes)
    found = {
        "symmetric": ("-1", symmetric, skewed, "skewed strengths, aligned weights, n_b = 3 n_c"),
        "skewed": ("-1/2", skewed, symmetric, "symmetric strengths"),
    }
    return [
        Claim(
            f"constants.closure_{kind}",
            rf"The closure's error falls as $d_0^{{{exponent}}}$ for {kind} strengths.",
            "relative error of one closed step of C_k, root mean square over neurons",
            Power(-1 if kind == "symmetric" else -0.5, "d0", margin),
            sweep,
            "force_core",
            SEEDS[scale.name],
            Control(name, control, "force_core"),
            "derived",
        )
        for kind, (exponent, sweep, control, name) in found.items()
    ]


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
