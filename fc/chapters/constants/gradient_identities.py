"""The identities behind the constants, against Monte Carlo."""

from fc.experiments.theorems import closure_checks
from fc.experiments.theorems import identity_checks as checks
from fc.theory import gaussian_closure

__all__ = ["checks", "closure_checks", "gaussian_closure"]
