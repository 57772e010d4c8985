"""Which activations contaminate: the criterion against trained networks, and its exceptions."""

from dataclasses import replace

from fc.chapters.activations.cases import (
    CLEAN,
    CLEAN_BELOW,
    ENTRIES,
    FEW,
    LARGE_START,
    MIXING,
    NEAR,
    NEGATIVE,
    POSITIVE,
    growth,
    slug,
    statements,
    steps,
)
from fc.chapters.practice import GROWS
from fc.chapters.scale import Scale
from fc.experiments.theorems.growth import Growth
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

# What is wrong in a prediction, and the entry that compares it.
NO_SPREAD = "strengths that do not vary", "no_spread"
WEAKER = "0.7 of phi's even part", "weaker"


def claims(sizes: Scale) -> list[Claim]:
    """One claim an activation, its growth ratio, a family of mixtures, and the exceptions."""
    say = statements(sizes)
    positive, negative, clean = (
        [spec for spec in specs if spec in FEW or not sizes.few]
        for specs in (POSITIVE, NEGATIVE, CLEAN)
    )
    signs = (
        ("positive", Range(low=GROWS), positive),
        ("negative", Range(high=-GROWS), negative),
    )
    return [
        *(
            say(slug(spec), f"`{spec}` contaminates: the background that it grows is {sign}.")
            .of(growth(sizes, spec), "ratio", order=bound)
            .against("phi' replaced by its even part", growth(sizes, f"odd:{spec}"))
            for sign, bound, specs in signs
            for spec in specs
        ),
        *(
            say(
                f"{slug(spec)}_ratio",
                f"The population dynamics of `{spec}` without a gate predicts $B/C$ within 10%.",
            )
            .of(growth(sizes, spec), "relative.predicted", within=NEAR)
            .against(f"prediction with {wrong}", read=f"relative.{entry}")
            for spec in positive + negative
            for wrong, entry in [NO_SPREAD if spec == "relu" else WEAKER]
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
        *([] if sizes.few else _families(sizes)),
        *_exceptions(sizes),
    ]


def _families(sizes: Scale) -> list[Claim]:
    """Mixtures of an odd and an even part, and the closed form where phi is smooth."""
    say, error = statements(sizes), "relative.predicted"
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


def _exceptions(sizes: Scale) -> list[Claim]:
    """Phi that are flat at 0, signs that do not balance, and what kappa = -1 cannot see."""
    say, identity = statements(sizes), growth(sizes, "identity")
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
    return found if sizes.few else [*found, *_stability(sizes)]


def _stability(sizes: Scale) -> list[Claim]:
    """Where B = 0 is unstable without a mean push, and where unbalanced signs do no harm."""
    say = statements(sizes)
    # What rises at 0 leaves small weights; a cubic is compared from its own start.
    starts = {"cubic": LARGE_START["cubic"], "tanhshrink": 1.0}
    return [
        *(
            say(spec, f"`{spec}`, odd and flat at 0, grows background in random signs.")
            .of(growth(sizes, spec, LARGE_START[spec]), "rms", low=GROWS)
            .against(
                f"odd:shifted:1:{spec}, which rises at 0",
                growth(sizes, f"odd:shifted:1:{spec}", start),
            )
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
