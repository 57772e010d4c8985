"""The identities behind the constants, against Monte Carlo."""

from fc.experiments.theorems import identity_checks as checks

__all__ = ["checks"]
