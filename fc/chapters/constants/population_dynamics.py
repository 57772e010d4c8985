"""Claims on the population dynamics over time, and on its closure."""

from __future__ import annotations

from dataclasses import replace

from fc.chapters.constants.cases import SEEDS, cheap, near_320_steps
from fc.chapters.scale import Scale
from fc.experiments.theorems.closure_error import ClosureError
from fc.experiments.theorems.course import Course
from fc.model.setting import Setting
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Power, Range

TO_T2, TO_5_T2 = 0.002, 0.02
# Of T2, where the population dynamics is compared with SGD.
FRACTIONS = (0.25, 0.5, 1.0, 2.0, 5.0)


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
