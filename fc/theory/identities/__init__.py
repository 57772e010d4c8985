"""The identities of the theory, derived by computer algebra for every law of the strengths.

A law is a sum over atoms, each with its own symbols for the probability, the strength and all that
the other features and neurons add. The symbols are free and both sides are linear in the law, so
what holds for the atoms holds for every law. sympy is imported on use.
"""

from fc.theory.identities.gradient import Identity, gradient_projection, reduction
from fc.theory.identities.linear import linear_drift, restoring_force, restoring_rate
from fc.theory.identities.moments import gated_closure, gaussian_closure
