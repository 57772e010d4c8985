"""Claims on spurious correlation: on bits, and beside contamination in one network."""

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation import contrast, digits, learning, order
from fc.chapters.spurious_correlation.cases import SEEDS
from fc.verdicts.claim import Claim, Statements

MOST_TELLING = ("stronger", "fourier_gap", "two_failures")


def claims(sizes: Scale) -> list[Claim]:
    """Every claim; the most telling ones first."""
    say = Statements("spurious", SEEDS[sizes.name])
    found = [*learning.claims(say, sizes.few), *order.claims(say, sizes.few)]
    found += digits.claims(say) + contrast.claims(sizes)
    first = [claim for claim in found if claim.id.partition(".")[2] in MOST_TELLING]
    return first if sizes.few else first + [claim for claim in found if claim not in first]
