"""Where the criterion's conditions break, and what kappa = -1 cannot see."""

from dataclasses import replace

from fc.chapters.activations.cases import CLEAN_BELOW, LARGE_START, growth, statements, steps
from fc.chapters.practice import GROWS
from fc.chapters.scale import Scale
from fc.experiments.theorems.growth import Growth
from fc.verdicts.claim import Claim


def unbalanced(sizes: Scale, spec: str, positive: float = 0.75) -> Growth:
    """A share of positive output weights, trained past the margin for the gate to act."""
    return replace(growth(sizes, spec), steps=3 * steps(sizes), positive=positive)


def exceptions(sizes: Scale) -> list[Claim]:
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
