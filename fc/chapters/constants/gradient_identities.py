"""The identities behind the constants, by computer algebra and against Monte Carlo."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fc.experiments.theorems import closure_checks
from fc.experiments.theorems import identity_checks as checks
from fc.theory import identities
from fc.theory.identities import moments
from fc.theory.identities.gradient import Identity

__all__ = ["Checked", "algebra", "checks", "closure_checks", "moments"]


class Checked(NamedTuple):
    """Put to computer algebra: each of `right` holds, and none of a control."""

    name: str
    scope: str
    source: str
    right: Sequence[Identity]
    controls: Mapping[str, Sequence[Identity]]


def algebra() -> list[Checked]:
    """What sympy is asked."""
    cases = [(group, sign) for group in ("core", "background") for sign in (1, -1)]
    project, drift = identities.gradient_projection, identities.linear_drift
    force, rate = identities.restoring_force, identities.restoring_rate
    other = [project(*one, classes=-1 if one[0] == "core" else 1) for one in cases]
    flipped = identities.gated_closure(gate_sign=1)  # Only one of its steps knows of the sign.
    return [
        Checked(
            "reduction", "exact", "derived here", identities.reduction(),
            {"features not orthonormal": identities.reduction(orthonormal=False)},
        ),
        Checked(
            "gradient projection", "exact", "paper", [project(*one) for one in cases],
            {
                r"other sign of $\mathbb{E}^-$": other,
                "no gate": [project(*one, hinge_gate=False) for one in cases],
            },
        ),
        Checked(
            "linear: no drift", "exact", "paper and here",
            [drift(past_margin=False), drift(past_margin=True)],
            {
                "not linear": [drift(past_margin=False, linear=False)],
                r"$\beta \ne 0$": [drift(past_margin=True, cancelled=False)],
                "law depends on $y$": [drift(past_margin=False, independent=False)],
            },
        ),
        Checked(
            "linear: restoring force", "exact, gradient flow without decay", "derived here",
            [force(), rate()], {"other sign": [force(sign=1), rate(sign=1)]},
        ),
        Checked(
            "closure, one gate", "exact if Gaussian", "derived here",
            [identities.gaussian_closure(*one) for one in cases],
            {"$e_j$ dropped": [identities.gaussian_closure("core", -1, signed=False)]},
        ),
        Checked(
            "closure, two gates", "exact if Gaussian", "derived here",
            identities.gated_closure(),
            {"other sign of the gate": [one for one in flipped if one.name == "translation, r"]},
        ),
    ]  # fmt: skip
