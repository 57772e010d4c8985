"""Theorem 4.1: neurons become active on one class and silent on the other."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fc.chapters.scale import Scale
from fc.experiments.theorems.persistence import EARLY, LATE, Persistence, t0_scale
from fc.experiments.theorems.single_steps import AsymmetryTime
from fc.experiments.theorems.training import Training
from fc.model.setting import Setting
from fc.runs.records import Sweep
from fc.theory.setting_laws import asymmetry_time
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Constant, Power, Vanishing

__all__ = ["EARLY", "LATE", "claims", "t0_scale"]

# Of the neurons of a class. At T0 the population dynamics has three in four of all good; of two
# classes of 16 neurons the smaller share is lower by .06 on average.
LASTING = 0.4


def claims(scale: Scale) -> list[Claim]:
    """Fraction of good neurons, whether they stay good, activity, and the time scale T0."""
    say = Statements("4.1", scale.seeds, "paper")

    def in_width(widths: Sequence[int], **changes: int) -> Sweep:
        few = partial(scale.features, 64, batch=scale.time_batch, **changes)
        return tuple((m, Training(few(width=m), ("start", "T2"))) for m in widths)

    def persisting(widths: Sequence[int], times_bg: int = 1) -> Sweep:
        """At the least dimension of the theorem, with widths up to it."""
        d0 = scale.lasting_d0
        few = partial(scale.features, d0, d=round(d0**2.5), batch=scale.time_batch)
        wide = [(m, few(width=m)) for m in widths]
        return tuple((m, Persistence(replace(s, n_bg=times_bg * s.n_bg))) for m, s in wide)

    in_d0, vanishing = scale.over_d0(Training), Vanishing("d0", scale.margin)
    twice = "n_bg = 2 n_core"  # S_b = 2 S_c, beyond the theorem's boundary.
    good = "T2.good", "fraction of good neurons at T2", Constant("m", 0.5, 0.05)
    lasting = Constant("m", LASTING, scale.margin)
    return [
        say(
            "width",
            r"$\Theta(m)$ neurons are good at $T_2$: $q^+ \ge 1 - d_0^{-1/2}$ and $q^- \le 1/4$.",
        )
        .of(in_width(scale.widths), *good)
        .against(twice, in_width(scale.widths[:2], n_bg=64)),
        say(
            "persists",
            r"In each class $\Theta(m)$ neurons are good from $T_0$ on: the same ones at "
            r"$4 m / (\eta \sqrt d)$, $T_1$, $T_2$ and $5 T_2$, for $m$ between $d_0$ and $d$.",
        )
        .of(
            persisting(scale.lasting_widths),
            "lasting",
            "smaller share over the classes of neurons good at all four times",
            lasting,
        )
        .against(twice, persisting(scale.lasting_widths[:2], times_bg=2)),
        say("q_neg", r"The activity $q^-$ on the negative class is $o(1)$ at $T_2$.")
        .of(in_d0, "T2.active_neg_live", "median q- of live neurons at T2", vanishing)
        .against("8 core features at every d0", scale.same_core(Training)),
        *_time_scale(scale),
    ]


def _time_scale(scale: Scale) -> list[Claim]:
    """T_1/2 = const m / (eta sqrt(d d0)): one claim for m / (eta sqrt(d)), the paper's, one for d0.

    After m / (eta sqrt(d)) steps what a weight has learned is as large as it was at the start. In
    the sum over d0 features the one adds up as d0, the other as sqrt(d0): it passes so much sooner.
    In each control a second parameter moves along.
    """
    say = Statements("4.1", scale.time_seeds, "derived")
    base = Setting(8, 8, 100_000_000, width=scale.time_width, batch=scale.time_batch)
    # The theorem needs T0 well above one step; before the margin it is inverse to eta.
    base = replace(base, step_size=base.eta * asymmetry_time(base) / scale.time_steps)
    # More features shorten the time, so their sweep starts from a longer one.
    slow = replace(base, step_size=base.eta / max(scale.time_factors))
    # Each turn, of d, of eta and of m, doubles m / (eta sqrt(d)).
    in_turn = [base, replace(base, d=base.d // 4)]
    in_turn.append(replace(in_turn[-1], step_size=base.eta / 2))
    in_turn.append(replace(in_turn[-1], width=2 * base.width))
    more = [replace(x, n_core=8 * 2**i, n_bg=8 * 2**i) for i, x in enumerate(in_turn)]

    def over_scale(settings: Sequence[Setting]) -> Sweep:
        return tuple((t0_scale(setting), AsymmetryTime(setting)) for setting in settings)

    def over_d0(power: float) -> Sweep:
        settings = [
            replace(slow, n_core=8 * f**2, n_bg=8 * f**2, step_size=slow.eta * f**power)
            for f in scale.time_factors
        ]
        return tuple((setting.d0, AsymmetryTime(setting)) for setting in settings)

    until, margin = "steps until the median of q+ - q- is 1/2, over ", scale.time_margin
    return [
        say(
            "time",
            r"The time $T_{1/2}$ to half the asymmetry is proportional to $m / (\eta \sqrt d)$, "
            r"whichever of $d$, $\eta$ and $m$ moves.",
            # Its sizes are no further apart than a factor of 8, at any scale.
            seeds=2 * scale.time_seeds,
        )
        .of(over_scale(in_turn), "T0", until + "m / (eta sqrt(d))", Power(1, "t0", margin))
        .against("d0 proportional to m / (eta sqrt(d))", over_scale(more)),
        say("time_d0", r"At fixed $m / (\eta \sqrt d)$ it scales as $d_0^{-1/2}$.")
        .of(over_d0(0), "T0", until + "d0", Power(-0.5, "d0", margin))
        .against("eta proportional to d0^-1/2", over_d0(-1)),
    ]
