"""The identities behind the constants, by computer algebra and against Monte Carlo."""

from fc.experiments.theorems import closure_checks
from fc.experiments.theorems import identity_checks as checks
from fc.theory import identities
from fc.theory.identities import moments

__all__ = ["checks", "closure_checks", "identities", "moments"]
