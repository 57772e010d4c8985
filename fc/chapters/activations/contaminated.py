"""Which activations contaminate: the criterion against trained networks, and its exceptions."""

from dataclasses import replace
from typing import Any

from fc.chapters.practice import GROWS
from fc.chapters.scale import Scale
from fc.experiments.theorems.growth import Growth, at_pace
from fc.verdicts.claim import Claim, Statements
from fc.verdicts.orders import Range

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
# With a near relative that the criterion says contaminates.
CLEAN = {
    "identity": "leaky_relu:0.75",
    **{f: f"shifted:0.5:{f}" for f in ("tanh", "sigmoid", "erf", "sin", "softsign", "hardtanh")},
    "selu": "shifted:-0.5:selu",
    "shifted:5:relu": "shifted:0.5:relu",
}
MIXING = (-1.0, -0.5, 0.25, 0.5, 0.75)
# From vanishing weights, an activation that is flat at 0 would never leave them.
LARGE_START = {"square": 1.0, "cubic": 1.0, "tanhshrink": 3.0}
FEW = ("relu", "gelu", "quadratic:-0.3", "tanh", "identity", "selu")
# Half of the growth that is worth a warning; and the relative error of a prediction.
CLEAN_BELOW, NEAR = 0.05, 0.1
# What is wrong in a prediction, and the entry that compares it.
NO_SPREAD = "strengths that do not vary", "no_spread"
WEAKER = "0.7 of phi's even part", "weaker"
ENTRIES = {
    "ratio": "growth of B over growth of C",
    "relative.predicted": "growth ratio, predicted minus SGD, over SGD",
    "rms": "growth of B over growth of C, root mean square over neurons",
    "margin_ratio(-1)": "margin ratio at kappa = -1",
    "risk_gap(-1)": "OOD minus ID hinge risk at kappa = -1",
    "risk_gap(-2)": "OOD minus ID hinge risk at kappa = -2",
}


def slug(spec: str) -> str:
    """Name of an activation in a claim's id: the text of its spec."""
    return "_".join(part for part in spec.split(":") if part[-1].isalpha())


def growth(sizes: Scale, spec: str, start: float | None = None) -> Growth:
    """The job of an activation; `start` is the factor of initial weights of variance ``1/d0^2``."""
    large: dict[str, Any] = {} if start is None else {"d": (2 * sizes.n) ** 2, "init_scale": start}
    return at_pace(sizes.features(activation=spec, **large), steps(sizes))


def steps(sizes: Scale) -> int:
    """Steps that mean margin 1 takes, about."""
    return 80 if sizes.few else 200


def claims(sizes: Scale) -> list[Claim]:
    """One claim an activation, its growth ratio, a family of mixtures, and the exceptions."""
    say = Statements("activations", sizes.seeds, "derived", ENTRIES.get)
    positive, negative, clean = (
        [spec for spec in specs if spec in FEW or not sizes.few]
        for specs in (POSITIVE, NEGATIVE, CLEAN)
    )
    signs = dict.fromkeys(positive, "positive") | dict.fromkeys(negative, "negative")
    controls = dict.fromkeys(signs, WEAKER) | {"relu": NO_SPREAD}
    bounds = {"positive": Range(low=GROWS), "negative": Range(high=-GROWS)}
    return [
        *(
            say(slug(spec), f"`{spec}` contaminates: the background that it grows is {sign}.")
            .of(growth(sizes, spec), "ratio", order=bounds[sign])
            .against("phi' replaced by its even part", growth(sizes, f"odd:{spec}"))
            for spec, sign in signs.items()
        ),
        *(
            say(
                f"{slug(spec)}_ratio",
                f"The population dynamics of `{spec}` without a gate predicts $B/C$ within 10%.",
            )
            .of(growth(sizes, spec), "relative.predicted", within=NEAR)
            .against(f"prediction with {wrong}", read=f"relative.{entry}")
            for spec, (wrong, entry) in controls.items()
        ),
        *(
            say(
                slug(spec),
                f"`{spec}` has grown no background by the end of training, not even in random "
                "signs.",
            )
            .of(growth(sizes, spec), "rms", high=CLEAN_BELOW)
            .against(CLEAN[spec], growth(sizes, CLEAN[spec]))
            for spec in clean
        ),
        *([] if sizes.few else _families(sizes, say)),
        *_exceptions(sizes, say),
    ]


