"""Spurious correlation on Boolean data: learning, hidden units, debiasing, and the Fourier gap."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation import debiasing as spurious_debiasing
from fc.chapters.spurious_correlation import learning as spurious_learning
from fc.chapters.spurious_correlation import order as spurious_order
from fc.chapters.spurious_correlation import units as spurious_units
from fc.verdicts.claim import Claim


def claims(sizes: Scale) -> list[Claim]:
    """Every claim; the most telling ones first."""
    found = [spurious_learning.strength(sizes), spurious_units.in_brief(sizes)]
    found += [*spurious_debiasing.in_brief(sizes), spurious_order.gap_claim(sizes)]
    if sizes.few:
        return found
    for module in (spurious_learning, spurious_units, spurious_debiasing, spurious_order):
        found += module.claims(sizes)
    return found
