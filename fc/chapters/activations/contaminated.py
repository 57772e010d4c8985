"""Which activations contaminate: the criterion against trained networks."""

from fc.chapters.activations.cases import (
    CLEAN,
    CLEAN_BELOW,
    ENTRIES,
    FEW,
    MIXING,
    NEAR,
    NEGATIVE,
    POSITIVE,
    growth,
    slug,
    statements,
)
from fc.chapters.activations.exceptions import exceptions
from fc.chapters.practice import GROWS
from fc.chapters.scale import Scale
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
        *exceptions(sizes),
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
