"""Spurious correlation on Boolean data: learning, hidden units, debiasing, and the Fourier gap."""

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation import debiasing, learning, order, units
from fc.verdicts.claim import Claim


def claims(sizes: Scale) -> list[Claim]:
    """Every claim; the most telling ones first."""
    found = [learning.strength(sizes), units.in_brief(sizes)]
    found += [*debiasing.in_brief(sizes), order.gap_claim(sizes)]
    if sizes.few:
        return found
    for module in (learning, units, debiasing, order):
        found += module.claims(sizes)
    return found
