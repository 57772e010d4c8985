"""Claims on the population dynamics over time."""

from dataclasses import replace

from fc.chapters.scale import Scale
from fc.experiments.theorems.comparisons import Course
from fc.model.setting import Setting
from fc.model.strengths import strengths
from fc.verdicts.claim import Claim, Statements

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


def claims(scale: Scale) -> list[Claim]:
    """The course of B and C; in a full run at a large d, too."""
    if scale.few:
        # Small batches leave more noise than the margins of a full run.
        return _course(scale, "near", cheap(Setting(32, 32, 256), 128, 500), "4 d_0", 1, 2 * TO_T2)
    near = Setting(32, 32, 256, width=128 if scale.name == "quick" else 256)
    found = _course(scale, "near", near, "4 d_0", 1, TO_T2)
    if scale.name == "full":
        found += _course(scale, "far", replace(near, d=10**6), "10^6", 5, TO_5_T2)
    return found


def _course(
    scale: Scale, name: str, setting: Setting, d: str, fraction: float, margin: float
) -> list[Claim]:
    """C and B at a fraction of T2."""
    say = Statements("constants", scale.course_seeds, "derived")
    fractions = tuple(f for f in FRACTIONS if f <= fraction)
    right, wrong = (
        ((setting.d0, Course(setting, fractions, other)),)
        for other in (None, replace(setting, strengths="bernoulli:0.5"))
    )
    when = "T_2" if fraction == 1 else rf"{fraction:g} T_2"
    off = f"mean {{}} of SGD over that of the population dynamics at {when}, minus 1"
    return [
        say(
            f"{entry}_{name}",
            rf"At ${when}$, ${symbol}$ follows the population dynamics within "
            rf"${100 * margin:g}$% ($d = {d}$).",
        )
        .of(right, f"{entry}({fraction:g})", off.format(symbol), within=margin)
        .against("the variance of the strengths three times too large", wrong)
        for entry, symbol in (("core", "C"), ("bg", "B"))
    ]
