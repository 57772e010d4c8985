"""Claims on images."""

from fc.chapters.scale import Scale
from fc.verdicts.claim import Claim


def claims(sizes: Scale) -> list[Claim]:
    """Of networks on images before varying backgrounds."""
    return []
