"""Which activations contaminate: the criterion against trained networks."""

from __future__ import annotations

from dataclasses import replace

from fc.beyond.sizes import Sizes
from fc.claims import Claim, Control, Sweep
from fc.growth import Growth, at_pace
from fc.trend import Range

# Activations that were chosen after the criterion was written, with the class and the growth ratio
# B / C that it predicts. This list was committed before any of them was trained.
CHOSEN_AFTERWARDS = {
    "mish": ("positive", 0.454),
    "hardswish": ("positive", 0.403),
    "logsigmoid": ("negative", -0.333),
    # phi_e' changes its sign at 0.52; up to mean margin 1 the two halves nearly cancel.
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
    "tanh": "shifted:0.5:tanh",
    "sigmoid": "shifted:0.5:sigmoid",
    "erf": "shifted:0.5:erf",
    "sin": "shifted:0.5:sin",
    "softsign": "shifted:0.5:softsign",
    "hardtanh": "shifted:0.5:hardtanh",
    "selu": "shifted:-0.5:selu",
    "shifted:5:relu": "shifted:0.5:relu",
}
FEW = ("relu", "gelu", "quadratic:-0.3", "tanh", "identity", "selu")
MIXING = (-1.0, -0.5, 0.25, 0.5, 0.75)
# A tenth of the core's growth is worth a warning; half of that is not.
CONTAMINATED, CLEAN_BELOW, NEAR = 0.1, 0.05, 0.1
# From vanishing weights, an activation that is flat at 0 would never leave them.
LARGE_START = {"square": 1.0, "cubic": 1.0, "tanhshrink": 3.0}


def slug(spec: str) -> str:
    """Name of an activation in a claim's id: the text of its spec."""
    return "_".join(part for part in spec.split(":") if part[-1].isalpha())


def growth(sizes: Sizes, spec: str, start: float | None = None) -> Growth:
    """The job of an activation; `start` is the factor of initial weights of variance ``1/d0^2``."""
    large = {} if start is None else {"d": (2 * sizes.n) ** 2, "init_scale": start}
    return at_pace(sizes.features(activation=spec, **large), 120 if sizes.few else 200)


def claims(sizes: Sizes) -> list[Claim]:
    """One claim an activation, its growth ratio, a family of mixtures, and the exceptions."""
    chosen = [spec for spec in (*POSITIVE, *NEGATIVE) if spec in FEW or not sizes.few]
    clean = [spec for spec in CLEAN if spec in FEW or not sizes.few]
    return [
        *(_contaminated(sizes, spec) for spec in chosen),
        *(_ratio(sizes, spec) for spec in chosen),
        *(_clean(sizes, spec) for spec in clean),
        *([] if sizes.few else _families(sizes)),
        *_exceptions(sizes),
    ]


def _one(job: Growth) -> Sweep:
    return ((1, job),)


def _contaminated(sizes: Sizes, spec: str) -> Claim:
    sign = -1 if spec in NEGATIVE else 1
    bound = Range(low=CONTAMINATED) if sign > 0 else Range(high=-CONTAMINATED)
    way = "positive" if sign > 0 else "negative"
    return Claim(
        f"activations.{slug(spec)}",
        f"`{spec}` contaminates: the background that it grows is {way}.",
        "growth of B over growth of C",
        bound,
        _one(growth(sizes, spec)),
        "ratio",
        sizes.seeds,
        Control("phi' replaced by its even part", _one(growth(sizes, f"odd:{spec}")), "ratio"),
        "derived",
    )


def _ratio(sizes: Sizes, spec: str) -> Claim:
    wrong = ("no_spread", "strengths that do not vary")
    if spec != "relu":
        wrong = ("weaker", "0.7 of phi's even part")
    sweep = _one(growth(sizes, spec))
    return Claim(
        f"activations.{slug(spec)}_ratio",
        f"The population dynamics of `{spec}` without a gate predicts $B/C$ within 10%.",
        "growth ratio, predicted minus SGD, over SGD",
        Range(-NEAR, NEAR),
        sweep,
        "relative.predicted",
        sizes.seeds,
        Control(f"prediction with {wrong[1]}", sweep, f"relative.{wrong[0]}"),
        "derived",
    )


def _clean(sizes: Sizes, spec: str) -> Claim:
    return Claim(
        f"activations.{slug(spec)}",
        f"`{spec}` does not contaminate, not even in random signs.",
        "growth of B over growth of C, root mean square over neurons",
        Range(high=CLEAN_BELOW),
        _one(growth(sizes, spec)),
        "rms",
        sizes.seeds,
        Control(f"{CLEAN[spec]}", _one(growth(sizes, CLEAN[spec])), "rms"),
        "derived",
    )