def _families(sizes: Scale, say: Statements) -> list[Claim]:
    """Mixtures of an odd and an even part, and the closed form where phi is smooth."""
    error = "relative.predicted"
    mixtures = tuple((t, growth(sizes, f"mixed:{t:g}:gelu")) for t in MIXING)
    slopes = tuple((a, growth(sizes, f"leaky_relu:{a:g}")) for a in (0.25, 0.5, 0.75))
    smooth = [s for s in (*POSITIVE, *NEGATIVE) if not s.endswith(("relu", "relu:0.1"))]
    closed = f"growth ratio, closed form minus SGD, over SGD, for {len(smooth)} activations"
    return [
        say(
            "mixtures",
            r"The growth ratio of $\phi_o + T \phi_e$, GELU's parts, is predicted within 10%.",
        )
        .of(mixtures, error, f"{ENTRIES[error]}, for five T from -1 to 3/4", within=NEAR)
        .against("prediction with 0.7 T", read="relative.weaker"),
        say(
            "slopes",
            "The growth ratio of LeakyReLU is predicted within 10% for slopes 1/4, 1/2 and 3/4.",
        )
        .of(slopes, error, within=NEAR)
        .against("prediction with 0.7 of the even part", read="relative.weaker"),
        say(
            "closed_form",
            r"Where $\phi$ has no kink, $F(B+C) + F(B-C) = 0$ gives $B/C$ within 10%.",
        )
        .of([growth(sizes, spec) for spec in smooth], "relative.closed", closed, within=NEAR)
        .against("ReLU", growth(sizes, "relu")),
    ]


def unbalanced(sizes: Scale, spec: str, positive: float = 0.75) -> Growth:
    """A share of positive output weights, trained past the margin for the gate to act."""
    return replace(growth(sizes, spec), steps=3 * steps(sizes), positive=positive)


def _exceptions(sizes: Scale, say: Statements) -> list[Claim]:
    """Phi that are flat at 0, signs that do not balance, and what kappa = -1 cannot see."""
    identity = growth(sizes, "identity")
    planted = replace(identity, steps=steps(sizes), planted_bg=0.5)
    shifted = "shifted:1:identity"
    found = [
        say("square", "`square` reverses its margin with the background.")
        .of(growth(sizes, "square", LARGE_START["square"]), "margin_ratio(-1)", low=-1.1, high=-0.9)
        .against("x + x^2", growth(sizes, "quadratic:1")),
        say(
            "unbalanced",
            "Past the margin $1 + x$ contaminates if 3/4 of the output weights are positive.",
        )
        .of(unbalanced(sizes, shifted), "rms", low=GROWS)
        .against("half of them positive", unbalanced(sizes, shifted, 0.5)),
        say(
            "parity",
            r"A linear network whose background weights were planted has $R_{OOD}(-1) = R_{ID}$.",
        )
        .of(planted, "risk_gap(-1)", within=0.03)
        .against("the same network at kappa = 0", read="risk_gap(0)"),
        say("planted", r"The same network fails at $\kappa = -2$.")
        .of(planted, "risk_gap(-2)", low=0.1)
        .against("nothing planted", identity),
    ]
    if sizes.few:
        return found
    # What rises at 0 leaves small weights; a cubic is compared from its own start.
    starts, rising = {"cubic": LARGE_START["cubic"], "tanhshrink": 1.0}, "odd:shifted:1:{}".format
    return [
        *found,
        *(
            say(spec, f"`{spec}`, odd and flat at 0, grows background in random signs.")
            .of(growth(sizes, spec, LARGE_START[spec]), "rms", low=GROWS)
            .against(f"{rising(spec)}, which rises at 0", growth(sizes, rising(spec), start))
            for spec, start in starts.items()
        ),
        say(
            "steep_cubic",
            r"$x^3 + \frac34 x$, for which $B = 0$ is unstable too, does not contaminate.",
        )
        .of(growth(sizes, "odd:shifted:0.5:cubic"), "rms", high=CLEAN_BELOW)
        .against("cubic, from larger weights", growth(sizes, "cubic", LARGE_START["cubic"])),
        say(
            "unbalanced_sigmoid",
            "A sigmoid network, whose gate never closes, is clean with unbalanced signs as well.",
        )
        .of(unbalanced(sizes, "sigmoid"), "rms", high=CLEAN_BELOW)
        .against("1 + x, also unbalanced", unbalanced(sizes, "shifted:1:identity")),
    ]
