"""What decides: pairs of networks that differ in one factor, read off the crossed table."""

from typing import NamedTuple

import numpy as np

from fc.chapters.images.cases import DEPTHS, crossed
from fc.chapters.scale import Scale
from fc.data.backgrounds import VARYING
from fc.requirements import Array
from fc.runs.records import Records, key
from fc.verdicts.inference import Interval, mean_interval

LEAST = 0.75  # Mean accuracy in distribution below which a network is in no pair.


class Pair(NamedTuple):
    """The factor, what the other factors are, and the names of both networks."""

    factor: str
    at: str
    low: str
    high: str


def pairs() -> list[Pair]:
    """Every pair that differs in one factor: more depth, convolution, pooling, or a norm."""
    found = []
    kinds, norms = ("dense", "conv", "conv pooled"), ("", " norm")

    def name(kind: str, depth: int, norm: str) -> str:
        return kind.replace("conv", f"conv {depth}").replace("dense", f"dense {depth}") + norm

    for kind in kinds:
        for norm in norms:
            ends = (name(kind, depth, norm) for depth in (DEPTHS[0], DEPTHS[-1]))
            found.append(Pair("depth 1 to 4", kind + norm, *ends))
    for factor, low, high in (
        ("dense to convolution", *kinds[:2]),
        ("flattened to pooled", *kinds[1:]),
    ):
        found += [
            Pair(factor, f"{depth}{norm}", name(low, depth, norm), name(high, depth, norm))
            for norm in norms
            for depth in DEPTHS
        ]
    named = [name(kind, depth, "") for kind in kinds for depth in DEPTHS] + ["resnet"]
    return found + [Pair("no norm to batch norm", one, one, one + " norm") for one in named]


def values(sizes: Scale, records: Records, read: str) -> dict[tuple[str, str], Array]:
    """An entry over the seeds, by network and family."""
    return {
        at: np.array([records[key(job), run][read] for run in range(sizes.seeds)])
        for at, job in crossed(sizes).items()
    }


def contrasts(
    sizes: Scale, records: Records, read: str = "share"
) -> dict[tuple[Pair, str], Interval]:
    """By pair and family: the entry of the second network minus that of the first, over seeds.

    Runs of one seed share their digits. Pairs with a network that does not learn them are left out.
    """
    found, learned = values(sizes, records, read), values(sizes, records, "accuracy(id)")
    return {
        (pair, family): mean_interval(found[pair.high, family] - found[pair.low, family])
        for pair in pairs()
        for family in VARYING
        if all(
            (name, family) in learned and learned[name, family].mean() >= LEAST
            for name in (pair.low, pair.high)
        )
    }
