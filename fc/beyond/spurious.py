"""Spurious correlation on Boolean data: learning, hidden units, debiasing, and the Fourier gap."""

from __future__ import annotations

from fc.beyond import spurious_debiasing, spurious_learning, spurious_order, spurious_units
from fc.beyond.sizes import Sizes
from fc.claims import Claim


def claims(sizes: Sizes) -> list[Claim]:
    """Every claim; the most telling ones first."""
    found = [spurious_learning.strength(sizes), spurious_units.in_brief(sizes)]
    found += [*spurious_debiasing.in_brief(sizes), spurious_order.gap_claim(sizes)]
    if sizes.few:
        return found
    for module in (spurious_learning, spurious_units, spurious_debiasing, spurious_order):
        found += module.claims(sizes)
    return found
