"""Theorem 4.1: neurons become active on one class and silent on the other."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fc.chapters.scale import Scale
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.experiments.theorems.training import Training
from fc.model.setting import Setting
from fc.runs.records import Sweep
from fc.theory.setting_laws import asymmetry_time
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Bound, Constant, Power, Vanishing


def claims(scale: Scale) -> list[Claim]:
    """Fraction of good neurons, both activities, and the time scale T0."""
    say = Statements("4.1", scale.seeds, "paper")

    def in_width(widths: Sequence[int], **changes: int) -> Sweep:
        few = partial(scale.features, 64, batch=scale.time_batch, **changes)
        return tuple((m, Training(few(width=m), ("start", "T2"))) for m in widths)

    in_d0, vanishing = scale.over_d0(Training), Vanishing("d0", scale.margin)
    # S_b = 2 S_c, beyond the theorem's boundary.
    twice, to_t1 = "n_bg = 2 n_core", partial(Training, checkpoints=("start", "T1"))
    unequal = [to_t1(scale.features(d0, n_bg=d0)) for d0 in scale.control_d0]
    good = "T2.good", "fraction of good neurons at T2", Constant("m", 0.5, 0.05)
    root = Bound("d0", -0.5)
    return [
        say(
            "width",
            r"$\Theta(m)$ neurons are good at $T_2$: $q^+ \ge 1 - d_0^{-1/2}$ and $q^- \le 1/4$.",
        )
        .of(in_width(scale.widths), *good)
        .against(twice, in_width(scale.widths[:2], n_bg=64)),
        say("persists", r"More than half of the neurons are good at $T_1$, half-way to $T_2$.")
        .of(in_d0, "T1.good", "fraction of good neurons at T1", low=0.5)
        .against(twice, unequal),
        say("q_neg", r"The activity $q^-$ on the negative class is $o(1)$ at $T_2$.")
        .of(in_d0, "T2.active_neg_live", "median q- of live neurons at T2", vanishing)
        .against("8 core features at every d0", scale.same_core(Training)),
        say.derived(
            "q_pos", r"At least half of the neurons have $1 - q^+ \le d_0^{-1/2}$ at $T_2$."
        )
        .of(in_d0, "T2.inactive_pos_upper", "median 99.9% upper bound of 1 - q+ at T2", root)
        .against("before training", read="start.inactive_pos_upper"),
        *_time_scale(scale),
    ]


def _time_scale(scale: Scale) -> list[Claim]:
    """T0 = const m / (eta sqrt(d d0)): one claim for each exponent.

    In each control a second parameter moves along and cancels the exponent.
    """
    say = Statements("4.1", scale.time_seeds, "derived")
    base = Setting(8, 8, 100_000_000, width=scale.time_width, batch=scale.time_batch)
    # The theorem needs T0 well above one step; before the margin it is inverse to eta.
    base = replace(base, step_size=base.eta * asymmetry_time(base) / scale.time_steps)
    # More features shorten the time, so their sweep starts from a longer one.
    slow = replace(base, step_size=base.eta / max(scale.time_factors))

    def over(name: str, start: Setting, **powers: float) -> Sweep:
        """Each parameter moves as a power of the factor, whole numbers staying whole."""
        fields = {field: getattr(start, field) for field in powers}
        settings = [
            replace(start, **{x: type(y)(y * factor ** powers[x]) for x, y in fields.items()})
            for factor in scale.time_factors
        ]
        return tuple((getattr(setting, name), AsymmetryTime(setting)) for setting in settings)

    until, margin = "steps until the median of q+ - q- is 1/2, over ", scale.time_margin
    both = {"n_core": 2, "n_bg": 2}
    cases = {
        "d": (base, -0.5, "d^{-1/2}", {"d": -2}, {"step_size": 1}, "eta proportional to d^-1/2"),
        "d0": (slow, -0.5, "d_0^{-1/2}", both, {"step_size": -1}, "eta proportional to d0^-1/2"),
        "width": (base, 1.0, "m", {"width": 1}, {"step_size": 1}, "eta proportional to m"),
        "eta": (base, -1.0, r"\eta^{-1}", {"step_size": -1}, {"d": 2}, "d proportional to eta^-2"),
    }
    return [
        say(f"time_{name}", rf"The time $T_{{1/2}}$ to half the asymmetry scales as ${tex}$.")
        .of(over(name, start, **moved), "T0", until + name, Power(exponent, name, margin))
        .against(cancelled, over(name, start, **moved, **cancel))
        for name, (start, exponent, tex, moved, cancel, cancelled) in cases.items()
    ]