def _families(sizes: Sizes) -> list[Claim]:
    """Mixtures of an odd and an even part, and the closed form where phi is smooth."""
    mixtures: Sweep = tuple((t, growth(sizes, f"mixed:{t:g}:gelu")) for t in MIXING)
    slopes: Sweep = tuple((a, growth(sizes, f"leaky_relu:{a:g}")) for a in (0.25, 0.5, 0.75))
    smooth = [s for s in (*POSITIVE, *NEGATIVE) if not s.endswith(("relu", "relu:0.1"))]
    closed: Sweep = tuple((i, growth(sizes, s)) for i, s in enumerate(smooth, 1))
    near, read = Range(-NEAR, NEAR), "relative.predicted"
    return [
        Claim(
            "activations.mixtures",
            r"The growth ratio of $\phi_o + T \phi_e$, GELU's parts, is predicted within 10%.",
            "growth ratio, predicted minus SGD, over SGD, for five T from -1 to 3/4",
            near,
            mixtures,
            read,
            sizes.seeds,
            Control("prediction with 0.7 T", mixtures, "relative.weaker"),
            "derived",
        ),
        Claim(
            "activations.slopes",
            r"The growth ratio of LeakyReLU is predicted within 10% for slopes 1/4, 1/2 and 3/4.",
            "growth ratio, predicted minus SGD, over SGD",
            near,
            slopes,
            read,
            sizes.seeds,
            Control("prediction with 0.7 of the even part", slopes, "relative.weaker"),
            "derived",
        ),
        Claim(
            "activations.closed_form",
            r"Where $\phi$ has no kink, $F(B+C) + F(B-C) = 0$ gives $B/C$ within 10%.",
            f"growth ratio, closed form minus SGD, over SGD, for {len(smooth)} activations",
            near,
            closed,
            "relative.closed",
            sizes.seeds,
            Control("ReLU", _one(growth(sizes, "relu")), "relative.closed"),
            "derived",
        ),
    ]


def _exceptions(sizes: Sizes) -> list[Claim]:
    """Phi that are flat at 0, signs that do not balance, and what kappa = -1 cannot see."""
    identity = growth(sizes, "identity")
    planted = _one(replace(identity, steps=120 if sizes.few else 200, planted_bg=0.5))
    # Long enough past the margin for the gate to act.
    long = 3 * (120 if sizes.few else 200)

    def unbalanced(spec: str, positive: float = 0.75) -> Sweep:
        return _one(replace(growth(sizes, spec), steps=long, positive=positive))

    def grown(
        name: str, statement: str, sweep: Sweep, order: Range, name_of_control: str, control: Sweep
    ) -> Claim:
        return Claim(
            f"activations.{name}",
            statement,
            "growth of B over growth of C, root mean square over neurons",
            order,
            sweep,
            "rms",
            sizes.seeds,
            Control(name_of_control, control, "rms"),
            "derived",
        )

    some, none = Range(low=CONTAMINATED), Range(high=CLEAN_BELOW)
    square = _one(growth(sizes, "square", LARGE_START["square"]))
    found = [
        Claim(
            "activations.square",
            r"`square` reverses its margin with the background.",
            "margin ratio at kappa = -1",
            Range(-1.1, -0.9),
            square,
            "margin_ratio(-1)",
            sizes.seeds,
            Control("x + x^2", _one(growth(sizes, "quadratic:1")), "margin_ratio(-1)"),
            "derived",
        ),
        grown(
            "unbalanced",
            r"Past the margin $1 + x$ contaminates if 3/4 of the output weights are positive.",
            unbalanced("shifted:1:identity"),
            some,
            "half of them positive",
            unbalanced("shifted:1:identity", 0.5),
        ),
        Claim(
            "activations.parity",
            r"A linear network whose background weights were planted has $R_{OOD}(-1) = R_{ID}$.",
            "OOD minus ID hinge risk at kappa = -1",
            Range(-0.03, 0.03),
            planted,
            "risk_gap(-1)",
            sizes.seeds,
            Control("the same network at kappa = 0", planted, "risk_gap(0)"),
            "derived",
        ),
        Claim(
            "activations.planted",
            r"The same network fails at $\kappa = -2$.",
            "OOD minus ID hinge risk at kappa = -2",
            Range(low=0.1),
            planted,
            "risk_gap(-2)",
            sizes.seeds,
            Control("nothing planted", _one(identity), "risk_gap(-2)"),
            "derived",
        ),
    ]
    if sizes.few:
        return found
    rises = {"cubic": "odd:shifted:1:cubic", "tanhshrink": "odd:shifted:1:tanhshrink"}
    return [
        *found,
        *(
            grown(
                spec,
                f"`{spec}`, odd and flat at 0, grows background in random signs.",
                _one(growth(sizes, spec, LARGE_START[spec])),
                some,
                f"{steep}, which rises at 0",
                _one(growth(sizes, steep, LARGE_START[spec] if spec == "cubic" else 1.0)),
            )
            for spec, steep in rises.items()
        ),
        grown(
            "steep_cubic",
            r"$x^3 + \frac34 x$, for which $B = 0$ is unstable too, does not contaminate.",
            _one(growth(sizes, "odd:shifted:0.5:cubic")),
            none,
            "cubic, from larger weights",
            _one(growth(sizes, "cubic", LARGE_START["cubic"])),
        ),
        grown(
            "unbalanced_sigmoid",
            r"A sigmoid network, whose gate never closes, is clean with unbalanced signs as well.",
            unbalanced("sigmoid"),
            none,
            "1 + x, also unbalanced",
            unbalanced("shifted:1:identity"),
        ),
    ]
