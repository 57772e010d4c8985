"""Where the criterion's conditions break, and what kappa = -1 cannot see."""

from __future__ import annotations

from dataclasses import replace

from fc.chapters.activations.cases import CLEAN_BELOW, CONTAMINATED, LARGE_START, growth, one, steps
from fc.chapters.scale import Scale
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range


def exceptions(sizes: Scale) -> list[Claim]:
    """Phi that are flat at 0, signs that do not balance, and what kappa = -1 cannot see."""
    identity = growth(sizes, "identity")
    planted = one(replace(identity, steps=steps(sizes), planted_bg=0.5))
    # Long enough past the margin for the gate to act.
    long = 3 * steps(sizes)

    def unbalanced(spec: str, positive: float = 0.75) -> Sweep:
        return one(replace(growth(sizes, spec), steps=long, positive=positive))

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
    square = one(growth(sizes, "square", LARGE_START["square"]))
    found = [
        Claim(
            "activations.square",
            r"`square` reverses its margin with the background.",
            "margin ratio at kappa = -1",
            Range(-1.1, -0.9),
            square,
            "margin_ratio(-1)",
            sizes.seeds,
            Control("x + x^2", one(growth(sizes, "quadratic:1")), "margin_ratio(-1)"),
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
            Control("nothing planted", one(identity), "risk_gap(-2)"),
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
                one(growth(sizes, spec, LARGE_START[spec])),
                some,
                f"{steep}, which rises at 0",
                one(growth(sizes, steep, LARGE_START[spec] if spec == "cubic" else 1.0)),
            )
            for spec, steep in rises.items()
        ),
        grown(
            "steep_cubic",
            r"$x^3 + \frac34 x$, for which $B = 0$ is unstable too, does not contaminate.",
            one(growth(sizes, "odd:shifted:0.5:cubic")),
            none,
            "cubic, from larger weights",
            one(growth(sizes, "cubic", LARGE_START["cubic"])),
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
