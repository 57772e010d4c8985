"""Which activations contaminate: the criterion against trained networks."""

from __future__ import annotations

from fc.chapters.activations.cases import (
    CLEAN,
    CLEAN_BELOW,
    CONTAMINATED,
    FEW,
    MIXING,
    NEAR,
    NEGATIVE,
    POSITIVE,
    growth,
    one,
    slug,
)
from fc.chapters.activations.exceptions import exceptions
from fc.chapters.scale import Scale
from fc.runs.records import Sweep
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Range


def claims(sizes: Scale) -> list[Claim]:
    """One claim an activation, its growth ratio, a family of mixtures, and the exceptions."""
    chosen = [spec for spec in (*POSITIVE, *NEGATIVE) if spec in FEW or not sizes.few]
    clean = [spec for spec in CLEAN if spec in FEW or not sizes.few]
    return [
        *(_contaminated(sizes, spec) for spec in chosen),
        *(_ratio(sizes, spec) for spec in chosen),
        *(_clean(sizes, spec) for spec in clean),
        *([] if sizes.few else _families(sizes)),
        *exceptions(sizes),
    ]


def _contaminated(sizes: Scale, spec: str) -> Claim:
    sign = -1 if spec in NEGATIVE else 1
    bound = Range(low=CONTAMINATED) if sign > 0 else Range(high=-CONTAMINATED)
    way = "positive" if sign > 0 else "negative"
    return Claim(
        f"activations.{slug(spec)}",
        f"`{spec}` contaminates: the background that it grows is {way}.",
        "growth of B over growth of C",
        bound,
        one(growth(sizes, spec)),
        "ratio",
        sizes.seeds,
        Control("phi' replaced by its even part", one(growth(sizes, f"odd:{spec}")), "ratio"),
        "derived",
    )


def _ratio(sizes: Scale, spec: str) -> Claim:
    wrong = ("no_spread", "strengths that do not vary")
    if spec != "relu":
        wrong = ("weaker", "0.7 of phi's even part")
    sweep = one(growth(sizes, spec))
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


def _clean(sizes: Scale, spec: str) -> Claim:
    return Claim(
        f"activations.{slug(spec)}",
        f"`{spec}` has grown no background by the end of training, not even in random signs.",
        "growth of B over growth of C, root mean square over neurons",
        Range(high=CLEAN_BELOW),
        one(growth(sizes, spec)),
        "rms",
        sizes.seeds,
        Control(f"{CLEAN[spec]}", one(growth(sizes, CLEAN[spec])), "rms"),
        "derived",
    )


def _families(sizes: Scale) -> list[Claim]:
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
            Control("ReLU", one(growth(sizes, "relu")), "relative.closed"),
            "derived",
        ),
    ]
