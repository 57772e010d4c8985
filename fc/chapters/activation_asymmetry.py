"""Theorem 4.1: neurons become active on one class and silent on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fc.chapters.scale import Scale
from fc.experiments.theorems.half_asymmetry import AsymmetryTime
from fc.experiments.theorems.training import Training
from fc.model.setting import Setting
from fc.runs.records import Sweep
from fc.theory.asymmetry import asymmetry_time
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Bound, Constant, Power, Range, Vanishing


def with_asymmetry_time(steps: float, **fields: object) -> Setting:
    """Setting whose step size makes the predicted time to asymmetry `steps`.

    Theorem 4.1 needs T0 well above one step; before the margin T0 is inverse to eta.
    """
    setting = Setting(**fields)  # type: ignore[arg-type]
    eta = setting.eta * asymmetry_time(setting) / steps
    return Setting(**(fields | {"step_size": eta}))  # type: ignore[arg-type]


Move = Callable[[int], dict[str, Any]]


def claims(scale: Scale) -> list[Claim]:
    """Fraction of good neurons, both activities, and the time scale T0."""
    in_width: Sweep = tuple(
        (m, Training(scale.features(64, width=m, batch=scale.time_batch), ("start", "T2")))
        for m in scale.widths
    )
    in_d0: Sweep = tuple((d0, Training(scale.features(d0))) for d0 in scale.d0)
    # d = d0**2: with smaller initial weights the noise of the batches, which all neurons share,
    # moves them together, and then the fraction is no average over neurons.
    shuffled: Sweep = tuple(
        (d0, Training(scale.features(d0, d=d0**2, label_noise=1.0), ("start", "T1")))
        for d0 in scale.control_d0
        if d0 >= 64  # Below, the threshold on q+ is so low that a tenth of the neurons pass it.
    )
    # S_b = 2 S_c, beyond the theorem's boundary; at T1, since the law holds before the margin.
    unequal: Sweep = tuple(
        (d0 // 2 + d0, Training(scale.features(d0, n_bg=d0), ("start", "T1")))
        for d0 in scale.control_d0
    )
    return [
        Claim(
            "4.1.width",
            r"$\Theta(m)$ neurons are good at $T_2$: $q^+ \ge 1 - d_0^{-1/2}$ and $q^- \le 1/4$.",
            "fraction of good neurons at T2",
            Constant("m", floor=0.5, margin=0.05),
            in_width,
            "T2.good",
            scale.seeds,
            Control("before training", in_width, "start.good"),
        ),
        Claim(
            "4.1.persists",
            r"More than half of the neurons are good at $T_1$, half-way to $T_2$.",
            "fraction of good neurons at T1",
            Range(low=0.5),
            in_d0,
            "T1.good",
            scale.seeds,
            Control("shuffled labels", shuffled, "T1.good"),
        ),
        Claim(
            "4.1.q_neg",
            r"The activity $q^-$ on the negative class is $o(1)$ at $T_2$.",
            "median q- of live neurons at T2",
            Vanishing("d0", scale.margin),
            in_d0,
            "T2.active_neg_live",
            scale.seeds,
            Control("n_bg = 2 n_core, at T1", unequal, "T1.active_neg_live"),
        ),
        Claim(
            "4.1.q_pos",
            r"At least half of the neurons have $1 - q^+ \le d_0^{-1/2}$ at $T_2$.",
            "median 99.9% upper bound of 1 - q+ at T2",
            Bound("d0", -0.5),
            in_d0,
            "T2.inactive_pos_upper",
            scale.seeds,
            Control("before training", in_d0, "start.inactive_pos_upper"),
            "derived",
        ),
        *_time_scale(scale),
    ]


def _time_scale(scale: Scale) -> list[Claim]:
    """T0 = const m / (eta sqrt(d d0)): one claim for each exponent.

    In each control a second parameter moves along and cancels the exponent.
    """
    base = with_asymmetry_time(
        scale.time_steps,
        n_core=8,
        n_bg=8,
        d=100_000_000,
        width=scale.time_width,
        batch=scale.time_batch,
    )
    factors, eta = scale.time_factors, base.eta
    # More features shorten the time, so their sweep starts from a longer one.
    slow = replace(base, step_size=eta / max(factors))

    def claim(
        name: str, tex: str, a: float, start: Setting, move: Move, cancel: Move, control: str
    ) -> Claim:
        def sweep(*moves: Move) -> Sweep:
            changes = [{k: x for m in moves for k, x in m(f).items()} for f in factors]
            settings = [replace(start, **change) for change in changes]
            return tuple((getattr(s, name), AsymmetryTime(s)) for s in settings)

        return Claim(
            f"4.1.time_{name}",
            rf"The time $T_{{1/2}}$ to half the asymmetry scales as ${tex}$.",
            f"steps until the median of q+ - q- is 1/2, over {name}",
            Power(a, name, scale.time_margin),
            sweep(move),
            "T0",
            scale.time_seeds,
            Control(control, sweep(move, cancel), "T0"),
            "derived",
        )

    return [
        claim(
            "d",
            "d^{-1/2}",
            -0.5,
            base,
            lambda f: {"d": base.d // f**2},
            lambda f: {"step_size": eta * f},
            "eta proportional to d^-1/2",
        ),
        claim(
            "d0",
            "d_0^{-1/2}",
            -0.5,
            slow,
            lambda f: {"n_core": base.n_core * f**2, "n_bg": base.n_bg * f**2},
            lambda f: {"step_size": slow.eta / f},
            "eta proportional to d0^-1/2",
        ),
        claim(
            "width",
            "m",
            1.0,
            base,
            lambda f: {"width": base.width * f},
            lambda f: {"step_size": eta * f},
            "eta proportional to m",
        ),
        claim(
            "eta",
            r"\eta^{-1}",
            -1.0,
            base,
            lambda f: {"step_size": eta / f},
            lambda f: {"d": base.d * f**2},
            "d proportional to eta^-2",
        ),
    ]
