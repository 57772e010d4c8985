"""Which activations contaminate: the criterion against trained networks, and its exceptions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fc.chapters.practice import GROWS
from fc.chapters.scale import Scale
from fc.experiments.theorems.growth import Growth, at_pace
from fc.verdicts.claim import Claim, Statements

# Activations that were chosen after the criterion was written, with the class and the growth ratio
# B / C that it predicts. This list was committed before any of them was trained.
CHOSEN_AFTERWARDS = {
    "mish": ("positive", 0.454),
    "hardswish": ("positive", 0.403),
    "logsigmoid": ("negative", -0.333),
    # phi_e' changes its sign at 0.51; up to mean margin 1 the two halves nearly cancel.
    "selu": ("undecided", -0.011),
    "softsign": ("stable", 0.0),
    "hardtanh": ("neutral", 0.0),
    "tanhshrink": ("unstable", None),
}
POSITIVE = ("relu", "leaky_relu:0.1", "gelu", "silu", "softplus", "elu", "mish", "hardswish")
NEGATIVE = ("logsigmoid", "quadratic:-0.3", "shifted:0.5:tanh")
# Odd, up to a constant, where training leads: phi_e' = 0. And what some turn into by a shift.
CLEAN = ("tanh", "sigmoid", "erf", "sin", "softsign", "hardtanh", "identity", "shifted:5:relu")
NEARLY = ("shifted:0.5:tanh", "shifted:0.5:relu")
MIXING = (-0.5, 0.25, 0.5, 0.75)
SLOPES = (0.25, 0.5, 0.75)
# From vanishing weights, an activation that is flat at 0 would never leave them.
LARGE_START = {"square": 1.0, "cubic": 1.0, "tanhshrink": 3.0}
FLAT = ("cubic", "tanhshrink")
FEW = ("relu", "gelu", "quadratic:-0.3", "tanh", "identity", "cubic")
# Half of the growth that is worth a warning; and the relative error of a prediction.
CLEAN_BELOW, NEAR = 0.05, 0.1


def growth(sizes: Scale, spec: str, **changes: Any) -> Growth:
    """The job of an activation up to mean margin 1; `changes` are fields of its setting."""
    if spec in LARGE_START:
        changes |= large(sizes, spec)
    return at_pace(sizes.features(activation=spec, **changes), steps(sizes))


def large(sizes: Scale, spec: str) -> dict[str, Any]:
    """Fields of initial weights that `spec` leaves: of so many times the deviation 1/d0."""
    return {"d": (2 * sizes.n) ** 2, "init_scale": LARGE_START[spec]}


def steps(sizes: Scale) -> int:
    """Steps that mean margin 1 takes, about."""
    return {"smoke": 80, "quick": 100}.get(sizes.name, 200)


def watched(job: Growth, sizes: Scale) -> Growth:
    """The job, looked at on the way, and trained twice as long."""
    end = job.steps or steps(sizes)
    return replace(job, steps=2 * end, early=(end // 8, end // 4, end // 2, end))


def unequal(sizes: Scale) -> list[dict[str, Any]]:
    """Fields of groups of which one is twice as strong, by its size or by its strengths."""
    by_size = [{"n_bg": n} for n in (sizes.n // 2, 2 * sizes.n)]
    return by_size + [{"bg_strengths": law} for law in ("beta:5,9", "beta:5,2")]


def unbalanced(sizes: Scale, spec: str, positive: float = 0.75) -> Growth:
    """A share of positive output weights, trained past the margin for the gate to act."""
    return replace(growth(sizes, spec), steps=3 * steps(sizes), positive=positive)


def tried(sizes: Scale) -> dict[str, Growth]:
    """How each activation is trained, by its name."""
    jobs = {x: growth(sizes, x) for x in (*POSITIVE, *NEGATIVE, *CLEAN, "selu", "square", *FLAT)}
    jobs |= {x: watched(jobs[x], sizes) for x in CLEAN}
    *early, _ = watched(jobs["selu"], sizes).early
    return jobs | {"selu": replace(jobs["selu"], early=tuple(early))}


def claims(sizes: Scale) -> list[Claim]:
    """Sign and size of the background that grows, where none does, and the exceptions."""
    return _growing(sizes) + _clean(sizes) + _exceptions(sizes)


def few(specs: Iterable[str], sizes: Scale) -> list[str]:
    """Those that are tried at a scale."""
    return [spec for spec in specs if spec in FEW or not sizes.few]


def _told(specs: Iterable[str]) -> str:
    return ", ".join(f"`{spec}`" for spec in specs)


def _growing(sizes: Scale) -> list[Claim]:
    """Sign and size."""
    say = Statements("activations", sizes.seeds, "derived")
    mixed = [f"mixed:{t:g}:gelu" for t in MIXING] + [f"leaky_relu:{a:g}" for a in SLOPES]
    own = tried(sizes) | {x: growth(sizes, x) for x in mixed}
    own = {x: own[x] for x in few((*POSITIVE, *NEGATIVE, *mixed), sizes)}
    # A class that comes to rest at a kink, or crosses it within the spread, is no closed form's.
    smooth = [job for spec, job in own.items() if "relu" not in spec]
    others = ("gelu",) if sizes.few else ("gelu", "elu", "logsigmoid")
    apart = [growth(sizes, x, **fields) for x in others for fields in unequal(sizes)]
    return [
        say("positive", f"{_told(POSITIVE)} grow background with the sign of the core.")
        .of([own[x] for x in few(POSITIVE, sizes)], "ratio", low=GROWS)
        .against("GELU's odd part", growth(sizes, "odd:gelu")),
        say("negative", f"{_told(NEGATIVE)} grow background with the opposite sign.")
        .of([own[x] for x in few(NEGATIVE, sizes)], "ratio", high=-GROWS)
        .against("the odd part of the quadratic", growth(sizes, "odd:quadratic:-0.3")),
        say(
            "ratio",
            "Up to mean margin 1 the population dynamics without a gate predicts $B/C$ within 10%, "
            r"also for mixtures $\phi_o + T \phi_e$ of GELU's parts and other slopes of LeakyReLU.",
        )
        .of([*own.values()], "relative.predicted", within=NEAR)
        .against("prediction with 0.7 of the even part", read="relative.weaker"),
        say(
            "closed_form",
            r"Where $\phi$ has no kink the criterion gives $B/C$ within 10%, for $S_b = S_c$ and "
            "where either group is twice as strong, by its size or by its strengths.",
        )
        .of([*smooth, *apart], "relative.closed", within=NEAR)
        .against("the criterion of equal strengths", read="relative.equal"),
    ]


def _clean(sizes: Scale) -> list[Claim]:
    """Where none grows, at all times or at one."""
    say = Statements("activations", sizes.seeds, "derived")
    own = tried(sizes)
    clean = [own[x] for x in few(CLEAN, sizes)]
    clean += [] if sizes.few else [watched(unbalanced(sizes, "sigmoid"), sizes)]
    return [
        say(
            "clean",
            rf"{_told(CLEAN)}, whose $\phi_e' = 0$ where training leads, and `sigmoid` with 3/4 of "
            "the output weights positive, have grown no background at any of five times, up to "
            "twice that of mean margin 1, not even in random signs.",
        )
        .of(clean, "rms.largest", high=CLEAN_BELOW)
        .against("shifted by 1/2", [watched(growth(sizes, x), sizes) for x in NEARLY]),
        say("selu_early", "SELU grows background on the way to mean margin 1 ($S_b = S_c$).")
        .of(own["selu"], "rms.largest", low=GROWS)
        .against("at mean margin 1", read="rms"),
    ]


def _exceptions(sizes: Scale) -> list[Claim]:
    """Flat starts, even phi, unbalanced signs, and what kappa = -1 cannot see."""
    say = Statements("activations", sizes.seeds, "derived")
    flat, shifted = few(FLAT, sizes), "shifted:1:identity"
    rising = [growth(sizes, f"odd:shifted:1:{x}", **large(sizes, x)) for x in flat]
    planted = replace(growth(sizes, "identity"), steps=steps(sizes), planted_bg=0.5)
    return [
        say(
            "flat",
            rf"{_told(FLAT)}, odd and flat at 0, grow background in random signs ($S_b = S_c$).",
        )
        .of([growth(sizes, x) for x in flat], "rms", low=2 * GROWS)
        .against("shifted by 1, and so with a slope at 0; the odd part", rising),
        say("even", "$x^2$ reverses its margin with the background.")
        .of(growth(sizes, "square"), "margin_ratio(-1)", low=-1.1, high=-0.9)
        .against("x + x^2", growth(sizes, "quadratic:1", **large(sizes, "square"))),
        say(
            "unbalanced",
            "Past the margin $1 + x$ grows background if 3/4 of the output weights are positive.",
        )
        .of(unbalanced(sizes, shifted), "rms", low=GROWS)
        .against("half of them positive", unbalanced(sizes, shifted, 0.5)),
        say(
            "planted",
            rf"A linear network of {sizes.n} core features whose background weights were planted "
            r"has more hinge risk at $\kappa = -2$ than in distribution.",
        )
        .of(planted, "risk_gap(-2)", low=CLEAN_BELOW)
        .against("at kappa = -1", read="risk_gap(-1)"),
    ]
